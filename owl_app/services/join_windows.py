"""When a session can be joined: from so many minutes before its start to so many after its end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from owl_app.clock import now
from owl_app.models import Practice


@dataclass(frozen=True)
class JoinWindow:
    """From when to when a session can be joined."""

    opens_at: datetime
    closes_at: datetime

    @property
    def is_open(self) -> bool:
        return self.opens_at <= now() <= self.closes_at


def join_window(practice: Practice, starts_at: datetime, ends_at: datetime) -> JoinWindow:
    return JoinWindow(
        starts_at - timedelta(minutes=practice.join_minutes_before),
        ends_at + timedelta(minutes=practice.join_minutes_after),
    )
