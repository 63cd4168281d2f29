"""Clients: the list, the record, adding and changing, and what people correct of themselves in the portal."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

import phonenumbers
from pydantic import field_validator
from sqlalchemy import func, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from owl_app.announcements import announce
from owl_app.errors import Conflict, Invalid, NotFound
from owl_app.i18n import t
from owl_app.models import Account, Client, ClientAccess, ClientStatus, Relationship
from owl_app.models.columns import new_id
from owl_app.services import audit, forms
from owl_app.services.access import (
    CLIENTS,
    STAFF,
    Viewer,
    ViewerKind,
    clients_seen_by,
    get_client_for,
    get_own_client_for,
    get_portal_account_for,
    may_see_clinical,
    parse_id,
)

PAGE = 50
"""Rows on a page of a list."""


class NewClientForm(forms.Form):
    """The Add Client window: only the names are needed."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    date_of_birth: date | None = None
    therapist_id: str = ""

    _names = field_validator("first_name", "last_name")(lambda value: forms.required(value, 80))
    _email = field_validator("email")(forms.email_or_nothing)
    _phone = field_validator("phone")(forms.phone_or_nothing)
    _born = field_validator("date_of_birth", mode="before")(forms.birth_date_or_nothing)


class AccountDetailsForm(NewClientForm):
    """Account Details of a client record; `version` says which one was on the screen."""

    version: int
    pronouns: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    status: ClientStatus = ClientStatus.ACTIVE

    _pronouns = field_validator("pronouns")(lambda value: forms.optional(value, 40))
    _lines = field_validator("street", "city", "region", "country")(lambda value: forms.optional(value, 100))
    _code = field_validator("postal_code")(lambda value: forms.optional(value, 20))


class CorrectionForm(forms.Form):
    """What a client may correct: phone and address."""

    version: int
    phone: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""

    _phone = field_validator("phone")(forms.phone_or_nothing)
    _lines = field_validator("street", "city", "region", "country")(lambda value: forms.optional(value, 100))
    _code = field_validator("postal_code")(lambda value: forms.optional(value, 20))


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One line of All Clients."""

    id: str
    name: str
    initials: str
    therapist: str
    phone: str
    email: str
    status: str
    portal: str


@dataclass(frozen=True)
class ClientPage:
    """One page of All Clients, and how many there are."""

    rows: list[ClientRow]
    total: int


def list_clients(session: Session, viewer: Viewer, *, search: str = "", page: int = 1) -> ClientPage:
    """The clients this viewer may open, by last name; `search` matches names, email and phone."""
    seen = clients_seen_by(session, viewer)
    conditions = [seen, *(_matches(word) for word in forms.searched(search).split()[:6])]
    total = session.exec(select(func.count()).select_from(Client).where(*conditions)).one()
    found = session.exec(
        select(Client, Account.name)
        .outerjoin(Account, col(Account.id) == Client.therapist_id)
        .where(*conditions)
        .order_by(func.lower(Client.last_name), func.lower(Client.first_name), col(Client.id))
        .offset((min(max(page, 1), total // PAGE + 1) - 1) * PAGE)
        .limit(PAGE)
    ).all()
    portal = _portal_states(session, [client.id for client, _ in found])
    rows = [_row(client, therapist or "", portal.get(client.id, "none")) for client, therapist in found]
    return ClientPage(rows=rows, total=total)


def add_client(session: Session, viewer: Viewer, *, form: NewClientForm, client_id: object = None) -> str:
    """Add a client and return the id; a therapist's new client is their own.

    With a `client_id` that the form was opened with, sending it twice adds one client.
    """
    viewer.must_be(STAFF)
    new_client_id = parse_id(client_id) if client_id else new_id()
    if session.get(Client, new_client_id) is not None:
        return str(get_client_for(session, viewer, new_client_id).id)
    therapist_id = _therapist(session, viewer, form.therapist_id)
    client = Client(
        id=new_client_id,
        first_name=form.first_name,
        last_name=form.last_name,
        email=form.email,
        phone=form.phone,
        date_of_birth=form.date_of_birth,
        therapist_id=therapist_id,
    )
    try:
        with session.begin_nested():
            session.add(client)
    except IntegrityError:
        return str(get_client_for(session, viewer, new_client_id).id)
    audit.record(session, viewer, "client_added", client_id=client.id)
    announce(session, "clients")
    return str(client.id)


@dataclass(frozen=True)
class ClientRecord:
    """A client record as staff see it."""

    id: str
    version: int
    name: str
    first_name: str
    last_name: str
    pronouns: str
    date_of_birth: str
    email: str
    phone: str
    phone_written: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    address: str
    status: str
    therapist: str
    therapist_id: str
    may_choose_therapist: bool
    portal_email: str
    portal_state: str
    referral: str
    unseen: bool


def get_record(session: Session, viewer: Viewer, *, client_id: object) -> ClientRecord:
    """The record, for staff who may see it; note with `audit.note_seen` that it was seen."""
    client = get_client_for(session, viewer, client_id)
    account = get_portal_account_for(session, viewer, client)
    therapist = session.get(Account, client.therapist_id) if client.therapist_id else None
    return ClientRecord(
        id=str(client.id),
        version=client.version,
        name=client.full_name,
        first_name=client.first_name,
        last_name=client.last_name,
        pronouns=client.pronouns,
        date_of_birth=client.date_of_birth.isoformat() if client.date_of_birth else "",
        email=client.email,
        phone=client.phone,
        phone_written=written_phone(client.phone),
        street=client.street,
        city=client.city,
        region=client.region,
        postal_code=client.postal_code,
        country=client.country,
        address=written_address(client),
        status=client.status.value,
        therapist=therapist.name if therapist else "",
        therapist_id=str(client.therapist_id or ""),
        may_choose_therapist=viewer.kind is not ViewerKind.THERAPIST,
        portal_email=account.email if account else "",
        portal_state=portal_state(account),
        referral=client.referral if may_see_clinical(session, viewer, client) else "",
        unseen=not audit.was_noted(session, viewer, client),
    )


def change_account_details(session: Session, viewer: Viewer, *, client_id: object, form: AccountDetailsForm) -> None:
    """Save Account Details.

    Raises:
        Conflict: somebody else saved since this form was opened.
    """
    client = get_client_for(session, viewer, client_id)
    typed = form.model_dump(exclude={"version", "therapist_id"})
    if viewer.kind is not ViewerKind.THERAPIST:
        typed["therapist_id"] = _therapist(session, viewer, form.therapist_id)
    changed = _save(session, client, form.version, typed)
    if changed:
        audit.record(session, viewer, "client_changed", client_id=client.id, fields=changed)


@dataclass(frozen=True)
class OwnDetails:
    """What My Account shows of one client."""

    client_id: str
    version: int
    name: str
    relationship: str
    date_of_birth: str
    email: str
    phone: str
    phone_written: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    address: str
    therapist: str


def list_own_details(session: Session, viewer: Viewer) -> list[OwnDetails]:
    """The clients this login is tied to, oneself first."""
    viewer.must_be(CLIENTS)
    found = session.exec(
        select(Client, ClientAccess.relationship)
        .join(ClientAccess, col(ClientAccess.client_id) == Client.id)
        .where(ClientAccess.account_id == viewer.account_id)
        .order_by(col(ClientAccess.relationship) != Relationship.SELF, col(ClientAccess.created_at))
    ).all()
    return [_own(session, client, Relationship(relationship)) for client, relationship in found]


def correct_own_details(session: Session, viewer: Viewer, *, client_id: object, form: CorrectionForm) -> None:
    """Save what the person corrected; staff find it in the record's Logs.

    Raises:
        Conflict: somebody else saved since this form was opened.
    """
    client = get_own_client_for(session, viewer, client_id)
    changed = _save(session, client, form.version, form.model_dump(exclude={"version"}))
    if changed:
        audit.record(session, viewer, "client_corrected", client_id=client.id, fields=changed)


def portal_state(account: Account | None) -> str:
    """`none`, `disabled`, `starter` (not signed in yet), or `active`."""
    if account is None:
        return "none"
    if account.disabled_at is not None:
        return "disabled"
    return "starter" if account.must_change_password else "active"


def written_phone(phone: str) -> str:
    """The number as it is written where it belongs: national in North America, else international."""
    if not phone:
        return ""
    try:
        parsed = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, style.NATIONAL if parsed.country_code == 1 else style.INTERNATIONAL)


def written_address(client: Client) -> str:
    place = " ".join(part for part in (client.region, client.postal_code) if part)
    return ", ".join(part for part in (client.street, client.city, place, client.country) if part)


def _save(session: Session, client: Client, version: int, typed: dict[str, Any]) -> list[str]:
    changed = [name for name, value in typed.items() if getattr(client, name) != value]
    if client.version != version:
        raise Conflict(
            t(
                "Somebody else changed this record since you opened it. What you typed is still here. "
                "If you save again, you replace: {fields}.",
                fields=audit.field_names(changed) or t("nothing"),
            )
        )
    for name in changed:
        setattr(client, name, typed[name])
    if changed:
        client.version += 1
        session.add(client)
        announce(session, "client", client.id)
        announce(session, "clients")
    return changed


def _therapist(session: Session, viewer: Viewer, typed: str) -> Any:
    if viewer.kind is ViewerKind.THERAPIST:
        return viewer.account_id
    if not typed:
        return None
    with suppress(NotFound):
        account = session.get(Account, parse_id(typed))
        if account is not None and account.role is not None and account.disabled_at is None:
            return account.id
    raise Invalid({"therapist_id": t("Choose a therapist from the list.")})


_IN_NUMBERS = str.maketrans("", "", "()-.")
"""What stands between the digits of a phone number when it is shown, but not when it is kept."""


def _matches(word: str) -> Any:
    fields = (Client.first_name, Client.last_name, Client.email)
    conditions = [func.lower(field).contains(word.lower(), autoescape=True) for field in fields]
    number = word.translate(_IN_NUMBERS)
    if number:
        conditions.append(col(Client.phone).contains(number, autoescape=True))
    return or_(*conditions)


def _portal_states(session: Session, client_ids: list[Any]) -> dict[Any, str]:
    found = session.exec(
        select(ClientAccess.client_id, Account)
        .join(Account, col(Account.id) == ClientAccess.account_id)
        .where(col(ClientAccess.client_id).in_(client_ids))
    )
    return {client_id: portal_state(account) for client_id, account in found}


def _row(client: Client, therapist: str, portal: str) -> ClientRow:
    return ClientRow(
        id=str(client.id),
        name=client.full_name,
        initials=(client.first_name[:1] + client.last_name[:1]).upper(),
        therapist=therapist,
        phone=written_phone(client.phone),
        email=client.email,
        status=client.status.value,
        portal=portal,
    )


def _own(session: Session, client: Client, relationship: Relationship) -> OwnDetails:
    therapist = session.get(Account, client.therapist_id) if client.therapist_id else None
    return OwnDetails(
        client_id=str(client.id),
        version=client.version,
        name=client.full_name,
        relationship=relationship.value,
        date_of_birth=client.date_of_birth.isoformat() if client.date_of_birth else "",
        email=client.email,
        phone=client.phone,
        phone_written=written_phone(client.phone),
        street=client.street,
        city=client.city,
        region=client.region,
        postal_code=client.postal_code,
        country=client.country,
        address=written_address(client),
        therapist=therapist.name if therapist else "",
    )
