"""What receipts say about a therapist: the profile as the college knows it, and the signature."""

from dataclasses import dataclass

from pydantic import field_validator
from sqlmodel import Session, col, select

from owl_app.announcements import announce
from owl_app.documents.picture import Picture
from owl_app.errors import NotFound
from owl_app.i18n import t
from owl_app.models import Signature
from owl_app.services import audit, forms, versions
from owl_app.services.access import Viewer
from owl_app.services.billing_access import get_profile_for


class ProfileForm(forms.Form):
    """A profile as it is typed; `version` says which one was on the screen."""

    version: int = 1
    registered_name: str = ""
    title: str = ""
    college: str = ""
    registration_number: str = ""
    supervisor: str = ""
    tax_number: str = ""

    _names = field_validator("registered_name", "college", "supervisor")(lambda value: forms.optional(value, 200))
    _title = field_validator("title")(lambda value: forms.optional(value, 100))
    _numbers = field_validator("registration_number", "tax_number")(lambda value: forms.optional(value, 60))


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile as it is shown; `is_complete` when receipts can be issued with it."""

    account_id: str
    version: int
    name: str
    registered_name: str
    title: str
    college: str
    registration_number: str
    supervisor: str
    tax_number: str
    signature_sha256: str
    is_complete: bool


def get(session: Session, viewer: Viewer, *, account_id: object) -> Profile:
    """A profile, for the therapist, and for Owners and Admins."""
    account, kept = get_profile_for(session, viewer, account_id)
    sha256 = session.exec(select(col(Signature.sha256)).where(Signature.account_id == account.id)).first()
    return Profile(
        account_id=str(account.id),
        version=kept.version,
        name=account.name,
        registered_name=kept.registered_name,
        title=kept.title,
        college=kept.college,
        registration_number=kept.registration_number,
        supervisor=kept.supervisor,
        tax_number=kept.tax_number,
        signature_sha256=sha256 or "",
        is_complete=bool(kept.registered_name and kept.title and kept.college and kept.registration_number),
    )


def change(session: Session, viewer: Viewer, *, account_id: object, form: ProfileForm) -> None:
    """Change a profile; receipts that are issued stay as they are.

    Raises:
        Conflict: somebody else saved since this version.
    """
    account, kept = get_profile_for(session, viewer, account_id)
    changed = versions.change(kept, form.version, form.model_dump(exclude={"version"}))
    if changed:
        session.add(kept)
        audit.record(session, viewer, "profile_changed", account_id=account.id, name=account.name, fields=changed)
        announce(session, "profile", account.id)


def set_signature(session: Session, viewer: Viewer, *, account_id: object, picture: Picture) -> None:
    """Print this signature on receipts from now on."""
    account, _ = get_profile_for(session, viewer, account_id)
    session.merge(
        Signature(
            account_id=account.id,
            content=picture.content,
            sha256=picture.sha256,
            width=picture.width,
            height=picture.height,
        )
    )
    audit.record(session, viewer, "signature_changed", account_id=account.id, name=account.name)
    announce(session, "profile", account.id)


def remove_signature(session: Session, viewer: Viewer, *, account_id: object) -> None:
    """Print no signature any more."""
    account, _ = get_profile_for(session, viewer, account_id)
    signature = session.get(Signature, account.id)
    if signature is not None:
        session.delete(signature)
        audit.record(session, viewer, "signature_removed", account_id=account.id, name=account.name)
        announce(session, "profile", account.id)


def get_signature(session: Session, viewer: Viewer, *, account_id: object) -> bytes:
    """The signature as PNG, for the therapist, and for Owners and Admins.

    Raises:
        NotFound: there is none.
    """
    account, _ = get_profile_for(session, viewer, account_id)
    signature = session.get(Signature, account.id)
    if signature is None:
        raise NotFound(t("There is no such picture."))
    return signature.content
