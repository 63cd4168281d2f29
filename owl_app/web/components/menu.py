"""Menus, and the choice between light and dark."""

from typing import Any, Literal

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.icon import IconName
from owl_app.web.components.icon import icon as draw
from owl_app.web.components.javascript import BASE_UI, ReactComponent, javascript

Text = str | rx.Var[str]


class _Menus(ReactComponent):
    library = javascript("menus")
    lib_dependencies: list[str] = [BASE_UI]


class _Menu(_Menus):
    tag = "Menu"

    label: rx.Var[str]
    trigger_class: rx.Var[str]


class _MenuItem(_Menus):
    tag = "MenuItem"

    href: rx.Var[str]
    post: rx.Var[str]
    opens: rx.Var[str]
    tone: rx.Var[str]


class _MenuLine(_Menus):
    tag = "MenuLine"


class _ThemeMenu(_Menus):
    tag = "ThemeMenu"

    label: rx.Var[str]
    names: rx.Var[list[str]]


class _ThemeToggle(ReactComponent):
    library = javascript("theme_toggle")
    tag = "ThemeToggle"

    label: rx.Var[str]
    names: rx.Var[list[str]]


def menu(*items: Any, label: Text, face: rx.Component | None = None, trigger_class: str = "") -> rx.Component:
    """A button that opens a list of acts; it shows `face` instead of three dots when given."""
    return _Menu.create(
        draw("more") if face is None else face,
        *items,
        label=label,
        trigger_class=trigger_class or ("icon-button" if face is None else "button button--secondary"),
    )


def menu_item(
    text: Text | rx.Component,
    *,
    icon: IconName | None = None,
    href: Text | None = None,
    post: str | None = None,
    opens: Text | None = None,
    on_click: Any = None,
    tone: Literal["normal", "danger"] = "normal",
) -> rx.Component:
    """One act: a link (`href`), a native POST (`post`), an event (`on_click`), or a dialog by its name (`opens`).

    A dialog may come with the event that loads what it shows.
    """
    given = {"href": href, "post": post, "opens": opens, "on_click": on_click}
    return _MenuItem.create(
        *([draw(icon)] if icon else []),
        rx.el.span(text),
        tone=tone,
        **{name: value for name, value in given.items() if value is not None},
    )


def menu_line() -> rx.Component:
    return _MenuLine.create()


def theme_menu() -> rx.Component:
    """Light, dark or as the device says, as a part of a menu."""
    return _ThemeMenu.create(label=t("Appearance"), names=_mode_names())


def theme_toggle() -> rx.Component:
    """Light, dark or as the device says, standing alone."""
    return _ThemeToggle.create(
        draw("sun", size=18), draw("moon", size=18), draw("screen", size=18), label=t("Appearance"), names=_mode_names()
    )


def _mode_names() -> list[str]:
    return [t("Light"), t("Dark"), t("Same as device")]
