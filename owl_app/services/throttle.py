"""How often something may be tried: counted before the try, so that parallel tries cannot slip through."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from sqlalchemy import bindparam, text
from sqlmodel import Session

from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.errors import Throttled
from owl_app.i18n import t
from owl_app.models import Throttle
from owl_app.models.columns import UtcDateTime
from owl_app.security.tokens import derive


@dataclass(frozen=True)
class Limit:
    """So many tries in so much time, for one subject."""

    name: str
    tries: int
    window: timedelta


SIGN_IN_ACCOUNT = Limit("sign-in-account", 10, timedelta(minutes=15))
SIGN_IN_DEVICE = Limit("sign-in-device", 10, timedelta(minutes=15))
SIGN_IN_ADDRESS = Limit("sign-in-address", 60, timedelta(minutes=15))
RESET_ACCOUNT = Limit("reset-account", 3, timedelta(hours=1))
RESET_ADDRESS = Limit("reset-address", 20, timedelta(hours=1))
CONFIRM_ACCOUNT = Limit("confirm-account", 5, timedelta(hours=1))
SET_UP_ADDRESS = Limit("set-up-address", 10, timedelta(minutes=15))

_COUNT = text("""
    INSERT INTO throttle (key, count, window_ends_at) VALUES (:key, 1, :ends_at)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN throttle.window_ends_at <= :now OR throttle.count = 0 THEN 1 ELSE throttle.count + 1 END,
        window_ends_at =
            CASE WHEN throttle.window_ends_at <= :now OR throttle.count = 0 THEN :ends_at
                 ELSE throttle.window_ends_at END
    WHERE throttle.window_ends_at <= :now OR throttle.count < :tries
    RETURNING count
""").bindparams(bindparam("ends_at", type_=UtcDateTime()), bindparam("now", type_=UtcDateTime()))
_GIVE_BACK = text("UPDATE throttle SET count = count - 1 WHERE key = :key AND count > 0")


def count(session: Session, limit: Limit, subject: str) -> None:
    """Count one try, in one statement, so that of many at once none slips through.

    Raises:
        Throttled: there were too many; the message says when to try again.
    """
    key, moment = _key(limit, subject), now()
    given = {"key": key, "now": moment, "ends_at": moment + limit.window, "tries": limit.tries}
    if session.execute(_COUNT, given).first() is None:
        ends_at = session.get_one(Throttle, key, populate_existing=True).window_ends_at
        minutes = ceil((ends_at - moment).total_seconds() / 60)
        raise Throttled(t("Too many tries. Please wait {minutes} minutes and try again.", minutes=minutes))


def give_back(session: Session, limit: Limit, subject: str) -> None:
    """A try that succeeded does not count."""
    session.execute(_GIVE_BACK, {"key": _key(limit, subject)})


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
