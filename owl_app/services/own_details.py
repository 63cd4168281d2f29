"""What My Account shows of a client, and what the person may correct there."""

from dataclasses import dataclass

from pydantic import field_validator
from sqlmodel import Session

from owl_app.models import Account, Client
from owl_app.services import audit, forms
from owl_app.services.access import Viewer, get_own_client_for, get_practice
from owl_app.services.client_records import written_address
from owl_app.services.clients import save_client
from owl_app.services.phones import written_phone


class CorrectionForm(forms.AddressForm):
    """What a client may correct: phone and address; `version` says which ones were on the screen."""

    version: int
    phone: str = ""

    _phone = field_validator("phone")(forms.phone_or_nothing)


@dataclass(frozen=True)
class OwnDetails:
    """What My Account shows of one client."""

    client_id: str
    version: int
    name: str
    date_of_birth: str
    email: str
    phone: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    address: str
    therapist: str


def get_own_details(session: Session, viewer: Viewer, *, client_id: object) -> OwnDetails:
    """What My Account shows of a client this login is tied to.

    Raises:
        NotFound: the login is not tied to them.
    """
    return _own(session, get_own_client_for(session, viewer, client_id))


def correct_own_details(session: Session, viewer: Viewer, *, client_id: object, form: CorrectionForm) -> None:
    """Save what the person corrected; staff find it in the record's Logs.

    Raises:
        Conflict: somebody else saved since this form was opened.
    """
    client = get_own_client_for(session, viewer, client_id)
    changed = save_client(session, client, form.version, form.model_dump(exclude={"version"}))
    if changed:
        audit.record(session, viewer, "client_corrected", client_id=client.id, fields=changed)


def _own(session: Session, client: Client) -> OwnDetails:
    therapist = session.get(Account, client.therapist_id) if client.therapist_id else None
    return OwnDetails(
        client_id=str(client.id),
        version=client.version,
        name=client.full_name,
        date_of_birth=client.date_of_birth.isoformat() if client.date_of_birth else "",
        email=client.email,
        phone=written_phone(client.phone, get_practice(session).locale),
        street=client.street,
        city=client.city,
        region=client.region,
        postal_code=client.postal_code,
        country=client.country,
        address=written_address(client),
        therapist=therapist.name if therapist else "",
    )
