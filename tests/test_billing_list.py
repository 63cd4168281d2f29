"""The practice's Billing screen: what is owed and what came in, who sees it, and what a search finds."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from owl_app.clock import now
from owl_app.errors import NotAllowed
from owl_app.models import Practice, Receipt
from owl_app.services import billing_list
from owl_app.services.billing import PaymentRow
from owl_app.services.billing_list import OwedRow
from owl_app.services.charge_changes import NO_MORE
from owl_app.services.charges import Owed
from owl_app.services.listing import Page, Query
from tests.booking import add_service, booked_in
from tests.cast import Cast, Person
from tests.door import change, read, rows
from tests.paying import give_back, held, open_the_books, owe, pay, void_payment


@pytest.fixture
def service(cast: Cast) -> str:
    open_the_books(cast)
    return add_service(cast.olivia)


def asked(search: str, sort: str, filters: dict[str, str]) -> Query:
    return Query(search=search, filters=filters, sort=sort.removeprefix("-"), descending=sort.startswith("-"))


def owed(who: object, search: str = "", *, sort: str = "", **filters: str) -> Page[OwedRow]:
    return read(who, billing_list.list_owed, query=asked(search, sort, filters))


def came_in(who: object, search: str = "", *, sort: str = "", **filters: str) -> Page[PaymentRow]:
    return read(who, billing_list.list_payments, query=asked(search, sort, filters))


def owing(who: object, search: str = "", **how: str) -> list[tuple[str, int]]:
    return [(each.client, each.owing) for each in owed(who, search, **how).rows]


def amounts(who: object, search: str = "", **how: str) -> list[int]:
    return [each.amount for each in came_in(who, search, **how).rows]


def three_owe(cast: Cast, service: str) -> list[str]:
    """Chloé's session with Tom is the oldest; Ana paid half of hers, and Ben nothing."""
    (chloes,) = held(cast.tom, service, [cast.chloe.client_id], days_ago=100)
    (anas,) = held(cast.thea, service, [cast.ana.client_id], days_ago=40)
    (bens,) = held(cast.thea, service, [cast.ben.client_id], days_ago=1)
    pay(cast.thea, cast.ana.client_id, [anas], "70", payor="Sunny Insurance", method="insurer")
    return [chloes, anas, bens]


def test_what_is_owed_is_listed_by_session_the_oldest_first(cast: Cast, service: str) -> None:
    three_owe(cast, service)
    booked_in(cast.thea, service, cast.ben.client_id, hours=48)
    assert owing(cast.olivia) == [("Chloé Élie", 14000), ("Ana Lopez", 7000), ("Ben Okafor", 14000)]
    (ana,) = owed(cast.olivia, "ana").rows
    assert (ana.total, ana.paid, ana.owing, ana.therapist) == (14000, 7000, 7000, "Thea Thorne")
    assert (ana.client_id, ana.service, ana.currency) == (cast.ana.client_id, "Individual therapy", "CAD")


def test_what_is_waived_or_paid_is_not_owed(cast: Cast, service: str) -> None:
    chloes, _, bens = three_owe(cast, service)
    owe(cast.olivia, chloes, asks=NO_MORE, reason="A gift")
    pay(cast.thea, cast.ben.client_id, [bens], "140")
    assert owing(cast.olivia) == [("Ana Lopez", 7000)]


def test_the_sum_is_that_of_all_pages_with_the_same_filters(cast: Cast, service: str) -> None:
    three_owe(cast, service)
    assert read(cast.olivia, billing_list.sum_owed, query=Query()) == [Owed(35000, "CAD")]
    query = Query(filters={"therapist": str(cast.thea.account_id)})
    assert read(cast.olivia, billing_list.sum_owed, query=query) == [Owed(21000, "CAD")]


def test_a_page_holds_fifty_and_says_how_many_there_are(cast: Cast, service: str) -> None:
    for days in range(1, 53):
        held(cast.thea, service, [cast.ana.client_id], days_ago=days)
    first = owed(cast.olivia)
    assert (len(first.rows), first.total, first.has_more) == (50, 52, True)
    second = read(cast.olivia, billing_list.list_owed, query=Query(page=2))
    assert (len(second.rows), second.total, second.has_more) == (2, 52, False)
    assert [each.starts_at for each in first.rows] == sorted(each.starts_at for each in first.rows)
    assert second.rows[0].starts_at > first.rows[-1].starts_at


def test_what_is_owed_is_sorted_by_amount(cast: Cast, service: str) -> None:
    three_owe(cast, service)
    assert owing(cast.olivia, sort="amount")[0] == ("Ana Lopez", 7000)
    assert owing(cast.olivia, sort="-amount")[-1] == ("Ana Lopez", 7000)
    assert owing(cast.olivia, sort="-date")[0] == ("Ben Okafor", 14000)


@pytest.mark.parametrize(
    ("period", "whose"), [("over_90", ["Chloé Élie"]), ("over_30", ["Chloé Élie", "Ana Lopez"]), ("nonsense", None)]
)
def test_what_is_owed_for_long_is_found(cast: Cast, service: str, period: str, whose: list[str] | None) -> None:
    three_owe(cast, service)
    everybody = ["Chloé Élie", "Ana Lopez", "Ben Okafor"]
    assert [name for name, _ in owing(cast.olivia, period=period)] == (whose or everybody)


def test_a_therapist_sees_the_money_of_their_own_clients_alone(cast: Cast, service: str) -> None:
    three_owe(cast, service)
    change(Practice, 1, therapists_see_all=True)
    (with_tom,) = held(cast.tom, service, [cast.ana.client_id], days_ago=3)
    for sees_all in (False, True):
        change(Practice, 1, therapists_see_all=sees_all)
        assert owing(cast.tom) == [("Chloé Élie", 14000)]
        assert amounts(cast.tom) == []
        assert read(cast.tom, billing_list.sum_owed, query=Query()) == [Owed(14000, "CAD")]
    pay(cast.olivia, cast.ana.client_id, [with_tom], "140")
    assert amounts(cast.tom) == []
    assert amounts(cast.thea) == [14000, 7000]


@pytest.mark.parametrize("search", ["Ana", "lopez", "sunny", "0001", "a", "140"])
def test_no_search_or_filter_finds_a_colleagues_money(cast: Cast, service: str, search: str) -> None:
    three_owe(cast, service)
    assert {name for name, _ in owing(cast.tom, search)} <= {"Chloé Élie"}
    assert amounts(cast.tom, search) == []
    assert amounts(cast.tom, therapist=str(cast.thea.account_id)) == []
    assert owing(cast.tom, therapist=str(cast.thea.account_id)) == []


@pytest.mark.parametrize("who", ["ana", "pat", "mallory", "nobody"])
def test_nobody_but_staff_sees_what_is_owed_or_came_in(cast: Cast, service: str, who: str) -> None:
    three_owe(cast, service)
    person: Person | None = None if who == "nobody" else getattr(cast, who)
    for listed in (billing_list.list_owed, billing_list.list_payments, billing_list.sum_owed):
        with pytest.raises(NotAllowed):
            read(person, listed, query=Query())


def test_payments_are_listed_the_newest_first_with_what_became_of_them(cast: Cast, service: str) -> None:
    three_owe(cast, service)
    last_week = (now().date() - timedelta(days=7)).isoformat()
    wrong = pay(cast.thea, cast.ben.client_id, [], "20", day=last_week, method="cash")
    void_payment(cast.thea, wrong.payment_id)
    back = pay(cast.tom, cast.chloe.client_id, [], "50", method="card")
    give_back(cast.tom, back.payment_id, "50")
    found = came_in(cast.olivia).rows
    assert [each.amount for each in found] == [5000, 7000, 2000]
    assert [(each.client, each.refunded, each.void_reason) for each in found] == [
        ("Chloé Élie", 5000, ""),
        ("Ana Lopez", 0, ""),
        ("Ben Okafor", 0, "Typed by mistake"),
    ]
    assert [each.label for each in found[1].receipts] == [each.label for each in rows(Receipt)]


@pytest.mark.parametrize(
    ("search", "whose"),
    [
        ("sunny", ["Ana Lopez"]),
        ("SUNNY insur", ["Ana Lopez"]),
        ("ana lop", ["Ana Lopez"]),
        ("chloe", ["Chloé Élie"]),
        ("0001", ["Ana Lopez"]),
        ("ana sunny", ["Ana Lopez"]),
        ("ben sunny", []),
        ("100%", []),
        ("_", []),
    ],
)
def test_payments_are_found_by_client_payor_and_receipt(
    cast: Cast, service: str, search: str, whose: list[str]
) -> None:
    three_owe(cast, service)
    pay(cast.tom, cast.chloe.client_id, [], "50", payor="Zoé Élie")
    assert [each.client for each in came_in(cast.olivia, search).rows] == whose


def test_payments_are_filtered_by_method_and_by_the_therapist_they_pay(cast: Cast, service: str) -> None:
    three_owe(cast, service)
    pay(cast.tom, cast.chloe.client_id, [], "50", method="cash")
    assert amounts(cast.olivia, method="cash") == [5000]
    assert amounts(cast.olivia, method="insurer") == [7000]
    assert amounts(cast.olivia, method="gold") == []
    assert amounts(cast.olivia, therapist=str(cast.thea.account_id)) == [7000]
    for therapist in (str(cast.tom.account_id), str(uuid4()), "nonsense"):
        assert amounts(cast.olivia, therapist=therapist) == []


def test_payments_are_sorted_by_date_and_by_amount(cast: Cast, service: str) -> None:
    today = now().date()
    for days, amount in ((3, "30"), (9, "90"), (6, "10")):
        pay(cast.thea, cast.ana.client_id, [], amount, day=(today - timedelta(days=days)).isoformat())
    assert amounts(cast.olivia) == [3000, 1000, 9000]
    assert amounts(cast.olivia, sort="date") == [9000, 1000, 3000]
    assert amounts(cast.olivia, sort="amount") == [1000, 3000, 9000]
    assert amounts(cast.olivia, sort="-amount") == [9000, 3000, 1000]


def test_periods_begin_and_end_on_the_practices_calendar(
    cast: Cast, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(Practice, 1, time_zone="America/Vancouver")
    for day in ("2025-12-31", "2026-01-31", "2026-02-28", "2026-03-01"):
        pay(cast.thea, cast.ana.client_id, [], f"{int(day[5:7])}", day=day)
    in_vancouver_it_is_still_march_1 = "2026-03-02T07:30:00+00:00"
    moment = type(now()).fromisoformat(in_vancouver_it_is_still_march_1)
    monkeypatch.setattr(billing_list, "now", lambda: moment)
    assert amounts(cast.olivia, period="month") == [300]
    assert amounts(cast.olivia, period="last_month") == [200]
    assert amounts(cast.olivia, period="year") == [300, 200, 100]
    assert amounts(cast.olivia, period="last_year") == [1200]
    assert date(2026, 3, 1) == came_in(cast.olivia, period="month").rows[0].paid_on
