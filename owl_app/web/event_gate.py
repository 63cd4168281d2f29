"""The gate before every event: it resolves the viewer anew and lets through only what a handler declares."""

import reflex as rx
from reflex.state import (
    BaseState,
    FrontendEventExceptionState,
    OnLoadInternalState,
    State,
    StateUpdate,
    UpdateVarsInternalState,
)
from reflex_base.constants import ROUTER_DATA, ROUTER_VARS
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from owl_app.services.access import Viewer, ViewerKind
from owl_app.web.live import live
from owl_app.web.routes import Page, find_page, home_of, in_language_of
from owl_app.web.session import viewer_of

_FRAMEWORK = frozenset(
    {
        State.event_handlers["hydrate"].fn,
        State.event_handlers["hydrate_and_load"].fn,
        State.event_handlers["set_is_hydrated"].fn,
        OnLoadInternalState.event_handlers["on_load_internal"].fn,
        OnLoadInternalState.event_handlers["set_is_hydrated"].fn,
        UpdateVarsInternalState.event_handlers["update_vars_internal"].fn,
        FrontendEventExceptionState.event_handlers["handle_frontend_exception"].fn,
    }
)
"""The framework's own handlers that a page cannot work without; they pass for whoever may open the page."""
_SNAPSHOTS = frozenset({State.event_handlers["hydrate"].fn, State.event_handlers["hydrate_and_load"].fn})

_ROUTER = frozenset({*ROUTER_VARS, ROUTER_DATA})
"""What the framework keeps of the address, which no page sets."""
_MOST_FILLED = 1000
_ON_LOAD = OnLoadInternalState.event_handlers["on_load_internal"].fn


class UndeclaredHandler(Exception):
    """A handler does not say who may call it, so the app does not start."""


class EventGate(rx.Middleware):
    """Denies by default, and fills a page before its first snapshot, so that a reconnect never shows it empty."""

    def __init__(self) -> None:
        self._filled: dict[str, str] = {}
        """The page of a tab that was filled with the snapshot, so that its load need not run again."""

    async def preprocess(self, app: rx.App, state: rx.State, event: Event) -> StateUpdate | None:  # type: ignore[override]
        """None lets the event through; a dead cookie gets a redirect, never a snapshot of state."""
        viewer = await viewer_of(state)
        path = state.router.url.path
        page = find_page(path)
        if page is not None and viewer.kind not in page.kinds:
            return _redirect(_elsewhere(viewer, page, path))
        function = _function(event.name)
        if function in _SNAPSHOTS:
            _begin_anew(state)
            await self._fill(app, state, viewer, path)
            return None
        if function is _ON_LOAD:
            if self._filled.pop(state.router.session.client_token, None) == path:
                return StateUpdate(events=Event.from_event_type(OnLoadInternalState.set_is_hydrated(True)))
            await self._forget(app, state, path)
        if function in _FRAMEWORK:
            return None
        if viewer.kind in getattr(function, "allowed", frozenset()):
            return None
        return StateUpdate()

    async def _forget(self, app: rx.App, state: rx.State, path: str) -> None:
        """Whoever comes to a page again does not read what it said the last time."""
        for event in Event.from_event_type(app.get_load_events(path)):
            screen = await state.get_state(RegistrationContext.get().event_handlers[event.name].states[0])
            screen.notice, screen.errors = "", {}

    async def _fill(self, app: rx.App, state: rx.State, viewer: Viewer, path: str) -> None:
        for event in Event.from_event_type(app.get_load_events(path)):
            registered = RegistrationContext.get().event_handlers[event.name]
            if viewer.kind in getattr(registered.handler.fn, "allowed", frozenset()):
                await registered.handler.fn(await state.get_state(registered.states[0]), **event.payload)
                self._filled[state.router.session.client_token] = path
        if len(self._filled) > _MOST_FILLED:  # tabs that went away before they asked
            self._filled = {token: page for token, page in self._filled.items() if live.is_open(token)}


def _begin_anew(state: BaseState) -> None:
    """Put back what was set in this tab before; unlike `reset`, touch no state that nobody has used.

    In a new tab that is all of them; together they would keep about 8 KB for as long as the tab is open.
    """
    fields, kept = type(state).__fields__, vars(state)
    for name in [name for name in kept if name in fields and name not in _ROUTER]:
        setattr(state, name, fields[name].default_value())
    for substate in state.substates.values():
        _begin_anew(substate)


def check_declared() -> None:
    """Refuse to start while any handler of ours does not say who may call it.

    Raises:
        UndeclaredHandler: names the handlers.
    """
    missing = [
        name
        for name, registered in RegistrationContext.get().event_handlers.items()
        if name.startswith("reflex___state____state.owl_app")
        and not name.endswith(".setvar")
        and not hasattr(registered.handler.fn, "allowed")
    ]
    if missing:
        raise UndeclaredHandler(f"These handlers do not say who may call them: {', '.join(sorted(missing))}")


def _function(name: str) -> object:
    registered = RegistrationContext.get().event_handlers.get(name)
    return registered.handler.fn if registered else None


def _elsewhere(viewer: Viewer, page: Page, path: str) -> str:
    if viewer.kind is ViewerKind.ANONYMOUS:
        return in_language_of(path, page.sign_in)
    if viewer.kind is ViewerKind.ENDED:
        return in_language_of(path, page.sign_in) + "?why=ended"
    return in_language_of(path, home_of(viewer.kind))


def _redirect(path: str) -> StateUpdate:
    return StateUpdate(events=Event.from_event_type(rx.redirect(path, replace=True)))
