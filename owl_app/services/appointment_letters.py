"""Letters about sessions: who gets them, in the reader's language, with a calendar file; see decision 13."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.documents.calendar_file import Entry, Sender, method_of, render
from owl_app.i18n import current_language, localised, speaking, t
from owl_app.mail import outbox, session_letters
from owl_app.mail.attachments import Attachment
from owl_app.mail.drafts import ORIGIN, Draft
from owl_app.mail.session_letters import SessionNews, SessionTime
from owl_app.models import (
    Account,
    Appointment,
    AppointmentClient,
    Client,
    ClientAccess,
    Meeting,
    Practice,
    Relationship,
    ReminderKind,
)
from owl_app.written import place_of, written_hours, written_time, written_weekday

HOME, ALL = "/portal/account", "/portal/sessions"
"""Where a letter leads: to the next session, or to all of them."""


@dataclass(frozen=True)
class Before:
    """What a session was before it was changed, as far as its clients hear of it."""

    starts_at: datetime
    ends_at: datetime
    meeting: Meeting
    therapist_id: UUID


@dataclass
class Reader:
    """A login, and what of the sessions concerns it: those of the clients it is tied to."""

    account: Account
    sees_others: bool
    """Whether it sees anybody besides its owner, so that a letter has to say whose session it is."""
    sessions: list[Appointment] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)

    @property
    def whose(self) -> str:
        return ", ".join(self.names.values()) if self.sees_others else ""

    def link(self, page: str) -> str:
        """The page of the portal, about the first of those who come."""
        query = f"?client={next(iter(self.names))}" if self.sees_others else ""
        return f"{ORIGIN}{localised(page, current_language())}{query}"


def before_change(appointments: Iterable[Appointment]) -> dict[UUID, Before]:
    return {each.id: Before(each.starts_at, each.ends_at, each.meeting, each.therapist_id) for each in appointments}


def tell_booked(session: Session, practice: Practice, appointments: Sequence[Appointment]) -> None:
    """Write to everybody whom it concerns, of those to come alone; a series is one letter."""

    def write(reader: Reader) -> Draft:
        return session_letters.sessions_booked(practice, reader.account, news_for(reader, practice))

    _tell(session, practice, appointments, write)


def tell_changed(
    session: Session, practice: Practice, appointments: Sequence[Appointment], before: dict[UUID, Before]
) -> None:
    """Write of those whose time, therapist or way of meeting is another than `before`."""
    changed = [each for each in appointments if before_change([each]) != {each.id: before[each.id]}]
    moved = any(
        (each.starts_at, each.ends_at) != (before[each.id].starts_at, before[each.id].ends_at) for each in changed
    )

    def write(reader: Reader) -> Draft:
        was = before[reader.sessions[0].id]
        is_one = moved and len(reader.sessions) == 1
        time = _in_words(was.starts_at, was.ends_at, practice) if is_one else None
        return session_letters.sessions_changed(
            practice, reader.account, news_for(reader, practice), before=time, moved=moved
        )

    _tell(session, practice, changed, write)


def tell_cancelled(session: Session, practice: Practice, appointments: Sequence[Appointment]) -> None:
    """Write of those that would have been; what is over is nobody's news."""

    def write(reader: Reader) -> Draft:
        return session_letters.sessions_cancelled(practice, reader.account, news_for(reader, practice))

    _tell(session, practice, appointments, write)


def remind(
    session: Session, practice: Practice, appointment: Appointment, account_ids: Collection[UUID], kind: ReminderKind
) -> None:
    """Remind these logins of a session."""

    def write(reader: Reader) -> Draft:
        return session_letters.session_reminder(practice, reader.account, news_for(reader, practice), kind)

    _tell(session, practice, [appointment], write, col(Account.id).in_(list(account_ids)))


def is_written_to() -> ColumnElement[bool]:
    """The condition that holds for the accounts that get letters about sessions.

    A therapist typed the address of those that are not proven: it may be a stranger's, who would learn that somebody
    is a client here.
    """
    return col(Account.email_proven_at).is_not(None) & col(Account.disabled_at).is_(None)


def calendar_of(appointments: Sequence[Appointment], practice: Practice, *, whose: str, link: str) -> Attachment:
    """The calendar file of these sessions, in the current language."""
    entries = [_entry(each, practice, whose=whose, link=link) for each in appointments]
    content = render(entries, zone=practice.time_zone, sender=_sender(practice), written_at=now())
    media_type = f"text/calendar; charset=utf-8; method={method_of(entries)}"
    return Attachment("sessions.ics" if len(entries) > 1 else "session.ics", media_type, content)


def feed_of(appointments: Sequence[Appointment], practice: Practice, *, whose: dict[UUID, str], link: str) -> bytes:
    """A calendar that is fetched again and again, in the current language; `whose` says of each who comes."""
    entries = [_entry(each, practice, whose=whose[each.id], link=link) for each in appointments]
    name = t("Sessions at {practice}", practice=practice.name_for_clients)
    return render(entries, zone=practice.time_zone, sender=_sender(practice), written_at=now(), name=name)


def _sender(practice: Practice) -> Sender:
    name, email = parseaddr(outbox.sender_of(get_settings()))
    return Sender(practice.name_for_clients or name, email)


def _entry(appointment: Appointment, practice: Practice, *, whose: str, link: str) -> Entry:
    return Entry(
        uid=str(appointment.id),
        sequence=appointment.sequence,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        summary=t("Session: {names}", names=whose) if whose else t("Session"),
        description=t("Everything about it is in the Client Portal: {link}", link=link),
        location=_place(appointment, practice),
        url=link,
        is_cancelled=appointment.is_cancelled,
    )


def news_for(reader: Reader, practice: Practice) -> SessionNews:
    """What a letter says of the reader's sessions, in the current language."""
    first = reader.sessions[0]
    link = reader.link(ALL if len(reader.sessions) > 1 or first.is_cancelled else HOME)
    return SessionNews(
        times=[_in_words(each.starts_at, each.ends_at, practice) for each in reader.sessions],
        place=place_of(practice.time_zone),
        how=_how(first, practice),
        is_video=first.meeting is Meeting.VIDEO,
        whose=reader.whose,
        link=link,
        calendar=calendar_of(
            reader.sessions, practice, whose=reader.whose, link=link.replace(ORIGIN, get_settings().origin)
        ),
    )


def _tell(
    session: Session,
    practice: Practice,
    appointments: Sequence[Appointment],
    write: Callable[[Reader], Draft],
    *only: ColumnElement[bool],
) -> None:
    """One letter to each login, each in its language."""
    to_come = [each for each in appointments if each.starts_at > now()]
    for reader in readers(session, to_come, is_written_to(), *only):
        with speaking(reader.account.language or practice.language):
            outbox.queue(session, write(reader))


def readers(session: Session, appointments: Sequence[Appointment], *only: ColumnElement[bool]) -> list[Reader]:
    """The logins that are tied to those who come, each once however many of them it is tied to."""
    if not appointments:
        return []
    by_id = {each.id: each for each in appointments}
    found = session.exec(
        select(Account, Client, AppointmentClient.appointment_id)
        .join(ClientAccess, col(ClientAccess.account_id) == Account.id)
        .join(Client, col(Client.id) == ClientAccess.client_id)
        .join(AppointmentClient, col(AppointmentClient.client_id) == Client.id)
        .where(col(AppointmentClient.appointment_id).in_(list(by_id)), *only)
        .order_by(col(Account.id), col(AppointmentClient.starts_at), col(Client.sort_key), col(Client.id))
    ).all()
    others = _see_others(session, {account.id for account, _, _ in found})
    by_account: dict[UUID, Reader] = {}
    for account, client, appointment_id in found:
        reader = by_account.setdefault(account.id, Reader(account, account.id in others))
        reader.names[client.id] = client.first_name
        if by_id[appointment_id] not in reader.sessions:
            reader.sessions.append(by_id[appointment_id])
    return list(by_account.values())


def sees_others(session: Session, account_id: UUID) -> bool:
    """Whether a login sees anybody besides its owner."""
    return account_id in _see_others(session, {account_id})


def _see_others(session: Session, account_ids: Collection[UUID]) -> set[UUID]:
    ties = session.exec(
        select(ClientAccess.account_id, ClientAccess.relationship).where(
            col(ClientAccess.account_id).in_(list(account_ids))
        )
    ).all()
    counted = Counter(account_id for account_id, _ in ties)
    return {
        account_id for account_id, relationship in ties if relationship != Relationship.SELF or counted[account_id] > 1
    }


def _in_words(starts_at: datetime, ends_at: datetime, practice: Practice) -> SessionTime:
    zone, locale = practice.time_zone, practice.locale
    day = written_weekday(starts_at, zone, locale)
    return SessionTime(
        day=day,
        hours=written_hours(starts_at, ends_at, zone, locale),
        starts=written_time(starts_at, zone, locale),
        in_list=", ".join([day, written_hours(starts_at, ends_at, zone, locale, with_place=False)]),
    )


def _how(appointment: Appointment, practice: Practice) -> str:
    if appointment.meeting is Meeting.VIDEO:
        return t("By video, in the Client Portal")
    if appointment.meeting is Meeting.PHONE:
        return t("By phone")
    place = practice.one_line_address
    return t("In person, at {address}", address=place) if place else t("In person")


def _place(appointment: Appointment, practice: Practice) -> str:
    """What a calendar shows as the place."""
    if appointment.meeting is Meeting.IN_PERSON:
        return practice.one_line_address or practice.name_for_clients
    return _how(appointment, practice)
