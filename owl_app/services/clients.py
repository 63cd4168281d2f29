"""Clients: adding one, and changing Account Details."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import field_validator
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from owl_app.announcements import announce
from owl_app.errors import Invalid, NotAllowed, NotFound
from owl_app.i18n import t
from owl_app.models import AuditEntry, Client, ClientStatus, Merge
from owl_app.models.columns import new_id
from owl_app.services import audit, client_words, forms, starter_passwords, versions
from owl_app.services.access import (
    STAFF,
    Viewer,
    ViewerKind,
    get_client_for,
    get_therapist_for,
    may_see_clinical,
    parse_id,
)
from owl_app.services.client_records import CLINICAL


class NewClientForm(forms.AddressForm):
    """The Add Client window, area by area; only the names are needed."""

    has_lines = frozenset({"bill_to_address"})

    first_name: str = ""
    last_name: str = ""
    pronouns: str = ""
    date_of_birth: date | None = None
    email: str = ""
    phone: str = ""
    other_phone: str = ""

    client_since: date | None = None
    therapist_id: str = ""
    referral: str = ""

    emergency_name: str = ""
    emergency_relationship: str = ""
    emergency_phone: str = ""
    bill_to_name: str = ""
    bill_to_email: str = ""
    bill_to_address: str = ""

    _names = field_validator("first_name", "last_name")(lambda value: forms.required(value, 80))
    _pronouns = field_validator("pronouns")(lambda value: forms.optional(value, 40))
    _born = field_validator("date_of_birth", mode="before")(forms.birth_date_or_nothing)
    _emails = field_validator("email", "bill_to_email")(forms.email_or_nothing)
    _phones = field_validator("phone", "other_phone", "emergency_phone")(forms.phone_or_nothing)
    _since = field_validator("client_since", mode="before")(forms.past_date_or_nothing)
    _texts = field_validator("referral", "bill_to_address")(lambda value: forms.optional(value, 500))
    _people = field_validator("emergency_name", "bill_to_name")(lambda value: forms.optional(value, 200))
    _relation = field_validator("emergency_relationship")(lambda value: forms.optional(value, 100))


class AccountDetailsForm(NewClientForm):
    """Account Details of a client record; `version` says which one was on the screen."""

    version: int
    status: ClientStatus = ClientStatus.ACTIVE


def add_client(session: Session, viewer: Viewer, *, form: NewClientForm, client_id: object = None) -> str:
    """Add a client and return the id; a therapist's new client is their own.

    With a `client_id` that the form was opened with, sending it twice adds one client.
    """
    viewer.must_be(STAFF)
    new_client_id = parse_id(client_id) if client_id else new_id()
    if session.get(Client, new_client_id) is not None:
        return str(get_client_for(session, viewer, new_client_id).id)
    if _belonged_to_another(session, new_client_id):
        raise NotFound(t("This client was deleted. Reload the page to add another."))
    therapist_id = _therapist(session, viewer, form.therapist_id)
    client = Client(id=new_client_id, **form.model_dump(exclude={"therapist_id"}), therapist_id=therapist_id)
    _must_not_hold_clinical(session, viewer, client, form)
    try:
        with session.begin_nested():
            client_words.write(session, client)
    except IntegrityError:
        return str(get_client_for(session, viewer, new_client_id).id)
    audit.record(session, viewer, "client_added", client_id=client.id)
    announce(session, "clients")
    return str(client.id)


def _belonged_to_another(session: Session, client_id: UUID) -> bool:
    """Whether a record that is gone had this id: one that was deleted, or one that may be parted from another again."""
    deleted = (AuditEntry.client_id == client_id, AuditEntry.act == "client_deleted")
    return any(
        session.exec(query.limit(1)).first() is not None
        for query in (select(AuditEntry.id).where(*deleted), select(Merge.id).where(Merge.merged_id == client_id))
    )


def change_account_details(session: Session, viewer: Viewer, *, client_id: object, form: AccountDetailsForm) -> None:
    """Save Account Details.

    Raises:
        Conflict: somebody else saved since this form was opened.
    """
    client = get_client_for(session, viewer, client_id)
    typed = form.model_dump(exclude={"version", "therapist_id"}, exclude_unset=True)
    if not may_see_clinical(session, viewer, client):
        _must_not_hold_clinical(session, viewer, client, form)
    if viewer.kind is not ViewerKind.THERAPIST and "therapist_id" in form.model_fields_set:
        typed["therapist_id"] = _therapist(session, viewer, form.therapist_id)
    changed = save_client(session, client, form.version, typed)
    if changed:
        audit.record(session, viewer, "client_changed", client_id=client.id, fields=changed)
        if "therapist_id" in changed:
            starter_passwords.withdraw_strangers(session, viewer, [client.id])


def save_client(session: Session, client: Client, version: int, typed: dict[str, Any]) -> list[str]:
    """Put what was typed into the record, and return the fields that are other than before.

    Raises:
        Conflict: somebody else saved since this version.
    """
    changed = versions.change(client, version, typed)
    if changed:
        client_words.write(session, client)
        announce(session, "client", client.id)
        announce(session, "clients")
    return changed


def writes_clinical(session: Session, viewer: Viewer) -> bool:
    """Whether this member of staff fills in the Clinical area of a client they add."""
    viewer.must_be(STAFF)
    return may_see_clinical(session, viewer, Client(first_name="", last_name="", therapist_id=viewer.account_id))


def _must_not_hold_clinical(session: Session, viewer: Viewer, client: Client, form: NewClientForm) -> None:
    """Whoever may not see clinical fields was shown none, and writes none."""
    if form.model_fields_set & CLINICAL and not may_see_clinical(session, viewer, client):
        raise NotAllowed(t("You do not have access to this."))


def _therapist(session: Session, viewer: Viewer, typed: str) -> Any:
    if viewer.kind is ViewerKind.THERAPIST:
        return viewer.account_id
    if not typed:
        return None
    try:
        return get_therapist_for(session, viewer, typed).id
    except NotFound:
        raise Invalid({"therapist_id": t("Choose a therapist from the list.")}) from None
