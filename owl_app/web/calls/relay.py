"""What a browser is told about reaching the others: the STUN and TURN server of this installation, if it has one."""

from typing import Any

from owl_app.config import Settings
from owl_app.security.turn import GOOD_FOR_SECONDS, credentials


def servers(settings: Settings, who: str, *, at: float, seconds: int = GOOD_FOR_SECONDS) -> list[dict[str, Any]]:
    """The `iceServers` of a connection, with credentials that end by themselves."""
    if not settings.turn_urls:
        return []
    given = credentials(settings.turn_secret.get_secret_value(), who, at=at, seconds=seconds)
    plain = [url for url in settings.turn_urls if url.startswith("turn:")]
    stun = [url.replace("turn:", "stun:", 1).partition("?")[0] for url in plain[:1]]
    relays = [each for url in settings.turn_urls for each in _ways(url)]
    known = [{"urls": stun}] if stun else []
    return [*known, {"urls": relays, "username": given.username, "credential": given.password}]


def _ways(url: str) -> list[str]:
    """A server without a transport is tried on both: some networks let nothing but TCP out."""
    if "?" in url or url.startswith("turns:"):
        return [url]
    return [f"{url}?transport=udp", f"{url}?transport=tcp"]
