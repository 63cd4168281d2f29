"""The window in which a prospect's login is tied to a client who is here already."""

import reflex as rx

from owl_app.admin.association_state import AssociationState, CandidateLine, CardLine
from owl_app.i18n import t
from owl_app.web.components import (
    badge,
    button,
    dialog,
    dialog_actions,
    fields_while,
    live_form,
    notice,
    notice_bar,
    radio_group,
    ready,
    refusal,
    search_field,
    skeleton,
    text_field,
)

PROSPECT = AssociationState.prospect
CARD = AssociationState.card
ASSOCIATE = "associate"
"""The name that opens the window."""


def associate_window() -> rx.Component:
    """First the search, then the match card of one client."""
    return dialog(
        None,
        t("Associate {name}", name=PROSPECT.name),
        ready(
            PROSPECT.id != "",
            rx.cond(PROSPECT.verified, rx.cond(CARD.client_id != "", _match_card(), _search()), verify_first()),
            skeleton("form"),
        ),
        name=ASSOCIATE,
        close_on=AssociationState.saves,
        size="wide",
    )


def verify_first() -> rx.Component:
    """Instead of a window's content, while the address is not verified."""
    return rx.fragment(
        notice(t("The address is not verified yet. Choose Verify first, or wait for the person to do it."), "warning"),
        dialog_actions(cancel=t("Close")),
    )


def _search() -> rx.Component:
    return rx.el.div(
        notice_bar(AssociationState.notice, AssociationState.notice_tone),
        search_field(t("Search a client"), placeholder=t("Name, email or phone"), on_search=AssociationState.search),
        rx.cond(
            AssociationState.offered.length() > 0,
            rx.el.ul(rx.foreach(AssociationState.offered, _candidate), class_name="item-list item-list--lined"),
            rx.el.p(
                rx.cond(
                    AssociationState.searched == "",
                    t("Nobody here looks like this person. Search by name, email or phone."),
                    t("Nobody found. Try fewer letters, or another spelling."),
                ),
                class_name="quiet",
                role="status",
            ),
        ),
        class_name="stack",
    )


def _candidate(line: rx.Var[CandidateLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(line.name, " ", _verdict(line.verdict), class_name="item-title"),
            rx.cond(line.about != "", rx.el.p(line.about, class_name="item-text")),
            rx.cond(line.why != "", rx.el.p(line.why, class_name="item-text")),
        ),
        button(
            t("Compare"),
            kind="secondary",
            on_click=AssociationState.look_at(line.id),
            aria_label=t("Compare with {name}", name=line.name),
        ),
        key=line.id,
        class_name="item item-row",
    )


def _match_card() -> rx.Component:
    return live_form(
        refusal(AssociationState.notice, AssociationState.notice_tone),
        rx.el.input(type="hidden", name="prospect_id", value=PROSPECT.id, read_only=True),
        rx.el.input(type="hidden", name="client_id", value=CARD.client_id, read_only=True),
        rx.el.p(
            _verdict(CARD.verdict),
            " ",
            rx.cond(CARD.why != "", CARD.why, t("Nothing speaks for it.")),
            class_name="match-why",
        ),
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(rx.el.span(t("Field"), class_name="visually-hidden"), scope="col"),
                    rx.el.th(t("Typed at sign-up"), scope="col"),
                    rx.el.th(t("In the record"), scope="col"),
                    rx.el.th(rx.el.span(t("Result"), class_name="visually-hidden"), scope="col"),
                )
            ),
            rx.el.tbody(rx.foreach(CARD.lines, _line)),
            class_name="match-card",
        ),
        notice(
            rx.fragment(
                rx.el.strong(t("What the login will newly see: ")),
                CARD.will_see,
                rx.cond(
                    CARD.logins != "",
                    rx.el.span(" ", t("Others who see it already: {logins}.", logins=CARD.logins)),
                ),
            ),
            "info",
        ),
        radio_group(
            "relationship",
            t("Who is {name} to the client?", name=PROSPECT.name),
            [
                ("self", t("The client themselves")),
                ("parent", t("Parent")),
                ("guardian", t("Guardian")),
                ("partner", t("Partner")),
                ("other", t("Somebody else")),
            ],
            default_value=rx.cond(CARD.has_own_login, "", "self"),
        ),
        rx.cond(
            CARD.asks_last_name,
            fields_while(
                "relationship",
                ["self"],
                text_field(
                    "last_name",
                    t("The dates of birth differ. Type the client's last name to go on"),
                    autocomplete="off",
                ),
            ),
        ),
        dialog_actions(
            button(t("Back"), kind="secondary", on_click=AssociationState.back),
            rx.cond(
                CARD.ruled_out,
                rx.fragment(),
                button(t("Not the same person"), kind="secondary", on_click=AssociationState.rule_out),
            ),
            button(t("Associate"), type="submit"),
            cancel="",
        ),
        on_submit=AssociationState.associate,
        errors=AssociationState.errors,
        answer=AssociationState.answers,
        key=CARD.client_id,
    )


def _line(line: rx.Var[CardLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(line.label, scope="row"),
        rx.el.td(line.typed, data_label=t("Typed at sign-up")),
        rx.el.td(line.recorded, data_label=t("In the record")),
        rx.el.td(
            rx.match(
                line.agreement,
                ("agrees", badge(t("Agrees"), "success")),
                ("alike", badge(t("Alike"), "info")),
                ("conflicts", badge(t("Conflicts"), "danger")),
                badge(t("Blank"), "neutral"),
            )
        ),
        key=line.label,
    )


def _verdict(verdict: rx.Var[str]) -> rx.Component:
    return rx.match(
        verdict,
        ("likely", badge(t("Likely"), "success")),
        ("possible", badge(t("Possible"), "warning")),
        rx.fragment(),
    )
