"""Tabs: links between pages of one thing, or panels within one page."""

from collections.abc import Sequence

import reflex as rx

from owl_app.web.components.javascript import BASE_UI, ReactComponent, javascript

Text = str | rx.Var[str]


class _Tabs(ReactComponent):
    library = javascript("tabs")
    lib_dependencies: list[str] = [BASE_UI]
    tag = "Tabs"

    label: rx.Var[str]
    names: rx.Var[list[str]]


def link_tabs(label: Text, items: Sequence[tuple[Text, Text]], *, active: str) -> rx.Component:
    """Tabs that are links, `(text, href)`; the one whose href is `active` is the current page."""
    return rx.el.nav(
        *[
            rx.el.a(
                text,
                to=href,
                class_name="tab",
                **({"aria_current": "page"} if isinstance(href, str) and href == active else {}),
            )
            for text, href in items
        ],
        class_name="tabs",
        aria_label=label,
    )


def tabs(label: Text, panels: Sequence[tuple[Text, rx.Component]]) -> rx.Component:
    """Panels of one page, `(text, content)`, of which one shows; what is typed in the others stays.

    An address that ends in `#` and the id of something in a panel opens that panel.
    """
    return _Tabs.create(*[content for _, content in panels], label=label, names=[text for text, _ in panels])
