"""Dialogs over the page."""

from typing import Any, Literal

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.javascript import BASE_UI, ReactComponent, javascript

Text = str | rx.Var[str]


class _Dialog(ReactComponent):
    library = javascript("dialogs")
    lib_dependencies: list[str] = [BASE_UI]
    tag = "Dialog"

    name: rx.Var[str]
    title: rx.Var[str]
    description: rx.Var[str]
    close_label: rx.Var[str]
    close_on: rx.Var[Any]
    size: rx.Var[str]


class _DialogOpener(ReactComponent):
    library = javascript("dialogs")
    lib_dependencies: list[str] = [BASE_UI]
    tag = "DialogOpener"

    name: rx.Var[str]


class _DialogClose(ReactComponent):
    library = javascript("dialogs")
    lib_dependencies: list[str] = [BASE_UI]
    tag = "DialogClose"


class _ConfirmDialog(ReactComponent):
    library = javascript("dialogs")
    lib_dependencies: list[str] = [BASE_UI]
    tag = "ConfirmDialog"

    name: rx.Var[str]
    title: rx.Var[str]
    description: rx.Var[str]
    confirm_label: rx.Var[str]
    cancel_label: rx.Var[str]
    kind: rx.Var[str]
    _events = {"on_confirm": rx.event.no_args_event_spec}


def dialog(
    trigger: rx.Component | None,
    title: Text,
    *children: Any,
    name: Text = "",
    description: Text = "",
    close_on: rx.Var[Any] | None = None,
    size: Literal["normal", "wide"] = "normal",
) -> rx.Component:
    """A dialog that `trigger` opens, or a `menu_item` or `dialog_opener` that names it.

    Open or closed is known to the browser alone.

    Pass as `close_on` a counter of the state that the handler raises when it is done: the dialog closes when it grows.
    A click beside the dialog does not close it, so that nothing typed is lost.
    """
    return _Dialog.create(
        *([] if trigger is None else [trigger]),
        *children,
        title=title,
        close_label=t("Close"),
        size=size,
        **_named(trigger, name),
        **({"description": description} if isinstance(description, rx.Var) or description else {}),
        **({"close_on": close_on} if close_on is not None else {}),
    )


def dialog_opener(trigger: rx.Component, name: Text) -> rx.Component:
    """A button that opens the dialog with this name, wherever on the page that stands."""
    return _DialogOpener.create(trigger, name=name)


def dialog_actions(*children: Any, cancel: Text | None = None) -> rx.Component:
    """The row of buttons at the end of a dialog, with Cancel before them unless `cancel` is an empty text."""
    label = t("Cancel") if cancel is None else cancel
    leave = [] if label == "" else [_DialogClose.create(label, class_name="button button--secondary")]
    return rx.el.div(*leave, *children, class_name="dialog-actions")


def confirm_dialog(
    trigger: rx.Component | None,
    title: Text,
    description: Text,
    *children: Any,
    name: Text = "",
    confirm: Text,
    on_confirm: Any,
    kind: Literal["primary", "danger"] = "danger",
    cancel: Text | None = None,
) -> rx.Component:
    """Asks before something that is hard to take back; `confirm` names the act, like "Sign out everywhere"."""
    return _ConfirmDialog.create(
        *([] if trigger is None else [trigger]),
        *children,
        title=title,
        description=description,
        confirm_label=confirm,
        cancel_label=t("Cancel") if cancel is None else cancel,
        kind=kind,
        on_confirm=on_confirm,
        **_named(trigger, name),
    )


def _named(trigger: rx.Component | None, name: Text) -> dict[str, Text]:
    return {"name": name} if trigger is None else {}
