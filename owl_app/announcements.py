"""What open pages should hear about: gathered in a transaction, told to listeners once it is kept."""

from collections.abc import Callable

from sqlalchemy.orm import Session

_listeners: list[Callable[[str, str], None]] = []


def announce(session: Session, topic: str, subject: object = "") -> None:
    """Tell the listeners, after the commit, that something about a topic has changed."""
    session.info.setdefault("announced", []).append((topic, str(subject)))


def on_announcement(listener: Callable[[str, str], None]) -> None:
    """Call the listener with `(topic, subject)` after each commit that announced something."""
    _listeners.append(listener)


def publish(session: Session) -> None:
    """Tell what the session gathered; the caller has committed it."""
    for topic, subject in dict.fromkeys(session.info.pop("announced", ())):
        for listener in _listeners:
            listener(topic, subject)
