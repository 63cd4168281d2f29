"""What time it is, always aware and in UTC; zone data comes from the `tzdata` package, never from the system."""

import zoneinfo
from datetime import UTC, datetime

zoneinfo.reset_tzpath(to=())


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """The clocks of a place."""
    return zoneinfo.ZoneInfo(name)


def now() -> datetime:
    return datetime.now(UTC)
