"""Buttons and links."""

from typing import Any, Literal

import reflex as rx

from owl_app.web.components.icon import IconName
from owl_app.web.components.icon import icon as draw
from owl_app.web.components.javascript import ReactComponent, javascript

Kind = Literal["primary", "secondary", "quiet", "danger"]
Text = str | rx.Var[str]


class _Button(ReactComponent):
    library = javascript("forms")
    tag = "Button"
    alias = "OwlButton"

    type: rx.Var[str]
    loading: rx.Var[bool]
    disabled: rx.Var[bool]
    name: rx.Var[str]
    value: rx.Var[str]


def button(
    text: Text,
    *,
    kind: Kind = "primary",
    type: Literal["button", "submit", "reset"] = "button",
    icon: IconName | None = None,
    full_width: bool = False,
    loading: rx.Var[bool] | bool = False,
    **props: Any,
) -> rx.Component:
    """A button; one of type submit is out of action while its form is on the way."""
    return _Button.create(
        *([draw(icon)] if icon else []),
        rx.el.span(text),
        type=type,
        loading=loading,
        class_name=_look(kind, full_width),
        **props,
    )


def link_button(
    text: Text,
    href: Text,
    *,
    kind: Kind = "secondary",
    icon: IconName | None = None,
    full_width: bool = False,
    reload: bool = False,
    new_tab: bool = False,
    **props: Any,
) -> rx.Component:
    """A link that looks like a button; `reload` loads the page anew instead of changing the screen in place."""
    return _anchor(
        *([draw(icon)] if icon else []),
        rx.el.span(text),
        href=href,
        reload=reload,
        new_tab=new_tab,
        class_name=_look(kind, full_width),
        **props,
    )


def icon_button(label: Text, icon: IconName, **props: Any) -> rx.Component:
    """A button with a drawing alone; the label is what screen readers say."""
    named = {"aria-label": label, "title": label}
    return _Button.create(draw(icon), class_name="icon-button", custom_attrs=named, **props)


def link(
    text: Text | rx.Component, href: Text, *, reload: bool = False, new_tab: bool = False, **props: Any
) -> rx.Component:
    """A link in a sentence."""
    return _anchor(text, href=href, reload=reload, new_tab=new_tab, class_name="link", **props)


def _anchor(*children: Any, href: Text, reload: bool, new_tab: bool, **props: Any) -> rx.Component:
    if new_tab:
        return rx.el.A.create(*children, href=href, target="_blank", rel="noopener", **props)
    if reload:
        return rx.el.A.create(*children, href=href, **props)
    return rx.el.a(*children, to=href, **props)


def _look(kind: Kind, full_width: bool) -> str:
    return f"button button--{kind}{' button--full' if full_width else ''}"
