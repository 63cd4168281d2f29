"""Receipts, statements, archives and calendar addresses over raw HTTP: their own people get them, nobody else does."""

from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlmodel import col, delete

from owl_app.database import transaction
from owl_app.models import CalendarFeed, ClientAccess, Letter, Practice, Receipt, Relationship, Service
from owl_app.services import calendar_feeds, receipts
from tests.booking import add_service
from tests.cast import add_client
from tests.door import act, change, rows
from tests.mallory.house import House, stranger
from tests.paying import held, open_the_books, pay

pytestmark = pytest.mark.parametrize("house", ["sqlite+memory"], indirect=True)

FILES = (
    "/receipts/{receipt}.pdf",
    "/receipts/{receipt}.pdf?download",
    "/portal/receipts/{ana}/{year}.pdf",
    "/portal/receipts/{ana}/{year}.zip",
    "/portal/receipts/{ana}/{year}/statement.pdf",
    "/portal/receipts/{year}/statement.pdf",
)
STRANGERS = ("mallory", "ben", "chloe", "pat", "unassociated", "must_change_password", "ended", "anonymous")


@pytest.fixture
def known(house: House) -> dict[str, str]:
    """The id of a receipt of Ana's, and what else stands in the addresses."""
    cast = house.cast
    if not rows(Receipt):
        open_the_books(cast)
        service = add_service(cast.olivia, "Paid therapy")
        charges = held(cast.thea, service, [cast.ana.client_id], days_ago=3)
        pay(cast.thea, cast.ana.client_id, charges, "120")
    made = rows(Receipt)[0]
    return {"receipt": str(made.id), "ana": cast.ana.client_id, "year": str(made.paid_on.year)}


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("kind", STRANGERS)
def test_nobody_fetches_anothers_receipts(house: House, known: dict[str, str], kind: str, path: str) -> None:
    address = path.format(**known)
    mine = house.http(house.cast.ana).get(address)
    assert (mine.status, mine.headers["cache-control"]) == (200, "no-store")
    theirs = house.http(stranger(house, kind)).get(address)
    assert theirs.status == 404
    assert "Thea M. Thorne" not in theirs.text
    assert "%PDF" not in theirs.text


@pytest.mark.parametrize("who", ["olivia", "adam", "thea", "tom"])
@pytest.mark.parametrize("path", FILES[2:])
def test_files_of_a_year_are_the_clients_alone(house: House, known: dict[str, str], who: str, path: str) -> None:
    assert house.http(getattr(house.cast, who)).get(path.format(**known)).status == 404


@pytest.mark.parametrize("who", ["olivia", "adam", "thea"])
def test_staff_who_may_open_the_record_read_its_receipts(house: House, known: dict[str, str], who: str) -> None:
    answer = house.http(getattr(house.cast, who)).get(FILES[0].format(**known))
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline; filename=")


@pytest.mark.parametrize("year", ["0", "1", "9999", "99999999999999", "-1", "2026x", "9" * 5000, "%00"])
def test_a_year_that_is_none_is_not_there(house: House, known: dict[str, str], year: str) -> None:
    for path in FILES[2:]:
        address = path.format(**{**known, "year": year})
        assert house.http(house.cast.ana).get(address).status in {400, 404, 414}, address


@pytest.mark.parametrize("kind", [*STRANGERS, "tom"])
def test_nobody_fetches_a_void_receipt_of_anothers(house: House, known: dict[str, str], kind: str) -> None:
    address = f"/receipts/{a_void_one(house)}.pdf"
    assert "void" in house.http(house.cast.ana).get(address).headers["content-disposition"]
    assert house.http(stranger(house, kind)).get(address).status == 404


@pytest.mark.parametrize("path", FILES)
def test_what_the_practice_hides_is_there_for_nobody_in_the_portal(
    house: House, known: dict[str, str], path: str
) -> None:
    change(Practice, 1, receipts_visible=False)
    try:
        assert house.http(house.cast.ana).get(path.format(**known)).status == 404
    finally:
        change(Practice, 1, receipts_visible=True)


@pytest.mark.parametrize("path", FILES)
def test_whoever_is_tied_to_a_client_no_more_fetches_nothing_of_theirs(
    house: House, known: dict[str, str], path: str
) -> None:
    partner = house.newcomer(proven=True)
    tie = ClientAccess(account_id=partner.account_id, client_id=UUID(known["ana"]), relationship=Relationship.PARTNER)
    tie_id = tie.id
    with transaction() as session:
        session.add(tie)
    assert house.http(partner).get(path.format(**known)).status == 200
    with transaction() as session:
        session.execute(delete(ClientAccess).where(col(ClientAccess.id) == tie_id))
    assert house.http(partner).get(path.format(**known)).status == 404


@pytest.mark.parametrize("kind", ["mallory", "chloe"])
@pytest.mark.parametrize(
    "path",
    [
        "/receipts/{receipt}.pdf?client={ana}",
        "/receipts/{receipt}.pdf?lang=fr",
        "//receipts/{receipt}.pdf",
        "/receipts/../receipts/{receipt}.pdf",
        "/receipts/%2e%2e/receipts/{receipt}.pdf",
        "/fr/receipts/{receipt}.pdf",
        "/receipts/{receipt}.pdf/",
        "/receipts/{receipt}%00.pdf",
        "/portal/receipts/{mine}/../{ana}/{year}.pdf",
        "/portal/receipts/{ana}%2f{year}.pdf",
        "/portal/receipts/{mine}/{year}.pdf?client={ana}",
        "/portal/receipts/{year}/statement.pdf?client={ana}",
    ],
)
def test_no_way_of_writing_an_address_leads_to_anothers_receipts(
    house: House, known: dict[str, str], kind: str, path: str
) -> None:
    who = getattr(house.cast, kind)
    answer = house.http(who).get(path.format(**known, mine=who.client_id))
    assert b"%PDF" not in answer.body
    assert "Thea M. Thorne" not in answer.text


@pytest.mark.parametrize("switch", ["", "/off"])
@pytest.mark.parametrize(
    "kind", ["pat", "unassociated", "must_change_password", "ended", "anonymous", "thea", "olivia"]
)
def test_nobody_without_a_client_of_their_own_has_a_calendar_address(house: House, kind: str, switch: str) -> None:
    before = rows(CalendarFeed)
    assert house.http(stranger(house, kind)).post(f"/portal/calendar{switch}").status == 403
    assert rows(CalendarFeed) == before


@pytest.mark.parametrize("form", [{"email": "mallory@evil.example"}, {"email": "ana@post.example"}, {}, {"x": "y"}])
@pytest.mark.parametrize("kind", ["mallory", "anonymous", "tom"])
def test_no_form_makes_a_strangers_receipt_into_a_letter(
    house: House, known: dict[str, str], kind: str, form: dict[str, str]
) -> None:
    before = len(rows(Letter))
    typed = {"password": "seven grey herons", **form}
    answer = house.http(stranger(house, kind)).post(f"/receipts/{known['receipt']}/email", typed)
    assert answer.status in {403, 404, 422}
    assert len(rows(Letter)) == before


def a_void_one(house: House) -> str:
    """The id of a receipt of Ana's that is void."""
    for each in rows(Receipt):
        if each.voided_at:
            return str(each.id)
    charges = held(house.cast.thea, str(rows(Service)[0].id), [house.cast.ana.client_id], days_ago=11)
    (made,) = pay(house.cast.thea, house.cast.ana.client_id, charges, "50").receipt_ids
    act(house.cast.thea, receipts.void, receipt_id=made, reason="A wrong name", replace=False)
    return made


def test_files_are_what_they_say(house: House, known: dict[str, str]) -> None:
    ana = house.http(house.cast.ana)
    archive = ZipFile(BytesIO(ana.get(FILES[3].format(**known)).body))
    assert archive.namelist() == ["receipt-0001.pdf"]
    assert archive.read("receipt-0001.pdf") == ana.get(FILES[0].format(**known)).body
    said = PdfReader(BytesIO(ana.get(FILES[4].format(**known)).body)).pages[0].extract_text()
    assert "Ana Lopez" in said
    assert "$120.00" in said
    assert ana.get(FILES[1].format(**known)).headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("kind", [*STRANGERS, "ana", "tom"])
def test_nobody_else_emails_a_receipt(house: House, known: dict[str, str], kind: str) -> None:
    body = b"email=mallory%40evil.example&password=seven+grey+herons"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = house.http(stranger(house, kind)).send("POST", f"/receipts/{known['receipt']}/email", body, headers)
    assert answer.status in {403, 404}
    assert rows(Letter, kind="receipt_file") == []


def test_a_receipt_goes_to_none_but_the_clients_addresses(house: House, known: dict[str, str]) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    body = b"email=mallory%40evil.example&password=seven+grey+herons"
    path = f"/receipts/{known['receipt']}/email"
    assert house.http(house.cast.thea).send("POST", path, body, headers).status == 422
    good = b"email=ana%40post.example&password=seven+grey+herons"
    answer = house.http(house.cast.thea).send("POST", path, good, headers)
    assert answer.status == 200, answer.text
    assert "herons" not in answer.text
    (letter,) = rows(Letter, kind="receipt_file")
    reader = PdfReader(BytesIO(letter.file or b""))
    assert reader.is_encrypted
    assert reader.decrypt("seven grey herons")


def test_a_calendar_address_opens_one_feed_and_a_wrong_one_none(house: House, known: dict[str, str]) -> None:
    address = act(house.cast.ana, calendar_feeds.make)
    path = "/calendar/" + address.rpartition("/")[2]
    answer = house.http().get(path)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in answer.text
    wrong = [house.http(who).get("/calendar/nonsense.ics") for who in (None, house.cast.mallory)]
    assert [each.status for each in wrong] == [404, 404]
    assert wrong[0].text == wrong[1].text
    client_id = add_client(house.cast.olivia, "Nobody", "Here")
    assert client_id not in answer.text
