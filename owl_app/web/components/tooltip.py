"""A few words on hover and focus."""

import reflex as rx

from owl_app.web.components.javascript import BASE_UI, ReactComponent, javascript


class _Tooltip(ReactComponent):
    library = javascript("tooltips")
    lib_dependencies: list[str] = [BASE_UI]
    tag = "Tooltip"

    text: rx.Var[str]


def tooltip(text: str | rx.Var[str], trigger: rx.Component) -> rx.Component:
    """Words beside something focusable; phones do not show them, so nothing is said here alone."""
    return _Tooltip.create(trigger, text=text)
