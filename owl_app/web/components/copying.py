"""Things to copy or scan: addresses, snippets, QR codes."""

from typing import Any

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.javascript import ReactComponent, javascript

Text = str | rx.Var[str]


class _CopyButton(ReactComponent):
    library = javascript("copying")
    tag = "CopyButton"

    text: rx.Var[str]
    label: rx.Var[str]
    copied_label: rx.Var[str]
    describes: rx.Var[str]


def copy_button(text: Text, *, label: Text | None = None, describes: Text = "") -> rx.Component:
    """Puts `text` on the clipboard and announces it; `describes` tells several such buttons apart."""
    return _CopyButton.create(
        text=text,
        label=t("Copy") if label is None else label,
        copied_label=t("Copied"),
        **({"describes": describes} if isinstance(describes, rx.Var) or describes else {}),
    )


def code_box(text: Text, copy: bool = True, *, wrap: bool = False, describes: Text = "") -> rx.Component:
    """An address or a snippet as it is typed, with a button to copy it."""
    content: list[Any] = [
        rx.el.code(text, class_name="wrap" if wrap else "", custom_attrs={"tabIndex": 0} if not wrap else {})
    ]
    if copy:
        content.append(copy_button(text, describes=describes))
    return rx.el.div(*content, class_name="code-box")


def qr_image(src: Text, alt: Text | None = None) -> rx.Component:
    """A QR code on white, also in the dark."""
    return rx.el.img(src=src, alt=t("QR code") if alt is None else alt, class_name="qr", width="208", height="208")
