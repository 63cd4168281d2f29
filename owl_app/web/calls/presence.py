"""Who came into a call and who went, from the room into the audit trail."""

import asyncio
from collections.abc import Iterable
from uuid import UUID

from owl_app.database import transaction
from owl_app.services.access import SYSTEM
from owl_app.services.calls import Attendee, note_attendees
from owl_app.web.calls.room import Person


async def note(room_id: str, came: Iterable[Person], went: Iterable[Person]) -> None:
    """Leave the rows; people without a login go by the name they gave."""
    await asyncio.to_thread(
        _note, UUID(room_id), [_attendee(each) for each in came], [_attendee(each) for each in went]
    )


def _note(appointment_id: UUID, came: list[Attendee], went: list[Attendee]) -> None:
    with transaction() as session:
        note_attendees(session, SYSTEM, appointment_id=appointment_id, came=came, went=went)


def _attendee(person: Person) -> Attendee:
    return Attendee(person.login or person.name, UUID(person.account) if person.account else None)
