"""The call of a session, as one component: its door, its waiting room and the call."""

import reflex as rx

from owl_app.web.components.call_texts import call_texts
from owl_app.web.components.javascript import BASE_UI, ReactComponent, javascript


class _Call(ReactComponent):
    library = javascript("call")
    lib_dependencies: list[str] = [BASE_UI]
    tag = "Call"

    back: rx.Var[str]
    test: rx.Var[str]
    texts: rx.Var[dict[str, str]]


class _DropIn(ReactComponent):
    library = javascript("call")
    lib_dependencies: list[str] = [BASE_UI]
    tag = "DropIn"

    action: rx.Var[str]
    texts: rx.Var[dict[str, str]]


def call(back: str, *, test: str = "") -> rx.Component:
    """The call of the session whose id stands in the address.

    `back` is where its page's Back leads, and `test` where somebody who is early can test their devices.
    """
    return _Call.create(back=back, test=test, texts=call_texts())


def drop_in(action: str) -> rx.Component:
    """The call whose drop-in link was opened: the token behind the address's `#` is posted to `action`."""
    return _DropIn.create(action=action, texts=call_texts())
