"""How often something may be tried: counted before the try, so that parallel tries cannot slip through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from sqlalchemy import bindparam, text
from sqlmodel import Session, col, select, update

from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.errors import Throttled
from owl_app.i18n import t
from owl_app.models import Throttle
from owl_app.models.columns import UtcDateTime
from owl_app.security.tokens import derive
from owl_app.services.access import writes


@dataclass(frozen=True)
class Limit:
    """So many tries in so much time, for one subject."""

    name: str
    tries: int
    window: timedelta


Counter = tuple[Limit, str]
"""A limit, and the subject whose tries it counts."""


@dataclass(frozen=True)
class Window:
    """The time in which tries are counted together."""

    begins_at: datetime
    ends_at: datetime


SIGN_IN_ACCOUNT = Limit("sign-in-account", 10, timedelta(minutes=15))
SIGN_IN_DEVICE = Limit("sign-in-device", 10, timedelta(minutes=15))
SIGN_IN_ADDRESS = Limit("sign-in-address", 60, timedelta(minutes=15))
RESET_ACCOUNT = Limit("reset-account", 3, timedelta(hours=1))
RESET_ADDRESS = Limit("reset-address", 20, timedelta(hours=1))
INVITATION_ACCOUNT = Limit("invitation-account", 5, timedelta(hours=1))
CHANGE_EMAIL_ACCOUNT = Limit("change-email-account", 5, timedelta(hours=1))
CHANGE_EMAIL_ADDRESS = Limit("change-email-address", 5, timedelta(hours=1))
NEW_LOGIN = Limit("new-login", 60, timedelta(hours=1))
CONFIRM_ACCOUNT = Limit("confirm-account", 5, timedelta(hours=1))
SIGN_UP_ADDRESS = Limit("sign-up-address", 40, timedelta(hours=1))
SIGN_UP_BROWSER = Limit("sign-up-browser", 3, timedelta(hours=1))
SIGN_UP_EMAIL = Limit("sign-up-email", 6, timedelta(hours=1))
ACCOUNT_EXISTS = Limit("account-exists", 3, timedelta(hours=1))
VERIFY_LETTER = Limit("verify-letter", 4, timedelta(hours=1))
VERIFY_TRY = Limit("verify-try", 10, timedelta(hours=1))
VERIFY_EMAIL = Limit("verify-email", 30, timedelta(days=1))
VERIFY_ADDRESS = Limit("verify-address", 40, timedelta(hours=1))
PROOF_OF_WORK = Limit("proof-of-work", 1, timedelta(hours=2))
CONNECTION_TEST = Limit("connection-test", 20, timedelta(hours=1))
DROP_IN_ADDRESS = Limit("drop-in-address", 60, timedelta(minutes=15))
CALENDAR_FEED_ADDRESS = Limit("calendar-feed-address", 60, timedelta(minutes=15))
RECEIPT_LETTER = Limit("receipt-letter", 60, timedelta(hours=1))
SET_UP_ADDRESS = Limit("set-up-address", 10, timedelta(minutes=15))

_COUNT = text("""
    INSERT INTO throttle (key, count, window_ends_at) VALUES (:key, 1, :ends_at)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN throttle.window_ends_at <= :now OR throttle.count = 0 THEN 1 ELSE throttle.count + 1 END,
        window_ends_at =
            CASE WHEN throttle.window_ends_at <= :now OR throttle.count = 0 THEN :ends_at
                 ELSE throttle.window_ends_at END
    WHERE throttle.window_ends_at <= :now OR throttle.count < :tries
""").bindparams(bindparam("ends_at", type_=UtcDateTime()), bindparam("now", type_=UtcDateTime()))
_GIVE_BACK = text("UPDATE throttle SET count = count - 1 WHERE key = :key AND count > 0")


def count(session: Session, limit: Limit, subject: str) -> None:
    """Count one try.

    Raises:
        Throttled: there were too many; the message says when to try again.
    """
    count_all(session, [(limit, subject)])


def count_all(session: Session, counters: Sequence[Counter]) -> None:
    """Count one try everywhere it counts, each in one statement, so that of many at once none slips through.

    Raises:
        Throttled: there were too many of one; the message says when to try again.
    """
    moment = now()
    tries = [
        {"key": _key(limit, subject), "now": moment, "ends_at": moment + limit.window, "tries": limit.tries}
        for limit, subject in counters
    ]
    if session.connection().execute(_COUNT, tries).rowcount < len(tries):
        ends_at = max((window.ends_at for window in used_up(session, counters).values()), default=moment)
        minutes = ceil((ends_at - moment).total_seconds() / 60)
        raise Throttled(t("Too many tries. Please wait {minutes} minutes and try again.", minutes=minutes))


def give_back(session: Session, limit: Limit, subject: str) -> None:
    """A try that succeeded does not count."""
    give_all_back(session, [(limit, subject)])


def give_all_back(session: Session, counters: Iterable[Counter]) -> None:
    """A try that succeeded counts nowhere."""
    session.connection().execute(_GIVE_BACK, [{"key": _key(limit, subject)} for limit, subject in counters])


def used_up(session: Session, counters: Iterable[Counter]) -> dict[Counter, Window]:
    """Those of the counters on which no try is left, and the windows in which it is so."""
    keys = {_key(*counter): counter for counter in counters}
    query = select(Throttle).where(col(Throttle.key).in_(keys), Throttle.window_ends_at > now())
    found = session.exec(query.with_for_update() if writes(session) else query)
    return {
        keys[row.key]: Window(row.window_ends_at - keys[row.key][0].window, row.window_ends_at)
        for row in found
        if row.count >= keys[row.key][0].tries
    }


def forget(session: Session, counters: Iterable[Counter]) -> None:
    """Whatever was tried counts no more."""
    keys = [_key(limit, subject) for limit, subject in counters]
    session.execute(update(Throttle).where(col(Throttle.key).in_(keys)).values(count=0))


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 an IPv6 provider gives to one home."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def _key(limit: Limit, subject: str) -> str:
    return derive(get_settings().key, f"throttle:{limit.name}", subject)
