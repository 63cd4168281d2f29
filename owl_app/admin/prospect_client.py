"""The window in which a prospect becomes a client."""

import reflex as rx

from owl_app.admin.add_client import likely_clients
from owl_app.admin.add_client_state import LikelyLine
from owl_app.admin.association import ASSOCIATE, verify_first
from owl_app.admin.association_state import AssociationState
from owl_app.admin.client_fields import basics, other_areas
from owl_app.admin.prospect_client_state import ProspectClientState
from owl_app.i18n import t
from owl_app.web.components import (
    button,
    dialog,
    dialog_opener,
    ready,
    since,
    skeleton,
)
from owl_app.web.form import form

PROSPECT = ProspectClientState.prospect
CREATE = "create-client"
"""The name that opens the window."""


def create_window() -> rx.Component:
    """The Add Client window, filled from what the prospect entered."""
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
                            since(ProspectClientState.answers, likely_clients(ProspectClientState, _one)),
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
        name=CREATE,
        close_on=ProspectClientState.saves,
        description=t("Filled from what the person entered. Their login sees the new record at once."),
        size="wide",
    )


def _one(line: rx.Var[LikelyLine]) -> rx.Component:
    """One click associates the login with them instead."""
    return rx.el.li(
        rx.el.div(rx.el.p(line.name, class_name="item-title"), rx.el.p(line.why, class_name="item-text")),
        dialog_opener(
            button(
                t("Associate instead"),
                kind="secondary",
                aria_label=t("Associate with {name} instead", name=line.name),
                on_click=AssociationState.begin_with(PROSPECT.id, line.id),
            ),
            ASSOCIATE,
        ),
        key=line.id,
        class_name="item item-row",
    )
