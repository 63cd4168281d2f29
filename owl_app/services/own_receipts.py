"""Receipts as somebody with a portal login sees them: by year, one by one, and the yearly statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from owl_app.clock import now, zone_of
from owl_app.documents.receipt import Pictures, ReceiptData
from owl_app.documents.statement import Person, Row, StatementData, unprintable_in
from owl_app.errors import Conflict, NotFound
from owl_app.i18n import t
from owl_app.models import Account, Client, Logo, Receipt, ReceiptFile
from owl_app.services import audit, own_clients, receipt_contents, receipts
from owl_app.services.access import CLIENTS, PORTAL, Viewer, get_own_client_for, get_practice
from owl_app.services.billing_access import get_receipt_for, receipts_seen_by

MOST = 200
"""Receipts of one file, and of one year on the screen."""
FIRST_YEAR, LAST_YEAR = 1970, 2999


@dataclass(frozen=True)
class OwnReceipt:
    """One receipt; `provider` as it is printed."""

    id: str
    label: str
    paid_on: date
    provider: str
    amount: int
    currency: str
    is_void: bool


@dataclass(frozen=True)
class OwnYear:
    """What a client's receipts of one year come to; the newest first."""

    year: int
    years: list[int]
    receipts: list[OwnReceipt]
    in_force: int
    """How many hold."""
    together: int
    """How many hold of everybody whom the login sees."""
    totals: list[tuple[int, str]]
    has_more: bool


@dataclass(frozen=True)
class YearToPrint:
    """Everything that is needed for one file with the receipts of a year."""

    name: str
    title: str
    receipts: list[tuple[ReceiptData, Pictures]]


def are_shown(session: Session, viewer: Viewer) -> bool:
    """Whether this login finds receipts in the portal."""
    viewer.must_be(PORTAL)
    return viewer.kind in CLIENTS and get_practice(session).receipts_visible


def list_own(session: Session, viewer: Viewer, *, client_id: object, year: int = 0) -> OwnYear:
    """A client's receipts of a year by the day of payment, also the void ones; of the newest year when none is asked.

    Raises:
        NotFound: the login is not tied to this client, or the practice shows no receipts.
    """
    client = _client(session, viewer, client_id)
    of_client = Receipt.client_id == client.id
    days = session.exec(select(col(Receipt.paid_on)).where(of_client).distinct().order_by(col(Receipt.paid_on).desc()))
    years = list(dict.fromkeys(each.year for each in days))
    chosen = year if year in years else next(iter(years), 0)
    if not chosen:
        return OwnYear(0, [], [], 0, 0, [], has_more=False)
    in_year = _in_year(chosen)
    found = session.exec(
        select(Receipt)
        .where(of_client, in_year)
        .order_by(col(Receipt.paid_on).desc(), col(Receipt.number).desc())
        .limit(MOST + 1)
    ).all()
    holds = col(Receipt.voided_at).is_(None)
    sums = session.exec(
        select(Receipt.currency, func.count(), func.sum(Receipt.amount))
        .where(of_client, in_year, holds)
        .group_by(Receipt.currency)
        .order_by(Receipt.currency)
    ).all()
    seen = receipts_seen_by(session, viewer)
    together = session.exec(select(func.count()).select_from(Receipt).where(seen, in_year, holds)).one()
    return OwnYear(
        year=chosen,
        years=years,
        receipts=[_row(each) for each in found[:MOST]],
        in_force=sum(count for _, count, _ in sums),
        together=together,
        totals=[(int(amount), currency) for currency, _, amount in sums],
        has_more=len(found) > MOST,
    )


def get_newest(session: Session, viewer: Viewer, *, client_id: object) -> OwnReceipt | None:
    """The newest receipt of a client that holds.

    Raises:
        NotFound: as `list_own`.
    """
    client = _client(session, viewer, client_id)
    found = session.exec(
        select(Receipt)
        .where(Receipt.client_id == client.id, col(Receipt.voided_at).is_(None))
        .order_by(col(Receipt.number).desc())
        .limit(1)
    ).first()
    return None if found is None else _row(found)


def note_opened(session: Session, viewer: Viewer, *, receipt_id: object) -> None:
    """Leave a row that somebody opened a receipt in the portal."""
    viewer.must_be(CLIENTS)
    receipt = get_receipt_for(session, viewer, receipt_id)
    audit.record(
        session, viewer, "receipt_opened", client_id=receipt.client_id, about_id=receipt.id, number=receipt.label
    )


def get_year(session: Session, viewer: Viewer, *, client_id: object, year: int) -> YearToPrint:
    """The receipts of a year that hold, the oldest first, to be made into one PDF.

    Raises:
        NotFound: there is none, or it is not this viewer's.
        Conflict: they are too many for one file.
    """
    client = _client(session, viewer, client_id)
    found = _of_year(session, viewer, year, [client.id])
    pictures = {
        each: receipt_contents.pictures_of(session, session.get_one(Account, each))
        for each in {receipt.therapist_id for receipt in found}
    }
    return YearToPrint(
        name=f"{t('receipts')}-{year}.pdf",
        title=t("Receipts of {name}, {year}", name=client.full_name, year=year),
        receipts=[(receipts.data_of(each), pictures[each.therapist_id]) for each in found],
    )


def get_originals(session: Session, viewer: Viewer, *, client_id: object, year: int) -> list[receipts.File]:
    """The same receipts, each as it was issued.

    Raises:
        NotFound, Conflict: as `get_year`.
    """
    client = _client(session, viewer, client_id)
    found = _of_year(session, viewer, year, [client.id])
    contents = {
        each.receipt_id: each.content
        for each in session.exec(
            select(ReceiptFile).where(col(ReceiptFile.receipt_id).in_([each.id for each in found]))
        )
    }
    return [receipts.File(f"{t('receipt')}-{each.label}.pdf", contents[each.id]) for each in found]


def get_statement(session: Session, viewer: Viewer, *, year: int, client_id: object = None) -> StatementData:
    """What was paid in a year for one client, or for everybody whom the login sees; receipts that hold alone.

    Raises:
        NotFound: there is nothing, or it is not this viewer's.
        Conflict: the receipts are too many for one file.
    """
    viewer.must_be(CLIENTS)
    if client_id is None:
        ids = [UUID(each.id) for each in own_clients.choose(session, viewer, asked="").people]
    else:
        ids = [_client(session, viewer, client_id).id]
    found, practice = _of_year(session, viewer, year, ids), get_practice(session)
    names = {each.id: each.full_name for each in session.exec(select(Client).where(col(Client.id).in_(ids)))}
    people = [
        Person(names[each], [_line(receipt) for receipt in found if receipt.client_id == each])
        for each in ids
        if any(receipt.client_id == each for receipt in found)
    ]
    data = StatementData(
        language=practice.language,
        locale=practice.locale,
        accent=practice.accent,
        year=year,
        made_on=now().astimezone(zone_of(practice.time_zone)).date().isoformat(),
        practice=practice.name,
        practice_lines=receipt_contents.practice_lines(practice),
        business_number=practice.business_number,
        people=people,
    )
    if unprintable_in(data):
        raise Conflict(t("A name has letters that cannot be printed. Please ask your practice."))
    return data


def get_logo(session: Session, viewer: Viewer) -> bytes:
    """What stands above a statement; nothing where the practice has no logo."""
    viewer.must_be(CLIENTS)
    logo = session.get(Logo, 1)
    return logo.content if logo else b""


def note_year_opened(
    session: Session, viewer: Viewer, *, year: int, client_id: object = None, statement: bool = False
) -> None:
    """Leave a row for each client that somebody opened the receipts, or the statement, of a year in the portal."""
    viewer.must_be(CLIENTS)
    ids = (
        [UUID(each.id) for each in own_clients.choose(session, viewer, asked="").people]
        if client_id is None
        else [_client(session, viewer, client_id).id]
    )
    act = "statement_opened" if statement else "receipts_opened"
    for each in sorted({receipt.client_id for receipt in _of_year(session, viewer, year, ids)}):
        audit.record(session, viewer, act, client_id=each, year=year)


def _client(session: Session, viewer: Viewer, client_id: object) -> Client:
    client = get_own_client_for(session, viewer, client_id)
    if not get_practice(session).receipts_visible:
        raise NotFound(t("There is no such page."))
    return client


def _in_year(year: int) -> ColumnElement[bool]:
    return col(Receipt.paid_on).between(date(year, 1, 1), date(year, 12, 31))


def _of_year(session: Session, viewer: Viewer, year: int, client_ids: Sequence[UUID]) -> list[Receipt]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound(t("There is no such page."))
    found = session.exec(
        select(Receipt)
        .where(
            receipts_seen_by(session, viewer),
            col(Receipt.client_id).in_(list(client_ids)),
            col(Receipt.voided_at).is_(None),
            _in_year(year),
        )
        .order_by(col(Receipt.paid_on), col(Receipt.number))
        .limit(MOST + 1)
    ).all()
    if not found:
        raise NotFound(t("There is no receipt of that year."))
    if len(found) > MOST:
        raise Conflict(t("One file holds at most {count} receipts. Please ask your practice for these.", count=MOST))
    return list(found)


def _row(receipt: Receipt) -> OwnReceipt:
    return OwnReceipt(
        id=str(receipt.id),
        label=receipt.label,
        paid_on=receipt.paid_on,
        provider=json.loads(receipt.data)["provider"],
        amount=receipt.amount,
        currency=receipt.currency,
        is_void=receipt.voided_at is not None,
    )


def _line(receipt: Receipt) -> Row:
    data = receipts.data_of(receipt)
    return Row(
        paid_on=receipt.paid_on.isoformat(),
        provider=data.provider,
        title=data.provider_title,
        registration_number=data.registration_number,
        label=receipt.label,
        amount=receipt.amount,
        tax=receipt.tax,
        currency=receipt.currency,
    )
