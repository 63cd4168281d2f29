"""Receipts in the portal, the yearly statement, the calendar address and the letters: for those they are of alone."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from ical.calendar_stream import IcsCalendarStream
from pypdf import PdfReader

from owl_app.clock import now
from owl_app.documents import protection, receipt, statement
from owl_app.errors import Conflict, Invalid, NotAllowed, NotFound, OwlError, Throttled
from owl_app.models import Account, AuditEntry, CalendarFeed, Charge, ClientAccess, Letter, Practice, Receipt
from owl_app.services import audit, calendar_feeds, own_receipts, receipt_letters, receipts
from owl_app.services.payments import ReasonForm
from owl_app.services.receipt_letters import FileForm
from tests.booking import add_service, booked_in
from tests.cast import Cast, Person, add_client
from tests.door import act, change, read, rows
from tests.paying import held, open_the_books, pay

PASSWORD = "seven grey herons"


@pytest.fixture
def service(cast: Cast) -> str:
    open_the_books(cast)
    return add_service(cast.olivia)


def issued(cast: Cast, service: str, client_id: str, *, paid_on: str = "", **typed: object) -> str:
    """The id of the receipt over one session."""
    day = {"day": paid_on} if paid_on else {}
    days_ago = 3 + len(rows(Charge))
    charges = held(cast.olivia, service, [client_id], days_ago=days_ago, therapist_id=str(cast.thea.account_id))
    (made,) = pay(cast.olivia, client_id, charges, "120", **day, **typed).receipt_ids
    return made


def child(cast: Cast, name: str) -> str:
    """A child of Ana's, whom her login is tied to."""
    client_id = add_client(cast.olivia, name, "Lopez", therapist_id=str(cast.thea.account_id))
    with_login = {"account_id": cast.ana.account_id, "relationship": "parent"}
    tie(client_id, **with_login)
    return client_id


def tie(client_id: str, **typed: Any) -> None:
    from uuid import UUID

    from owl_app.database import transaction

    with transaction() as session:
        session.add(ClientAccess(client_id=UUID(client_id), **typed))


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def year_now() -> int:
    return rows(Receipt)[0].paid_on.year


def test_a_client_sees_their_receipts_by_the_day_of_payment_and_the_void_ones_marked(cast: Cast, service: str) -> None:
    first = issued(cast, service, cast.ana.client_id)
    last = issued(cast, service, cast.ana.client_id)
    issued(cast, service, cast.ben.client_id)
    act(cast.thea, receipts.void, receipt_id=first, reason="A wrong name", replace=False)
    found = read(cast.ana, own_receipts.list_own, client_id=cast.ana.client_id)
    assert [(each.id, each.is_void) for each in found.receipts] == [(last, False), (first, True)]
    assert (found.in_force, found.totals, found.has_more) == (1, [(12000, "CAD")], False)
    newest = read(cast.ana, own_receipts.get_newest, client_id=cast.ana.client_id)
    assert newest is not None
    assert newest.id == last


def test_years_are_those_of_the_payments(cast: Cast, service: str) -> None:
    for at in ("2025-12-31", "2026-01-01"):
        issued(cast, service, cast.ana.client_id, paid_on=at)
    found = read(cast.ana, own_receipts.list_own, client_id=cast.ana.client_id)
    assert (found.year, found.years) == (2026, [2026, 2025])
    (old,) = read(cast.ana, own_receipts.list_own, client_id=cast.ana.client_id, year=2025).receipts
    assert str(old.paid_on) == "2025-12-31"
    data = read(cast.ana, own_receipts.get_statement, year=2025, client_id=cast.ana.client_id)
    assert [row.paid_on for person in data.people for row in person.rows] == ["2025-12-31"]


def test_a_year_in_one_file_has_the_receipts_that_hold(cast: Cast, service: str) -> None:
    first, last = (issued(cast, service, cast.ana.client_id) for _ in range(2))
    act(cast.thea, receipts.void, receipt_id=first, reason="A wrong name", replace=False)
    which = {"client_id": cast.ana.client_id, "year": year_now()}
    found = read(cast.ana, own_receipts.get_year, **which)
    content = receipt.render_all(receipts=found.receipts, title=found.title)
    (label,) = [each.label for each in rows(Receipt) if str(each.id) == last]
    assert len(PdfReader(BytesIO(content)).pages) == 1
    assert f"Receipt {label}" in text_of(content)
    (original,) = read(cast.ana, own_receipts.get_originals, **which)
    assert original.content == read(cast.ana, receipts.get_file, receipt_id=last).content


def test_the_statement_of_a_family_says_each_child_and_all_together(cast: Cast, service: str) -> None:
    ina, leo = child(cast, "Ina"), child(cast, "Leo")
    for client_id in (ina, leo, leo):
        issued(cast, service, client_id)
    data = read(cast.ana, own_receipts.get_statement, year=year_now())
    assert [(each.name, len(each.rows)) for each in data.people] == [("Ina Lopez", 1), ("Leo Lopez", 2)]
    content = statement.render(data=data)
    text = text_of(content)
    for said in ("Ina Lopez", "Leo Lopez", "$120.00", "$240.00", "$360.00", "Together", "Thea M. Thorne", "010203"):
        assert said in text, said
    assert [row.label for person in data.people for row in person.rows] == [each.label for each in rows(Receipt)]
    assert "Together" not in text_of(
        statement.render(data=read(cast.ana, own_receipts.get_statement, year=year_now(), client_id=leo))
    )
    root: Any = PdfReader(BytesIO(content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_more_receipts_than_a_file_holds_are_refused_with_a_sentence(
    cast: Cast, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        issued(cast, service, cast.ana.client_id)
    monkeypatch.setattr(own_receipts, "MOST", 2)
    which = {"client_id": cast.ana.client_id, "year": year_now()}
    for service_ in (own_receipts.get_year, own_receipts.get_originals, own_receipts.get_statement):
        with pytest.raises(Conflict, match="at most 2 receipts"):
            read(cast.ana, service_, **which)
    found = read(cast.ana, own_receipts.list_own, client_id=cast.ana.client_id)
    assert (len(found.receipts), found.has_more) == (2, True)


def test_opening_one_stands_in_the_logs(cast: Cast, service: str) -> None:
    made = issued(cast, service, cast.ana.client_id)
    act(cast.ana, own_receipts.note_opened, receipt_id=made)
    act(cast.ana, own_receipts.note_year_opened, year=year_now(), statement=True)
    (entry,) = rows(AuditEntry, act="receipt_opened")
    assert str(entry.client_id) == cast.ana.client_id
    said = [row.what for row in read(cast.thea, audit.list_for_client, client_id=cast.ana.client_id)]
    assert said[:2] == [f"opened the statement for {year_now()} in the portal", "opened receipt 0001 in the portal"]


def test_hidden_receipts_are_nowhere_in_the_portal(cast: Cast, service: str) -> None:
    made = issued(cast, service, cast.ana.client_id)
    assert read(cast.ana, own_receipts.are_shown)
    hide()
    assert not read(cast.ana, own_receipts.are_shown)
    for ask in asks(cast.ana.client_id, made):
        with pytest.raises(NotFound):
            ask(cast.ana)
    assert read(cast.thea, receipts.get_file, receipt_id=made).content


def hide() -> None:
    from owl_app.database import transaction

    with transaction() as session:
        practice = session.get_one(Practice, 1)
        practice.receipts_visible = False
        session.add(practice)


def asks(client_id: str, receipt_id: str) -> list[Callable[[object], object]]:
    """Every way to a client's receipts in the portal."""
    year = year_now()
    return [
        lambda who: read(who, receipts.get_file, receipt_id=receipt_id),
        lambda who: act(who, own_receipts.note_opened, receipt_id=receipt_id),
        lambda who: read(who, own_receipts.list_own, client_id=client_id),
        lambda who: read(who, own_receipts.get_newest, client_id=client_id),
        lambda who: read(who, own_receipts.get_year, client_id=client_id, year=year),
        lambda who: read(who, own_receipts.get_originals, client_id=client_id, year=year),
        lambda who: read(who, own_receipts.get_statement, client_id=client_id, year=year),
        lambda who: read(who, own_receipts.get_statement, year=year),
        lambda who: act(who, own_receipts.note_year_opened, client_id=client_id, year=year),
    ]


@pytest.mark.parametrize("which", range(9))
def test_nobody_gets_anothers_receipts(cast: Cast, service: str, which: int) -> None:
    ask = asks(cast.ana.client_id, issued(cast, service, cast.ana.client_id))[which]
    ask(cast.ana)
    for who in (cast.mallory, cast.ben, cast.chloe, cast.pat, None):
        with pytest.raises((NotFound, NotAllowed)):
            ask(who)


def test_a_tie_that_was_taken_away_shows_nothing_any_more(cast: Cast, service: str) -> None:
    leo = child(cast, "Leo")
    ask = asks(leo, issued(cast, service, leo))
    read(cast.ana, own_receipts.get_statement, year=year_now(), client_id=leo)
    from owl_app.database import transaction

    with transaction() as session:
        session.delete(session.get_one(ClientAccess, rows(ClientAccess)[-1].id))
    for each in ask:
        with pytest.raises(NotFound):
            each(cast.ana)


def token_of(who: Person) -> str:
    return act(who, calendar_feeds.make).rpartition("/")[2].removesuffix(".ics")


def feed(token: str) -> list[str]:
    found = read(None, calendar_feeds.get_feed, token=token)
    return [event.uid or "" for event in IcsCalendarStream.calendar_from_ics(found.decode()).events]


def test_a_calendar_fetches_the_sessions_of_everybody_the_login_is_tied_to(cast: Cast, service: str) -> None:
    leo, at = child(cast, "Leo"), {"therapist_id": str(cast.thea.account_id)}
    own = booked_in(cast.olivia, service, cast.ana.client_id, hours=24, **at)
    his = booked_in(cast.olivia, service, leo, hours=48, **at)
    booked_in(cast.olivia, service, cast.ben.client_id, hours=72, **at)
    booked_in(cast.olivia, service, cast.ana.client_id, hours=-24 * 91, **at)
    token = token_of(cast.ana)
    assert feed(token) == [own, his]
    assert rows(CalendarFeed)[0].token_hash != token
    assert token not in str([each.detail for each in rows(AuditEntry)])


def test_an_empty_calendar_is_one_too(cast: Cast) -> None:
    assert feed(token_of(cast.ana)) == []


def test_a_calendar_address_ends_when_it_is_renewed_removed_or_its_login_is_disabled(cast: Cast) -> None:
    first = token_of(cast.ana)
    second = token_of(cast.ana)
    with pytest.raises(NotFound):
        feed(first)
    for ended in ({"disabled_at": now()}, {"must_change_password": True}):
        change(Account, cast.ana.account_id, **ended)
        with pytest.raises(NotFound):
            feed(second)
        change(Account, cast.ana.account_id, disabled_at=None, must_change_password=False)
    assert feed(second) == []
    act(cast.ana, calendar_feeds.remove)
    with pytest.raises(NotFound):
        feed(second)


def test_guessing_calendar_addresses_is_slowed_down_and_fetching_ones_own_is_not(cast: Cast) -> None:
    token = token_of(cast.ana)
    fetch = {"token": token, "address": "203.0.113.50"}
    assert all(act(None, calendar_feeds.count_fetch, **fetch) for _ in range(70))
    with pytest.raises(Throttled):
        for _ in range(61):
            assert not act(None, calendar_feeds.count_fetch, token="nonsense", address="203.0.113.50")


@pytest.mark.parametrize("verb", [calendar_feeds.make, calendar_feeds.remove])
def test_nobody_else_makes_a_calendar_address(cast: Cast, verb: Callable[..., object]) -> None:
    for who in (cast.pat, cast.thea, cast.olivia, None):
        with pytest.raises(NotAllowed):
            act(who, verb)


def letters(kind: str) -> list[Letter]:
    return rows(Letter, kind=kind)


def test_a_letter_says_that_a_receipt_is_ready_and_nothing_else(cast: Cast, service: str) -> None:
    made = issued(cast, service, cast.ana.client_id)
    assert act(cast.thea, receipt_letters.tell_ready, receipt_id=made) == [cast.ana.email]
    (letter,) = letters("receipt_ready")
    assert "/portal/receipts" in letter.text
    for hidden in ("120", "0001", "therapy", "Thea", "session"):
        assert hidden not in letter.text.replace("Willow Street Therapy", ""), hidden
    (entry,) = rows(AuditEntry, act="receipt_sent")
    assert entry.detail == {"number": "0001", "name": cast.ana.email}


def test_nobody_is_told_while_receipts_are_hidden_or_no_address_is_proven(cast: Cast, service: str) -> None:
    bens, anas = issued(cast, service, cast.ben.client_id), issued(cast, service, cast.ana.client_id)
    with pytest.raises(Conflict, match="confirmed address"):
        act(cast.thea, receipt_letters.tell_ready, receipt_id=bens)
    hide()
    with pytest.raises(Conflict, match="Clients see no receipts"):
        act(cast.thea, receipt_letters.tell_ready, receipt_id=anas)
    assert letters("receipt_ready") == []


def test_a_receipt_goes_as_a_file_that_its_password_alone_opens(cast: Cast, service: str) -> None:
    made = issued(cast, service, cast.ana.client_id)
    form = FileForm.read({"email": cast.ana.email.upper(), "password": PASSWORD})
    content = read(cast.thea, receipt_letters.get_file_to_send, receipt_id=made, form=form)
    protected = protection.protect(content=content, password=PASSWORD)
    act(cast.thea, receipt_letters.send_file, receipt_id=made, email=form.email, protected=protected)
    (letter,) = letters("receipt_file")
    assert (letter.to_email, letter.file_name) == (cast.ana.email, "receipt-0001.pdf")
    assert letter.file is not None
    sent = PdfReader(BytesIO(letter.file))
    assert sent.is_encrypted
    assert not sent.decrypt("another password")
    assert sent.decrypt(PASSWORD)
    assert "Receipt 0001" in sent.pages[0].extract_text()
    assert PASSWORD not in str([each.detail for each in rows(AuditEntry)]) + letter.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "", "password": PASSWORD}, "email"),
        ({"email": "mallory@evil.example", "password": PASSWORD}, "email"),
        ({"email": "ana@post.example", "password": "too short"}, "password"),
        ({"email": "ana@post.example", "password": "long" * 40}, "password"),
    ],
)
def test_a_file_goes_to_no_other_address_and_not_without_a_password(
    cast: Cast, service: str, typed: dict[str, str], field: str
) -> None:
    made = issued(cast, service, cast.ana.client_id)
    with pytest.raises(Invalid) as refused:
        read(cast.thea, receipt_letters.get_file_to_send, receipt_id=made, form=FileForm.read(typed))
    assert list(refused.value.fields) == [field]


def test_who_is_billed_gets_the_file_without_a_login(cast: Cast, service: str) -> None:
    from owl_app.models import Client

    change(Client, cast.ana.client_id, bill_to_name="Rosa Lopez", bill_to_email="rosa@post.example")
    made = issued(cast, service, cast.ana.client_id)
    act(cast.thea, receipt_letters.send_file, receipt_id=made, email="rosa@post.example", protected=b"%PDF")
    (letter,) = letters("receipt_file")
    assert (letter.account_id, letter.to_name, letter.to_email) == (None, "Rosa Lopez", "rosa@post.example")


def test_a_void_receipt_is_sent_to_nobody(cast: Cast, service: str) -> None:
    made = issued(cast, service, cast.ana.client_id)
    form = ReasonForm.read({"reason": "A wrong name"})
    act(cast.thea, receipts.void, receipt_id=made, reason=form.reason, replace=False)
    with pytest.raises(Conflict, match="void"):
        act(cast.thea, receipt_letters.tell_ready, receipt_id=made)
    with pytest.raises(Conflict, match="void"):
        act(cast.thea, receipt_letters.send_file, receipt_id=made, email=cast.ana.email, protected=b"")


def test_those_who_may_not_bill_send_nothing(cast: Cast, service: str) -> None:
    made = issued(cast, service, cast.ana.client_id)
    form = FileForm.read({"email": cast.ana.email, "password": PASSWORD})
    for who in (cast.tom, cast.ana, cast.ben, cast.mallory, cast.pat, None):
        for ask in (
            lambda who: read(who, receipt_letters.get, receipt_id=made),
            lambda who: act(who, receipt_letters.tell_ready, receipt_id=made),
            lambda who: read(who, receipt_letters.get_file_to_send, receipt_id=made, form=form),
            lambda who: act(who, receipt_letters.send_file, receipt_id=made, email=cast.ana.email, protected=b""),
        ):
            with pytest.raises(OwlError):
                ask(who)
    assert letters("receipt_file") + letters("receipt_ready") == []


def test_a_payment_without_a_receipt_is_acknowledged(cast: Cast, service: str) -> None:
    charges = held(cast.thea, service, [cast.ana.client_id], days_ago=3)
    pay(cast.thea, cast.ana.client_id, charges, "120", with_receipt=False)
    (letter,) = letters("payment_received")
    assert letter.to_email == cast.ana.email
    assert "120" not in letter.text
    issued(cast, service, cast.ana.client_id)
    assert len(letters("payment_received")) == 1
