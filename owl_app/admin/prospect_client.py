"""The window in which a prospect becomes a client."""

import reflex as rx

from owl_app.admin.add_client_state import LikelyLine
from owl_app.admin.association import verify_first
from owl_app.admin.association_state import AssociationState
from owl_app.admin.client_fields import basics, other_areas
from owl_app.admin.prospect_client_state import ProspectClientState
from owl_app.i18n import t
from owl_app.web.components import (
    attention,
    button,
    dialog,
    dialog_opener,
    ready,
    since,
    skeleton,
)
from owl_app.web.form import form

PROSPECT = ProspectClientState.prospect


def create_window(name: str, associate: str) -> rx.Component:
    """Opened by its name; `associate` names the window in which the login is tied to somebody who is here already."""
    areas = other_areas(
        ProspectClientState.therapist_options,
        chooses_therapist=True,
        sees_clinical=ProspectClientState.sees_clinical,
        folded=True,
    )
    return dialog(
        None,
        t("Create Client"),
        ready(
            PROSPECT.id != "",
            rx.cond(
                PROSPECT.verified,
                rx.el.div(
                    form(
                        ProspectClientState,
                        *basics(),
                        *areas,
                        on_submit=ProspectClientState.create,
                        values=PROSPECT,
                        before_save=[
                            rx.el.input(type="hidden", name="prospect_id", value=PROSPECT.id, read_only=True),
                            since(ProspectClientState.answers, _likely(name, associate)),
                        ],
                        save=since(
                            ProspectClientState.answers,
                            rx.cond(ProspectClientState.likely.length() > 0, t("Create anyway"), t("Create Client")),
                            before=t("Create Client"),
                        ),
                        in_dialog=True,
                    ),
                    key=PROSPECT.id,
                ),
                verify_first(),
            ),
            skeleton("form"),
        ),
        name=name,
        close_on=ProspectClientState.saves,
        description=t("Filled from what the person entered. Their login sees the new record at once."),
        size="wide",
    )


def _likely(name: str, associate: str) -> rx.Component:
    """Who is here already and may be the same person; one click associates the login with them instead."""
    return rx.cond(
        ProspectClientState.likely.length() > 0,
        attention(
            t("Perhaps they are here already"),
            rx.el.input(type="hidden", name="looked_at", value=ProspectClientState.likely_ids, read_only=True),
            rx.el.ul(
                rx.foreach(ProspectClientState.likely, lambda line: _one(line, associate)),
                class_name="item-list item-list--lined",
            ),
        ),
    )


def _one(line: rx.Var[LikelyLine], associate: str) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.p(line.name, class_name="item-title"), rx.el.p(line.why, class_name="item-text")),
        dialog_opener(
            button(
                t("Associate instead"),
                kind="secondary",
                aria_label=t("Associate with {name} instead", name=line.name),
                on_click=AssociationState.begin_with(PROSPECT.id, line.id),
            ),
            associate,
        ),
        key=line.id,
        class_name="item item-row",
    )
