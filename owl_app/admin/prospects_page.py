"""Prospects: who signed up, and whose login it is."""

import reflex as rx

from owl_app.admin.association import ASSOCIATE, associate_window
from owl_app.admin.association_state import AssociationState
from owl_app.admin.frame import clients_tabs, staff_screen
from owl_app.admin.prospect_client import CREATE, create_window
from owl_app.admin.prospect_client_state import ProspectClientState
from owl_app.admin.prospects_state import ProspectsState, RecentLine
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import (
    GridColumn,
    button,
    card,
    confirm_dialog,
    empty_state,
    link,
    notice_bar,
    page_header,
    section_header,
)
from owl_app.web.components.display import Tone
from owl_app.web.grid import Act, Filter, SingleAct, grid
from owl_app.web.routes import PROSPECTS, SETTINGS_PORTAL

DISMISSED = ProspectsState.shows_dismissed


def page() -> rx.Component:
    return staff_screen(
        "clients",
        page_header(t("Prospects"), description=t("Logins that are tied to no client yet.")),
        clients_tabs(PROSPECTS),
        notice_bar(ProspectsState.notice, ProspectsState.notice_tone),
        grid(
            ProspectsState,
            caption=t("Prospects"),
            search=t("Name, email, phone"),
            columns=[
                GridColumn(t("Name"), "name", sort="name", initials=True, note="email", share=2.3),
                GridColumn(t("Phone"), "phone", share=1.15),
                GridColumn(t("State"), "state", badges=_badges(), share=1.1),
                GridColumn(t("Waits since"), "waits", share=0.9),
                GridColumn(t("Likely match"), "match", note="why", share=1.7),
            ],
            orders=[("", t("Newest first")), ("since", t("Longest waiting first"))],
            href_start=f"{localised(PROSPECTS, current_language())}/",
            filters=[Filter("state", t("State"), [("", t("All that wait")), *_states()])],
            single_acts=[
                SingleAct(t("Create Client"), CREATE, ProspectClientState.begin, may=~DISMISSED),
                SingleAct(t("Associate"), ASSOCIATE, AssociationState.begin, may=~DISMISSED),
            ],
            acts=_acts(),
            below=[_recently()],
            empty=empty_state(
                t("Nobody is waiting"),
                t("Whoever creates an account in the portal appears here. Settings say whether clients may."),
                link(t("Settings > Client Portal"), localised(SETTINGS_PORTAL, current_language())),
            ),
        ),
        create_window(),
        associate_window(),
    )


def _acts() -> list[Act]:
    return [
        Act(
            t("Verify"),
            [],
            ProspectsState.verify,
            description=t("You say that the address belongs to this person: you know them, or asked them."),
            may=~DISMISSED,
        ),
        Act(
            t("Resend verification"),
            [],
            ProspectsState.send_again,
            description=t("Another letter with a link and a code; the one before is good no more."),
            may=~DISMISSED,
        ),
        Act(
            t("Dismiss"),
            [],
            ProspectsState.dismiss,
            description=t("They leave this list. Their account stays, and the filter “Dismissed” shows them."),
            may=~DISMISSED,
        ),
        Act(
            t("Bring back"),
            [],
            ProspectsState.bring_back,
            description=t("They wait in the list again."),
            may=DISMISSED,
        ),
    ]


def _recently() -> rx.Component:
    """What can still be taken back."""
    return rx.cond(
        ProspectsState.recent.length() > 0,
        card(
            section_header(
                t("Associated lately"), description=t("For 30 days, one click takes back what a login sees.")
            ),
            rx.el.ul(rx.foreach(ProspectsState.recent, _one), class_name="item-list item-list--lined"),
        ),
    )


def _one(line: rx.Var[RecentLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(line.name, class_name="item-title"),
            rx.el.p(
                rx.el.a(line.what, to=rx.Var.create(localised("/clients/", current_language()) + "/") + line.client_id),
                " · ",
                line.when,
                class_name="item-text",
            ),
        ),
        confirm_dialog(
            button(t("Undo"), kind="secondary", aria_label=t("Undo for {name}", name=line.name)),
            t("Undo this association?"),
            t("The login sees the client no more, at once. Nothing else is lost."),
            confirm=t("Undo"),
            on_confirm=ProspectsState.undo(line.id),
        ),
        key=line.id,
        class_name="item item-row",
    )


def _states() -> list[tuple[str, str]]:
    return [
        ("verified", t("Verified")),
        ("unverified", t("Not verified")),
        ("dismissed", t("Dismissed")),
    ]


def _badges() -> dict[str, tuple[str, Tone]]:
    return {
        "verified": (t("Verified"), "success"),
        "unverified": (t("Not verified"), "warning"),
        "dismissed": (t("Dismissed"), "neutral"),
    }
