"""What is there only for a while, like the way into a session; the page changes by itself."""

import reflex as rx

from owl_app.web.components.javascript import ReactComponent, javascript

Text = str | rx.Var[str]


class _Window(ReactComponent):
    library = javascript("window")
    tag = "Window"
    alias = "OwlWindow"

    opens: rx.Var[str]
    closes: rx.Var[str]
    now: rx.Var[str]
    _events = {"on_over": rx.event.no_args_event_spec}


def window(
    opens: Text, closes: Text, now: Text, *, before: rx.Component, content: rx.Component, on_over: rx.EventHandler
) -> rx.Component:
    """The `content` from `opens` to `closes`, and `before` until then; moments in ISO 8601.

    `now` is when the server read them, which is believed more than the device's clock; `on_over` runs once it is over.
    """
    return _Window.create(before, content, opens=opens, closes=closes, now=now, on_over=on_over)
