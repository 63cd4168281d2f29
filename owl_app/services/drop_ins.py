"""The drop-in link of a session: without an account, into the waiting room, until it is switched off."""

import re
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, select

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.errors import Conflict, NotFound
from owl_app.i18n import t
from owl_app.models import Appointment, Meeting
from owl_app.security.tokens import derive, hash_token, new_token, same
from owl_app.services import audit, throttle
from owl_app.services.access import ANONYMOUS, Viewer
from owl_app.services.appointment_access import get_appointment_to_change_for
from owl_app.services.calls import CallRefused, Entry, Part, Why, make_entry

GUEST_FOR = timedelta(hours=6)
"""How long a browser that opened the link is known; opening it again begins anew."""
_GUEST = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{16})\.([0-9]{1,12})\.([0-9a-f]{64})")


def switch_on(session: Session, viewer: Viewer, *, appointment_id: object) -> str:
    """Make a link, and with it end the one before; gives back its address, which nobody can read again.

    Raises:
        NotFound, NotAllowed: the session is not theirs to change.
        Conflict: nobody can come to it by video.
    """
    appointment = get_appointment_to_change_for(session, viewer, appointment_id)
    if appointment.is_cancelled or appointment.meeting is not Meeting.VIDEO:
        raise Conflict(t("A link works for a session by video that is not cancelled."))
    token = new_token()
    _set(session, viewer, appointment, hash_token(token), "drop_in_on")
    return f"{get_settings().origin}/drop-in#{token}"


def switch_off(session: Session, viewer: Viewer, *, appointment_id: object) -> None:
    """From now on the link is of no use, and whoever came by it is out."""
    appointment = get_appointment_to_change_for(session, viewer, appointment_id)
    if appointment.drop_in_hash is not None:
        _set(session, viewer, appointment, None, "drop_in_off")


def count_try(session: Session, viewer: Viewer, *, address: str) -> None:
    """Count that somebody opens a link.

    Raises:
        Throttled: many were tried from this address.
    """
    throttle.count(session, throttle.DROP_IN_ADDRESS, throttle.network(address))


def open_link(session: Session, viewer: Viewer, *, token: str) -> str:
    """What the browser of somebody who opened the link keeps, to be known at the call.

    Raises:
        NotFound: no session has this link.
    """
    query = select(Appointment).where(Appointment.drop_in_hash == hash_token(token))
    appointment = session.exec(query).first() if token else None
    if appointment is None:
        raise NotFound(t("This link does not work any more. Ask whoever gave it to you for a new one."))
    guest = new_token()
    expires = int((now() + GUEST_FOR).timestamp())
    return _kept(appointment, derive(get_settings().key, "guest", guest)[:16], expires)


def get_guest_entry(session: Session, viewer: Viewer, *, kept: str) -> Entry:
    """What somebody with the link is at the call: a guest, whoever else they may be signed in as.

    Raises:
        CallRefused: the link was switched off, or it is not the time.
    """
    found = _GUEST.fullmatch(kept)
    appointment = session.get(Appointment, UUID(found[1])) if found else None
    if found is None or appointment is None or appointment.drop_in_hash is None:
        raise CallRefused(Why.LINK_OFF)
    expires = int(found[3])
    if not same(kept, _kept(appointment, found[2], expires)) or expires < now().timestamp():
        raise CallRefused(Why.LINK_OFF)
    return make_entry(session, appointment, part=Part.GUEST, viewer=ANONYMOUS, who=f"guest {found[2]}")


def _kept(appointment: Appointment, guest: str, expires: int) -> str:
    """Sealed together with the link of this moment, so that it ends with it."""
    told = f"{appointment.id.hex}.{guest}.{expires}"
    return f"{told}.{derive(get_settings().key, 'drop-in', f'{told}.{appointment.drop_in_hash}')}"


def _set(session: Session, viewer: Viewer, appointment: Appointment, hashed: str | None, act: str) -> None:
    appointment.drop_in_hash = hashed
    session.add(appointment)
    audit.record(session, viewer, act, about_id=appointment.id)
    announce(session, "appointment", appointment.id)
