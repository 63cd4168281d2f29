"""All Clients: what a search finds and does not, filters, order and pages, and whose clients they are."""

import itertools
import random
from uuid import UUID, uuid4

import pytest

from owl_app.clock import now
from owl_app.database import transaction
from owl_app.models import Account, Client, ClientStatus, Practice
from owl_app.services import client_list, client_search, client_words, clients, listing
from owl_app.services.client_list import ClientRow
from owl_app.services.listing import Page, Query
from tests.booking import add_service, booked_in
from tests.cast import Cast, Person, add_client
from tests.door import act, change, read, row, rows
from tests.paying import held


def page(who: Person, search: str = "", *, sort: str = "", **filters: str) -> Page[ClientRow]:
    query = Query(search=search, filters=filters, sort=sort.removeprefix("-"), descending=sort.startswith("-"))
    return read(who, client_list.list_clients, query=query)


def found(who: Person, search: str = "", *, sort: str = "", **filters: str) -> list[str]:
    return [each.name for each in page(who, search, sort=sort, **filters).rows]


def make(first_name: str, last_name: str, **columns: object) -> str:
    """A client past the forms, found by what is given."""
    with transaction() as session:
        client = Client(first_name=first_name, last_name=last_name, **columns)  # type: ignore[arg-type]
        client_words.write(session, client)
        return str(client.id)


def test_a_therapist_sees_their_own_clients_and_the_owner_all(cast: Cast) -> None:
    assert found(cast.olivia) == ["Chloé Élie", "Ana Lopez", "Mallory Mole", "Ben Okafor"]
    assert found(cast.thea) == ["Ana Lopez", "Ben Okafor"]
    assert found(cast.tom) == ["Chloé Élie"]
    assert page(cast.tom).total == 1


@pytest.mark.parametrize("search", ["Ana", "ana lopez", "lo", "ana@post.example", "a", "o e"])
def test_no_search_finds_another_therapists_client(cast: Cast, search: str) -> None:
    assert "Ana Lopez" in found(cast.olivia, search.replace("o e", "lo"))
    assert set(found(cast.tom, search)) <= {"Chloé Élie"}


def owing(who: Person) -> dict[str, str]:
    return {each.name: each.owing for each in page(who).rows if each.owing}


def test_what_clients_owe_is_shown_to_those_who_may_take_it(cast: Cast) -> None:
    service = add_service(cast.olivia)
    held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    held(cast.thea, service, [cast.ana.client_id], days_ago=9)
    held(cast.tom, service, [cast.chloe.client_id], days_ago=2)
    booked_in(cast.thea, service, cast.ben.client_id, hours=48)
    assert owing(cast.olivia) == {"Ana Lopez": "$280.00", "Chloé Élie": "$140.00"}
    change(Practice, 1, therapists_see_all=True)
    assert owing(cast.thea) == {"Ana Lopez": "$280.00"}
    assert owing(cast.tom) == {"Chloé Élie": "$140.00"}


def test_no_filter_shows_another_therapists_client(cast: Cast) -> None:
    for therapist in (str(cast.thea.account_id), "none", str(uuid4())):
        assert found(cast.tom, therapist=therapist) == []
    assert found(cast.tom, therapist=str(cast.tom.account_id)) == ["Chloé Élie"]
    assert found(cast.tom, status="active") == ["Chloé Élie"]


def test_who_may_see_every_client_finds_every_client(cast: Cast) -> None:
    change(Practice, 1, therapists_see_all=True)
    assert found(cast.tom, "ana") == ["Ana Lopez"]


@pytest.mark.parametrize(
    "search",
    ["chloé", "CHLOÉ", "Chloe\u0301", "élie", "ELIE", "élie chlo", "chloe@post", "  chloé  ", "c e", "é", "chloe el"],
)
def test_a_name_is_found_whatever_the_order_the_case_and_the_accents(cast: Cast, search: str) -> None:
    assert found(cast.olivia, search) == ["Chloé Élie"]


@pytest.mark.parametrize(
    ("name", "searches"),
    [
        ("Иван Петров", ["иван", "ПЕТРОВ", "ivan", "petrov iv"]),
        ("Γιώργος Παπαδόπουλος", ["γιωρ", "giorgos", "papadop"]),
        ("Siobhán O'Brien", ["obrien", "o'brien", "brien", "O’Brien", "siobhan o"]),
        ("Jean-Pierre Côté", ["jean pierre", "jean-pierre", "jeanpierre", "cote", "pier"]),
        ("Nguyệt Ánh Trần", ["tran", "nguyet", "anh", "anh ng"]),
        ("小明 王", ["wang", "王", "xiao"]),
    ],
)
def test_names_of_every_script_are_found_in_their_own_letters_and_in_plain_ones(
    cast: Cast, name: str, searches: list[str]
) -> None:
    first, _, last = name.rpartition(" ")
    make(first, last)
    assert {search: found(cast.olivia, search) for search in searches} == {search: [name] for search in searches}


@pytest.mark.parametrize("search", ["anna", "lopes", "ana ben", "opez", "lopezz", "ana.lopez@post.example", "ana@host"])
def test_what_begins_no_word_of_a_client_does_not_find_them(cast: Cast, search: str) -> None:
    assert found(cast.olivia, search) == []


def test_an_address_is_found_by_its_beginning_and_by_the_words_before_the_at(cast: Cast) -> None:
    make("Ana", "Roy", email="ana.b-roy82@clinic.example")
    for search in ("ana.b", "roy82", "b-roy", "ana.b-roy82@cl", "ANA.B-ROY82@CLINIC.EXAMPLE", "roy b ana"):
        assert found(cast.olivia, search) == ["Ana Roy"], search
    assert found(cast.olivia, "clinic") == []


@pytest.mark.parametrize(
    "search",
    ["(416) 555-0134", "416-555-0134", "+1 416 555 0134", "4165550134", "555 01", "0134", "416 5", "134", "59 01"],
)
def test_a_phone_number_is_found_by_any_part_of_it(cast: Cast, search: str) -> None:
    make("Dee", "Day", phone="+14165550134", other_phone="+15145559012")
    make("Not", "Me", phone="+12045550299")
    assert found(cast.olivia, search) == ["Dee Day"]


def test_the_first_two_digits_of_a_number_leave_everybody_in(cast: Cast) -> None:
    make("Dee", "Day", phone="+14165550134")
    for search in ("4", "41", "(4"):
        assert len(found(cast.olivia, search)) == 5


def test_what_is_searched_is_what_the_record_says_now(cast: Cast) -> None:
    form = clients.AccountDetailsForm.read({"first_name": "Ana", "last_name": "Rivera", "version": 1})
    act(cast.thea, clients.change_account_details, client_id=cast.ana.client_id, form=form)
    assert found(cast.olivia, "lopez") == []
    assert found(cast.olivia, "rivera") == ["Ana Rivera"]
    assert found(cast.olivia) == ["Chloé Élie", "Mallory Mole", "Ben Okafor", "Ana Rivera"]


@pytest.mark.parametrize("search", ["", " ", "%", "_", "\\", "*", "(-)", "\x00", "\ud800", "\u202e\u200f", "٣"])
def test_a_search_without_a_letter_asks_for_nothing(cast: Cast, search: str) -> None:
    assert page(cast.olivia, search).total == 4


@pytest.mark.parametrize("search", ["a%z", "' OR 1=1 --", "🦉", "x" * 5000, "ab " * 2000, "a{z", "zz~", "a\x00b"])
def test_signs_that_mean_something_to_a_database_find_nobody(cast: Cast, search: str) -> None:
    assert page(cast.olivia, search).total == 0


def test_a_direction_mark_in_a_search_changes_nothing(cast: Cast) -> None:
    assert found(cast.olivia, "\u202eana\u200f lop") == ["Ana Lopez"]


@pytest.mark.parametrize("value", ["nobody", "%", "' OR 1=1", "\x00", "x" * 300])
def test_a_filter_that_means_nothing_fits_nobody(cast: Cast, value: str) -> None:
    assert found(cast.olivia, status=value) == []
    assert found(cast.olivia, therapist=value) == []


def test_filters_and_search_hold_together(cast: Cast) -> None:
    change(Client, cast.ben.client_id, status=ClientStatus.INACTIVE)
    thea = str(cast.thea.account_id)
    assert found(cast.olivia, status="active") == ["Chloé Élie", "Ana Lopez", "Mallory Mole"]
    assert found(cast.olivia, status="inactive") == ["Ben Okafor"]
    assert found(cast.olivia, therapist=thea) == ["Ana Lopez", "Ben Okafor"]
    assert found(cast.olivia, therapist="none") == ["Mallory Mole"]
    assert found(cast.olivia, "b", therapist=thea, status="inactive") == ["Ben Okafor"]
    assert found(cast.olivia, "a", therapist=thea, status="inactive") == []
    assert found(cast.olivia, "mallory", therapist="none", sort="-added") == ["Mallory Mole"]


def test_names_are_sorted_without_regard_to_case_and_accents(cast: Cast) -> None:
    for first, last in (("Zoë", "royal"), ("Ana", "Roy"), ("Élise", "Roy"), ("🙂🙂", "!!"), ("Bo", "Ångström")):
        make(first, last)
    assert found(cast.olivia) == [
        "Bo Ångström",
        "Chloé Élie",
        "Ana Lopez",
        "Mallory Mole",
        "Ben Okafor",
        "Ana Roy",
        "Élise Roy",
        "Zoë royal",
        "🙂🙂 !!",
    ]
    assert found(cast.olivia, sort="-name") == list(reversed(found(cast.olivia, sort="name")))


def test_clients_are_sorted_by_when_they_were_added(cast: Cast) -> None:
    added = ["Ana Lopez", "Ben Okafor", "Chloé Élie", "Mallory Mole"]
    assert found(cast.olivia, sort="added") == added
    assert found(cast.olivia, sort="-added") == added[::-1]
    assert found(cast.olivia, "o", sort="-added") == ["Ben Okafor"]
    assert found(cast.thea, sort="-added") == ["Ben Okafor", "Ana Lopez"]
    assert found(cast.olivia, status="active", therapist=str(cast.thea.account_id), sort="-added") == added[1::-1]


def test_a_page_holds_fifty_rows_and_each_client_stands_on_one(cast: Cast) -> None:
    for number in range(60):
        make("Many", f"Person{number:02}")
    for query in (Query(), Query(sort="added", descending=True), Query(search="many"), Query(search="m")):
        pages = [read(cast.olivia, client_list.list_clients, query=_turned(query, number)) for number in (1, 2)]
        expected = {"": 64, "many": 60, "m": 61}[query.search]
        assert [len(each.rows) for each in pages] == [50, expected - 50]
        assert [each.has_more for each in pages] == [True, False]
        assert [each.total for each in pages] == [expected] * 2
        assert len({row.id for each in pages for row in each.rows}) == expected


@pytest.mark.parametrize("number", [-5, 0, 3, 10**30])
def test_behind_the_last_page_there_is_the_last_page(cast: Cast, number: int) -> None:
    assert len(read(cast.olivia, client_list.list_clients, query=Query(page=number)).rows) == 4


def test_a_row_says_what_somebody_looks_for(cast: Cast) -> None:
    form = {"first_name": "Ana", "last_name": "Lopez", "version": 1, "phone": "416 555 0134", "email": "a@b.example"}
    act(
        cast.thea,
        clients.change_account_details,
        client_id=cast.ana.client_id,
        form=clients.AccountDetailsForm.read(form),
    )
    change(Account, cast.ana.account_id, disabled_at=now())
    (ana,) = page(cast.olivia, "ana").rows
    assert (ana.id, ana.name, ana.therapist) == (cast.ana.client_id, "Ana Lopez", "Thea Thorne")
    assert (ana.phone, ana.status, ana.portal) == ("(416) 555-0134", "active", "disabled")


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of more than three clients are long, and more than eight clients are many, so that each path is taken."""
    monkeypatch.setattr(client_search, "FEW", 3)
    monkeypatch.setattr(client_search, "_LENGTHS", (2, 5, 12))
    monkeypatch.setattr(client_search, "COUNTED", 8)
    for module in (listing, client_search, client_list):
        monkeypatch.setattr(module, "PAGE", 4)


@pytest.mark.usefixtures("short")
def test_every_path_finds_what_looking_at_each_client_finds(cast: Cast) -> None:
    chance = random.Random(1)
    firsts, lasts = ["Maria", "Mario", "Mark", "Ana", "Jo"], ["Martin", "Marsh", "Roy", "Royal", "Ma", "Jones"]
    for _ in range(80):
        their_therapist = chance.choice([cast.thea.account_id, cast.tom.account_id, None])
        their_status = chance.choice(list(ClientStatus))
        make(chance.choice(firsts), chance.choice(lasts), therapist_id=their_therapist, status=their_status)
    everybody = rows(Client)
    searches = ["", "m", "ma", "mar", "mart", "maria", "mar roy", "maria roy", "mari mart", "jo ma", "x", "ma jones"]
    for search, therapist, status, sort, number in itertools.product(
        searches, ["", "none", str(cast.thea.account_id)], ["", "inactive"], ["", "-name", "added", "-added"], [1, 2]
    ):
        query = Query(search, {"therapist": therapist, "status": status}, sort.strip("-"), sort[:1] == "-", number)
        expected = _one_by_one(everybody, query)
        answer = read(cast.olivia, client_list.list_clients, query=query)
        assert answer.total == min(len(expected), 9), query
        start = 0 if len(expected) <= 4 else (number - 1) * 4
        assert [each.id for each in answer.rows] == expected[start : start + 4], query
        turned = len(expected) if not search else min(len(expected), 8)
        assert answer.has_more == (turned > start + 4), query


def _one_by_one(everybody: list[Client], query: Query) -> list[str]:
    def fits(client: Client) -> bool:
        own = f"{client.first_name} {client.last_name}".lower().replace("é", "e").split()
        found = all(any(word.startswith(each) for word in own) for each in query.search.split())
        therapist = query.filters["therapist"] in {"", str(client.therapist_id or "none")}
        return found and therapist and query.filters["status"] in {"", client.status.value}

    def order(client: Client) -> tuple[str, ...]:
        name = f"{client.last_name}\x01{client.first_name}".lower().replace("é", "e")
        return (client.id.hex,) if query.sort == "added" else (name, client.id.hex)

    fitting = [client for client in everybody if fits(client)]
    return [str(client.id) for client in sorted(fitting, key=order, reverse=query.descending)]


def _turned(query: Query, number: int) -> Query:
    return Query(query.search, query.filters, query.sort, query.descending, page=number)


def test_a_client_of_nobody_is_not_everybodys(cast: Cast) -> None:
    assert row(Client, cast.mallory.client_id).therapist_id is None
    assert found(cast.thea, "mallory") == []
    assert UUID(cast.mallory.client_id)
    assert add_client(cast.thea, "New", "Person")
    assert found(cast.thea, "new") == ["New Person"]
