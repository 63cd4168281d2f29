"""What time it is, always aware and in UTC; zone data comes from the `tzdata` package, never from the system."""

import zoneinfo
from datetime import UTC, datetime

zoneinfo.reset_tzpath(to=())


def now() -> datetime:
    return datetime.now(UTC)
