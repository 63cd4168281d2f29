"""Letters about receipts and payments: that a receipt is ready, that money came in, and the receipt as a file."""

from dataclasses import dataclass, replace
from uuid import UUID

from pydantic import field_validator
from sqlmodel import Session, col, select

from owl_app.errors import Conflict, Invalid
from owl_app.i18n import current_language, localised, speaking, t
from owl_app.mail import outbox, receipt_letters
from owl_app.mail.attachments import Attachment
from owl_app.mail.drafts import ORIGIN
from owl_app.models import Account, Area, Client, ClientAccess, Payment, Receipt
from owl_app.security.emails import email_key
from owl_app.services import appointment_letters, audit, forms, receipts, throttle
from owl_app.services.access import STAFF, Viewer, get_practice
from owl_app.services.billing_access import get_receipt_to_change_for

LEAST = 10
"""Characters of a file's password."""
LONGEST = 120
RECEIPTS, ACCOUNT = "/portal/receipts", "/portal/account"
"""Where the letters lead."""


class FileForm(forms.Form):
    """Where a receipt goes as a file, and the password that opens it, which is kept nowhere."""

    email: str = ""
    password: str = ""

    @field_validator("email")
    @classmethod
    def _email(cls, value: str) -> str:
        if not forms.optional(value, 320):
            raise ValueError(t("Choose an address."))
        return value

    @field_validator("password")
    @classmethod
    def _password(cls, value: str) -> str:
        if len(value) < LEAST:
            raise ValueError(t("Use at least {count} characters.", count=LEAST))
        if len(value) > LONGEST:
            raise ValueError(t("Use at most {count} characters.", count=LONGEST))
        return value


@dataclass(frozen=True)
class Address:
    """Somewhere a receipt can be sent to as a file, and whose it is."""

    email: str
    name: str


@dataclass(frozen=True)
class ReceiptToSend:
    """What the window that emails a receipt shows."""

    id: str
    label: str
    is_void: bool
    told: list[str]
    """Who gets the letter that it is ready; nobody while clients do not see receipts."""
    is_shown: bool
    addresses: list[Address]


def get(session: Session, viewer: Viewer, *, receipt_id: object) -> ReceiptToSend:
    """The ways a receipt can be sent, for those who may bill its client."""
    receipt = get_receipt_to_change_for(session, viewer, receipt_id)
    is_shown = get_practice(session).receipts_visible
    told = [each.email for each in _written_to(session, receipt.client_id)] if is_shown else []
    return ReceiptToSend(
        id=str(receipt.id),
        label=receipt.label,
        is_void=receipt.voided_at is not None,
        told=told,
        is_shown=is_shown,
        addresses=_addresses(session, receipt.client_id),
    )


def tell_ready(session: Session, viewer: Viewer, *, receipt_id: object) -> list[str]:
    """Write to every login of the client whose address is proven, and return the addresses.

    Raises:
        Conflict: the receipt is void, clients see none, or nobody would get the letter.
    """
    receipt = _to_send(session, viewer, receipt_id)
    practice = get_practice(session)
    if not practice.receipts_visible:
        raise Conflict(t("Clients see no receipts in the portal. Settings > Client Portal shows them."))
    found = _written_to(session, receipt.client_id)
    if not found:
        raise Conflict(t("Nobody has a portal login with a confirmed address here. Send the receipt as a file."))
    _count(session, viewer)
    for account in found:
        with speaking(account.language or practice.language):
            link = _link(RECEIPTS, session, account, receipt.client_id)
            outbox.queue(session, receipt_letters.receipt_ready(practice, account, link=link))
        _note(session, viewer, receipt, account.email)
    return [account.email for account in found]


def tell_received(session: Session, viewer: Viewer, payment: Payment) -> None:
    """Write to the same logins that a payment came in, which no receipt says yet; nobody need have one."""
    viewer.must_be(STAFF)
    practice = get_practice(session)
    for account in _written_to(session, payment.client_id):
        with speaking(account.language or practice.language):
            link = _link(ACCOUNT, session, account, payment.client_id)
            outbox.queue(session, receipt_letters.payment_received(practice, account, link=link))


def get_file_to_send(session: Session, viewer: Viewer, *, receipt_id: object, form: FileForm) -> bytes:
    """The PDF, once it is clear that it may go to this address.

    Raises:
        Conflict: the receipt is void.
        Invalid: the address is none of the client's.
    """
    receipt = _to_send(session, viewer, receipt_id)
    _address(session, receipt, form.email)
    return receipts.get_file(session, viewer, receipt_id=receipt.id).content


def send_file(session: Session, viewer: Viewer, *, receipt_id: object, email: str, protected: bytes) -> None:
    """Send the receipt as a file that a password opens; it was encrypted before, so that the password is not here.

    Raises:
        Conflict, Invalid: as `get_file_to_send`.
        Throttled: very many were sent.
    """
    receipt = _to_send(session, viewer, receipt_id)
    address = _address(session, receipt, email)
    _count(session, viewer)
    practice = get_practice(session)
    login = next((each for each in _logins(session, receipt.client_id) if each.email == address.email), None)
    reader = login or Account(area=Area.PORTAL, name=address.name, email=address.email, email_key="")
    with speaking((login and login.language) or practice.language):
        file = Attachment(f"{t('receipt')}-{receipt.label}.pdf".replace("/", "-"), "application/pdf", protected)
        written = receipt_letters.receipt_file(practice, reader, to=(address.name, address.email), file=file)
    outbox.queue(session, written if login else replace(written, account_id=None))
    _note(session, viewer, receipt, address.email)


def _to_send(session: Session, viewer: Viewer, receipt_id: object) -> Receipt:
    receipt = get_receipt_to_change_for(session, viewer, receipt_id)
    if receipt.voided_at is not None:
        raise Conflict(t("This receipt is void. Send the one that holds."))
    return receipt


def _logins(session: Session, client_id: UUID) -> list[Account]:
    return list(
        session.exec(
            select(Account)
            .join(ClientAccess, col(ClientAccess.account_id) == Account.id)
            .where(ClientAccess.client_id == client_id, col(Account.disabled_at).is_(None))
            .order_by(col(ClientAccess.created_at), col(ClientAccess.id))
        )
    )


def _written_to(session: Session, client_id: UUID) -> list[Account]:
    return list(
        session.exec(
            select(Account)
            .join(ClientAccess, col(ClientAccess.account_id) == Account.id)
            .where(ClientAccess.client_id == client_id, appointment_letters.is_written_to())
            .order_by(col(ClientAccess.created_at), col(ClientAccess.id))
        )
    )


def _addresses(session: Session, client_id: UUID) -> list[Address]:
    """Of the client's logins, of the record, and of who is billed; each once."""
    client = session.get_one(Client, client_id)
    every = [
        *(Address(each.email, each.name) for each in _logins(session, client_id)),
        Address(client.email, client.full_name),
        Address(client.bill_to_email, client.bill_to_name or client.full_name),
    ]
    once: dict[str, Address] = {}
    for each in every:
        if each.email:
            once.setdefault(email_key(each.email), each)
    return list(once.values())


def _address(session: Session, receipt: Receipt, email: str) -> Address:
    for each in _addresses(session, receipt.client_id):
        if email_key(each.email) == email_key(email):
            return each
    raise Invalid({"email": t("This is no address of the client's. Choose one from the list.")})


def _link(page: str, session: Session, account: Account, client_id: UUID) -> str:
    query = f"?client={client_id}" if appointment_letters.sees_others(session, account.id) else ""
    return f"{ORIGIN}{localised(page, current_language())}{query}"


def _count(session: Session, viewer: Viewer) -> None:
    throttle.count(session, throttle.RECEIPT_LETTER, str(viewer.account_id))


def _note(session: Session, viewer: Viewer, receipt: Receipt, email: str) -> None:
    audit.record(
        session,
        viewer,
        "receipt_sent",
        client_id=receipt.client_id,
        about_id=receipt.id,
        number=receipt.label,
        name=email,
    )
