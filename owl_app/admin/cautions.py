"""What has to be looked at before a session is booked or moved, drawn between the fields and the buttons."""

from typing import Any

import reflex as rx

from owl_app.i18n import t
from owl_app.services.booked_times import Caution
from owl_app.web.components import attention, since


def cautions(state: Any) -> rx.Component:
    """The sentences of a `Booking` state; nothing while there are none, or they are of before the window was opened."""
    return since(state.answers, asked_cautions(state))


def asked_cautions(state: Any) -> rx.Component:
    """The sentences in a window that was opened because of them."""
    return rx.cond(
        has_cautions(state),
        attention(
            t("Please look at this first"),
            rx.el.input(type="hidden", name="looked_at", value=state.looked_at, read_only=True),
            rx.el.ul(rx.foreach(state.cautions, _one), class_name="item-list item-list--lined"),
        ),
    )


def has_cautions(state: Any) -> rx.Var[bool]:
    return state.cautions.length() > 0


def save_label(state: Any, plain: str, anyway: str) -> Any:
    """What the button says, which keeps it all the same once the cautions were looked at."""
    return since(state.answers, rx.cond(has_cautions(state), anyway, plain), before=plain)


def _one(caution: rx.Var[Caution]) -> rx.Component:
    return rx.el.li(caution.sentence, key=caution.key, class_name="item-row")
