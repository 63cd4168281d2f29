"""A card with a picture that can be sent, looked at and removed: the logo, a signature."""

from typing import Any

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components import (
    button,
    card,
    confirm_dialog,
    fetch_form,
    form_actions,
    image_field,
    section_header,
)


def picture_card(
    name: str,
    title: str,
    description: str,
    *,
    current: rx.Var[str],
    action: str | rx.Var[str],
    max_bytes: int,
    hint: str,
    alt: str,
    nothing: str,
    save: str,
    remove: tuple[str, str],
    on_remove: Any,
) -> rx.Component:
    """`current` is the address of the picture, empty where there is none; `remove` asks before it goes, and says what
    then."""
    question, then = remove
    return card(
        section_header(title, description=description),
        fetch_form(
            image_field(
                name,
                t("Picture"),
                hint=hint,
                current=current,
                alt=alt,
                max_bytes=max_bytes,
                too_large=t("This file is too large. Choose one of at most 2 MB."),
                nothing=nothing,
            ),
            form_actions(
                button(save, type="submit", kind="secondary"),
                rx.cond(
                    current != "",
                    confirm_dialog(
                        button(t("Remove"), kind="quiet"), question, then, confirm=t("Remove"), on_confirm=on_remove
                    ),
                ),
            ),
            action=action,
            reset_on_done=True,
        ),
    )
