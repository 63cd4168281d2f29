"""Sessions for tests of calls: booked past the services, so that they can be now, over, or at any other time."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import select

from owl_app.clock import now
from owl_app.database import transaction
from owl_app.models import Appointment, AppointmentClient, Meeting, Service
from owl_app.models.columns import new_id
from owl_app.words import plain
from tests.cast import Person


def session_of(
    therapist: Person,
    *clients: Person,
    starts_in: timedelta = timedelta(),
    minutes: int = 50,
    meeting: Meeting = Meeting.VIDEO,
) -> str:
    """The id of a session of these people, which begins in so much time."""
    starts_at = now() + starts_in
    ends_at = starts_at + timedelta(minutes=minutes)
    with transaction() as session:
        service = session.exec(select(Service)).first() or Service(name="Talk", name_key=plain("Talk"))
        session.add(service)
        session.flush()
        appointment = Appointment(
            id=new_id(),
            therapist_id=therapist.account_id,
            service_id=service.id,
            starts_at=starts_at,
            ends_at=ends_at,
            free_at=ends_at,
            zone="America/Toronto",
            meeting=meeting,
        )
        session.add(appointment)
        session.flush()
        for client in clients:
            session.add(
                AppointmentClient(appointment_id=appointment.id, client_id=UUID(client.client_id), starts_at=starts_at)
            )
        return str(appointment.id)
