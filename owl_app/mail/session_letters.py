"""What our letters say about sessions: when and how, and nothing of why, with whom or what for."""

from collections.abc import Sequence
from dataclasses import dataclass

from owl_app.i18n import t
from owl_app.mail.attachments import Attachment
from owl_app.mail.drafts import Draft, Fact, draft
from owl_app.models import Account, Practice, ReminderKind

MOST_LISTED = 20
"""Sessions that a letter lists; the calendar file has all of them."""


@dataclass(frozen=True)
class SessionTime:
    """When a session is, in words."""

    day: str
    hours: str
    """From when to when, with the place whose clocks say so."""
    starts: str
    """The time of its start alone."""
    in_list: str
    """Day and hours where the place is named above the list."""


@dataclass(frozen=True)
class SessionNews:
    """What a letter is about, in words: sessions of one kind, in their order.

    `whose` names who comes, for a login that sees several people; `link` leads to them in the portal.
    """

    times: Sequence[SessionTime]
    place: str
    how: str
    is_video: bool
    whose: str
    link: str
    calendar: Attachment


def sessions_booked(practice: Practice, account: Account, news: SessionNews) -> Draft:
    """One session or a series was booked."""
    count, first = len(news.times), news.times[0]
    several = count > 1
    return _draft(
        "sessions_booked",
        practice,
        account,
        news,
        subject=t("{count} sessions booked, from {day}", count=count, day=first.day)
        if several
        else t("Session booked: {day}", day=first.day),
        said=t("{practice} has booked {count} sessions.", practice=practice.name_for_clients, count=count)
        if several
        else t("{practice} has booked a session.", practice=practice.name_for_clients),
        after=[*_how_to_join(practice, news), _the_file(several), _unfit()],
    )


def sessions_changed(
    practice: Practice, account: Account, news: SessionNews, *, before: SessionTime | None, moved: bool
) -> Draft:
    """Sessions have another time, or are held in another way; `before` is the time that one alone had."""
    count, first = len(news.times), news.times[0]
    several = count > 1
    if moved:
        subject = (
            t("{count} sessions moved, from {day}", count=count, day=first.day)
            if several
            else t("Session moved: now {day}", day=first.day)
        )
        said = (
            t("{practice} has moved {count} sessions.", practice=practice.name_for_clients, count=count)
            if several
            else t("{practice} has moved a session.", practice=practice.name_for_clients)
        )
    else:
        subject = (
            t("{count} sessions changed, from {day}", count=count, day=first.day)
            if several
            else t("Session changed: {day}", day=first.day)
        )
        said = t(
            "{practice} has changed something about it. The Client Portal says what.",
            practice=practice.name_for_clients,
        )
    return _draft(
        "sessions_changed",
        practice,
        account,
        news,
        subject=subject,
        said=said,
        before=[] if before is None else [Fact(t("Before"), [before.day, before.hours], is_over=True)],
        when=t("Now") if moved and not several else t("When"),
        after=[*_how_to_join(practice, news), _the_file(several, again=True), _unfit()],
    )


def sessions_cancelled(practice: Practice, account: Account, news: SessionNews) -> Draft:
    """Sessions are not held."""
    count, first = len(news.times), news.times[0]
    several = count > 1
    return _draft(
        "sessions_cancelled",
        practice,
        account,
        news,
        subject=t("{count} sessions cancelled, from {day}", count=count, day=first.day)
        if several
        else t("Session cancelled: {day}", day=first.day),
        said=t("{practice} has cancelled {count} sessions.", practice=practice.name_for_clients, count=count)
        if several
        else t("{practice} has cancelled this session.", practice=practice.name_for_clients),
        after=[
            t("The file with this letter takes them out of your calendar, if you had put them in.")
            if several
            else t("The file with this letter takes it out of your calendar, if you had put it in."),
            t("If you did not expect this, please get in touch with your practice."),
        ],
    )


def session_reminder(practice: Practice, account: Account, news: SessionNews, kind: ReminderKind) -> Draft:
    """A session is the next day, or in an hour."""
    (time,) = news.times
    return _draft(
        "session_reminder",
        practice,
        account,
        news,
        subject=t("Reminder: session at {time}", time=time.starts)
        if kind is ReminderKind.HOUR_BEFORE
        else t("Reminder: session on {day}", day=time.day),
        said=t("A session at {practice} is coming up.", practice=practice.name_for_clients),
        after=[
            *_how_to_join(practice, news),
            t("You can turn reminders off in the Client Portal, under Sign-in and security."),
        ],
    )


def _draft(
    kind: str,
    practice: Practice,
    account: Account,
    news: SessionNews,
    *,
    subject: str,
    said: str,
    after: list[str],
    before: Sequence[Fact] = (),
    when: str = "",
) -> Draft:
    return draft(
        kind,
        practice,
        account,
        subject=subject,
        before=[t("Hello {name},", name=account.name), said],
        facts=[
            *([Fact(t("For"), [news.whose])] if news.whose else []),
            *before,
            *_when(news, when or t("When")),
            Fact(t("How"), [news.how]),
        ],
        button=t("Open the Client Portal"),
        link=news.link,
        after=after,
        attachment=news.calendar,
    )


def _when(news: SessionNews, label: str) -> list[Fact]:
    """One time in full; of several that are at the same hour the days."""
    first, *others = news.times
    if not others:
        return [Fact(label, [first.day, first.hours])]
    listed, more = news.times[:MOST_LISTED], len(news.times) - MOST_LISTED
    and_more = [t("and {count} more, all in the calendar file", count=more)] if more > 0 else []
    if all(each.hours == first.hours for each in others):
        days = Fact(t("Days"), [*(each.day for each in listed), *and_more], is_list=True)
        return [Fact(t("Time"), [first.hours]), days]
    label = t("When, in {place} time", place=news.place)
    return [Fact(label, [*(each.in_list for each in listed), *and_more], is_list=True)]


def _how_to_join(practice: Practice, news: SessionNews) -> list[str]:
    if not news.is_video:
        return []
    return [
        t(
            "You join in the Client Portal: the button is there from {count} minutes before the start.",
            count=practice.join_minutes_before,
        )
        if practice.join_minutes_before
        else t("You join in the Client Portal: the button is there once it begins.")
    ]


def _the_file(several: bool, *, again: bool = False) -> str:
    if again:
        return t("Open the file with this letter to bring your calendar up to date.")
    if several:
        return t("Open the file with this letter to put them into your calendar.")
    return t("Open the file with this letter to put it into your calendar.")


def _unfit() -> str:
    return t("If the time does not suit you, please get in touch with your practice.")
