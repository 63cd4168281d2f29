"""Open pages that wait for announcements: those of closed tabs are forgotten, whatever is announced."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from owl_app.portal.account_state import AccountState
from owl_app.services.access import Viewer, ViewerKind
from owl_app.web.live import Live


def tab(token: str) -> Any:
    return SimpleNamespace(
        router=SimpleNamespace(session=SimpleNamespace(client_token=token), url=SimpleNamespace(path="/portal/account"))
    )


def test_pages_of_closed_tabs_are_forgotten_and_those_of_open_ones_stay() -> None:
    live = Live()
    live._app = SimpleNamespace(event_namespace=SimpleNamespace(token_to_sid={"open": "sid"}))  # type: ignore[assignment]
    viewer = Viewer(ViewerKind.CLIENT, account_id=uuid4(), sign_in_id=uuid4())
    for token in ["open", *map(str, range(1000))]:
        live.watch(tab(token), viewer, AccountState.load, ("client", str(uuid4())))
    assert "open" in live._watched
    assert len(live._watched) < 500
