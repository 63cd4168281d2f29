"""The private address at which somebody's own calendar fetches their sessions: made, renewed, taken away, answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.errors import NotFound
from owl_app.i18n import speaking, t
from owl_app.models import Account, Appointment, AppointmentClient, Area, CalendarFeed, Client, ClientAccess
from owl_app.security.tokens import hash_token, new_token
from owl_app.services import appointment_letters, audit, throttle
from owl_app.services.access import CLIENTS, PORTAL, Viewer, get_own_account, get_practice

BACK, AHEAD = timedelta(days=90), timedelta(days=366)
"""Which sessions a feed has."""
MOST = 1000
"""Sessions of one feed, the last ones to come left out."""


@dataclass(frozen=True)
class Feed:
    """What the card of the private calendar address shows; the address itself is shown once, when it is made."""

    may_have: bool
    is_on: bool
    fetched_at: datetime | None


def get(session: Session, viewer: Viewer) -> Feed:
    viewer.must_be(PORTAL)
    found = session.get(CalendarFeed, viewer.account_id)
    return Feed(viewer.kind in CLIENTS, found is not None, found.fetched_at if found else None)


def make(session: Session, viewer: Viewer) -> str:
    """A new address, which ends the one before; it is returned once, and only its hash is kept."""
    viewer.must_be(CLIENTS)
    account, token = get_own_account(session, viewer), new_token()
    found = session.get(CalendarFeed, account.id)
    if found is not None:
        session.delete(found)
        session.flush()
    session.add(CalendarFeed(account_id=account.id, token_hash=hash_token(token)))
    audit.record_for_account(session, account, viewer, "calendar_feed_made")
    announce(session, "account", account.id)
    return f"{get_settings().origin}/calendar/{token}.ics"


def remove(session: Session, viewer: Viewer) -> None:
    """Take the address away; calendars that fetch it hear that there is none."""
    viewer.must_be(CLIENTS)
    account = get_own_account(session, viewer)
    found = session.get(CalendarFeed, account.id)
    if found is not None:
        session.delete(found)
        audit.record_for_account(session, account, viewer, "calendar_feed_removed")
        announce(session, "account", account.id)


def count_fetch(session: Session, viewer: Viewer, *, token: str, address: str) -> bool:
    """Count a fetch by network address, unless the token opens a feed, and say whether it does; asked by anybody.

    Raises:
        Throttled: too many wrong ones came from there.
    """
    subject = throttle.network(address)
    throttle.count(session, throttle.CALENDAR_FEED_ADDRESS, subject)
    account = _account_of(session, token)
    if account is None:
        return False
    throttle.give_back(session, throttle.CALENDAR_FEED_ADDRESS, subject)
    feed = session.get_one(CalendarFeed, account.id, with_for_update=True)
    feed.fetched_at = now()
    session.add(feed)
    return True


def get_feed(session: Session, viewer: Viewer, *, token: str) -> bytes:
    """The sessions of all clients to whom the login of this token is tied at this moment; asked by anybody.

    Raises:
        NotFound: no login that may sign in has this token.
    """
    account = _account_of(session, token)
    if account is None:
        raise NotFound(t("There is nothing here."))
    practice, link = get_practice(session), f"{get_settings().origin}{appointment_letters.ALL}"
    found = session.exec(
        select(Appointment, Client.first_name)
        .join(AppointmentClient, col(AppointmentClient.appointment_id) == Appointment.id)
        .join(Client, col(Client.id) == AppointmentClient.client_id)
        .join(ClientAccess, col(ClientAccess.client_id) == Client.id)
        .where(
            ClientAccess.account_id == account.id,
            col(AppointmentClient.starts_at).between(now() - BACK, now() + AHEAD),
        )
        .order_by(col(AppointmentClient.starts_at), col(Appointment.id), col(Client.sort_key), col(Client.id))
        .limit(MOST)
    ).all()
    names: dict[UUID, list[str]] = {}
    for appointment, name in found:
        names.setdefault(appointment.id, []).append(name)
    sees_others = appointment_letters.sees_others(session, account.id)
    whose = {each: ", ".join(called) if sees_others else "" for each, called in names.items()}
    with speaking(account.language or practice.language):
        appointments = list({appointment.id: appointment for appointment, _ in found}.values())
        return appointment_letters.feed_of(appointments, practice, whose=whose, link=link)


def _account_of(session: Session, token: str) -> Account | None:
    """Whose feed it is: a portal login that may sign in, and is tied to somebody."""
    return session.exec(
        select(Account)
        .join(CalendarFeed, col(CalendarFeed.account_id) == Account.id)
        .where(
            CalendarFeed.token_hash == hash_token(token),
            Account.area == Area.PORTAL,
            col(Account.disabled_at).is_(None),
            col(Account.must_change_password).is_(False),
            select(ClientAccess.id).where(ClientAccess.account_id == Account.id).exists(),
        )
    ).first()
