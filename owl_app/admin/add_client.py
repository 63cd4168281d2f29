"""The Add Client window."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from owl_app.admin.add_client_state import AddClientState, LikelyLine
from owl_app.admin.client_fields import basics, other_areas
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import attention, dialog, since
from owl_app.web.form import form
from owl_app.web.screen import Frame


def add_client(trigger: rx.Component) -> rx.Component:
    """The window, behind its button. Only the names are asked for at first sight; the rest is folded away."""
    areas = other_areas(
        AddClientState.therapist_options,
        chooses_therapist=Frame.manages,
        sees_clinical=AddClientState.sees_clinical,
        folded=True,
    )
    return dialog(
        trigger,
        t("Add Client"),
        form(
            AddClientState,
            *basics(),
            *areas,
            on_submit=AddClientState.add,
            before_save=[
                rx.el.input(type="hidden", name="id", value=AddClientState.new_id, read_only=True),
                since(AddClientState.answers, likely_clients(AddClientState, _one_likely)),
            ],
            save=since(
                AddClientState.answers,
                rx.cond(AddClientState.likely.length() > 0, t("Add anyway"), t("Add Client")),
                before=t("Add Client"),
            ),
            in_dialog=True,
        ),
        close_on=AddClientState.saves,
        size="wide",
    )


def likely_clients(state: Any, one: Callable[[rx.Var[LikelyLine]], rx.Component]) -> rx.Component:
    """Who is here already and may be the same person, each drawn as `one`; nothing while there is nobody."""
    return rx.cond(
        state.likely.length() > 0,
        attention(
            t("Perhaps they are here already"),
            rx.el.input(type="hidden", name="looked_at", value=state.likely_ids, read_only=True),
            rx.el.ul(rx.foreach(state.likely, one), class_name="item-list item-list--lined"),
        ),
    )


def _one_likely(line: rx.Var[LikelyLine]) -> rx.Component:
    record = rx.Var.create(f"{localised('', current_language())}/clients/") + line.id
    return rx.el.li(
        rx.el.a(line.name, href=record, target="_blank", rel="noopener", class_name="item-title"),
        rx.el.p(line.why, class_name="item-text"),
        key=line.id,
        class_name="item-row",
    )
