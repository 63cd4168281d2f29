"""Settings > Team: who can sign in here, and the windows in which people are invited, changed and deactivated."""

import reflex as rx

from owl_app.admin.frame import settings_tabs, staff_screen
from owl_app.admin.team_state import Colleague, TeamState
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import (
    avatar,
    badge,
    button,
    card,
    checkbox_field,
    dialog,
    dialog_actions,
    empty_state,
    link_button,
    live_form,
    menu,
    menu_item,
    notice_bar,
    page_header,
    radio_group,
    ready,
    refusal,
    section_header,
    select_field,
    skeleton,
    stack,
    text_field,
)
from owl_app.web.routes import SETTINGS_TEAM


def page() -> rx.Component:
    return staff_screen(
        "settings",
        page_header(t("Settings")),
        settings_tabs(SETTINGS_TEAM),
        notice_bar(TeamState.notice, TeamState.notice_tone),
        ready(TeamState.loaded, stack(_team(), _deactivated()), skeleton("table")),
    )


def _team() -> rx.Component:
    return card(
        section_header(
            t("The team"),
            _invite(),
            description=t("Everybody who can sign in here, and what they may do."),
        ),
        rx.el.ul(rx.foreach(TeamState.colleagues, _colleague), class_name="item-list"),
        rx.cond(
            (TeamState.colleagues.length() == 1) & (TeamState.deactivated.length() == 0),
            empty_state(
                t("Only you so far"),
                t("Invite your colleagues by email. Each chooses a password of their own."),
                icon="clients",
            ),
        ),
    )


def _deactivated() -> rx.Component:
    return rx.cond(
        TeamState.deactivated.length() > 0,
        card(
            section_header(
                t("Deactivated"), description=t("They cannot sign in. What they wrote stays in the records.")
            ),
            rx.el.ul(rx.foreach(TeamState.deactivated, _colleague), class_name="item-list"),
        ),
    )


def _colleague(colleague: rx.Var[Colleague]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            avatar(colleague.initials),
            rx.el.div(
                rx.el.p(
                    rx.el.span(colleague.name, class_name="item-title"),
                    rx.cond(colleague.is_viewer, rx.el.span(t("You"), class_name="item-mark")),
                    _state(colleague),
                    class_name="item-name",
                ),
                rx.el.p(colleague.email, class_name="item-text"),
                rx.el.p(
                    rx.el.span(colleague.role_and_clients),
                    rx.el.span(colleague.seen),
                    class_name="item-text item-facts",
                ),
                rx.cond(colleague.warning != "", rx.el.p(colleague.warning, class_name="item-warning")),
                class_name="item-words",
            ),
            _acts(colleague),
            class_name="item-person",
        ),
        _change_role(colleague),
        _deactivate(colleague),
        key=colleague.id,
        class_name="item-row",
    )


def _state(colleague: rx.Var[Colleague]) -> rx.Component:
    return rx.match(
        colleague.state,
        ("active", badge(t("Active"), "success")),
        ("invited", badge(t("Invited"), "warning")),
        badge(t("Deactivated"), "neutral"),
    )


def _acts(colleague: rx.Var[Colleague]) -> rx.Component:
    return rx.fragment(
        rx.cond(
            colleague.state == "active",
            link_button(
                t("Receipts"),
                rx.Var.create(f"{localised(SETTINGS_TEAM, current_language())}/") + colleague.id,
                kind="quiet",
                aria_label=t("What receipts say about {name}", name=colleague.name),
            ),
        ),
        rx.cond(
            colleague.may_invite_again,
            button(
                t("Send again"),
                kind="secondary",
                on_click=TeamState.invite_again(colleague.id),
                aria_label=t("Send the invitation to {name} again", name=colleague.name),
            ),
        ),
        rx.cond(
            colleague.may_reactivate,
            button(
                t("Reactivate"),
                kind="secondary",
                on_click=TeamState.reactivate(colleague.id),
                aria_label=t("Reactivate {name}", name=colleague.name),
            ),
        ),
        rx.cond(
            colleague.may_change_role | colleague.may_deactivate,
            menu(
                rx.cond(
                    colleague.may_change_role,
                    menu_item(t("Change role"), icon="edit", opens=_window("role", colleague)),
                ),
                rx.cond(
                    colleague.may_deactivate,
                    menu_item(
                        rx.cond(colleague.state == "invited", t("Withdraw the invitation"), t("Deactivate")),
                        icon="close",
                        tone="danger",
                        opens=_window("deactivate", colleague),
                    ),
                ),
                label=t("What can be done about {name}", name=colleague.name),
            ),
        ),
    )


def _invite() -> rx.Component:
    return dialog(
        button(t("Invite somebody"), icon="add"),
        t("Invite somebody"),
        live_form(
            refusal(TeamState.notice, TeamState.notice_tone, TeamState.answers),
            text_field("name", t("Full name"), required=True, autocomplete="off"),
            text_field("email", t("Email address"), type="email", required=True, autocomplete="off"),
            rx.cond(TeamState.is_owner, _roles("therapist"), _only_therapists()),
            dialog_actions(button(t("Send the invitation"), type="submit")),
            on_submit=TeamState.invite,
            errors=TeamState.errors,
            answer=TeamState.answers,
        ),
        description=t("They get a letter with a link, and choose a password that nobody else knows."),
        close_on=TeamState.saves,
    )


def _roles(chosen: str | rx.Var[str]) -> rx.Component:
    return radio_group(
        "role",
        t("Role"),
        [
            ("therapist", t("Therapist"), t("Works with their own clients.")),
            ("admin", t("Admin"), t("Sees all clients, changes settings, invites therapists.")),
            ("owner", t("Owner"), t("May do everything, and decides who is on the team.")),
        ],
        default_value=chosen,
    )


def _only_therapists() -> rx.Component:
    return rx.fragment(
        rx.el.input(type="hidden", name="role", value="therapist", read_only=True),
        rx.el.p(t("They join as a therapist. Ask an Owner to invite Admins and Owners."), class_name="quiet"),
    )


def _change_role(colleague: rx.Var[Colleague]) -> rx.Component:
    return dialog(
        None,
        t("Role of {name}", name=colleague.name),
        live_form(
            refusal(TeamState.notice, TeamState.notice_tone, TeamState.answers),
            _whom(colleague),
            _roles(colleague.role),
            rx.cond(
                colleague.is_viewer,
                checkbox_field("sure", t("I give up what an Owner may do"), hint=t("Only another Owner can undo it.")),
            ),
            dialog_actions(button(t("Change role"), type="submit")),
            on_submit=TeamState.change_role,
            errors=TeamState.errors,
            answer=TeamState.answers,
        ),
        name=_window("role", colleague),
        description=rx.cond(
            colleague.is_viewer,
            t("You are signed out everywhere else."),
            t("They are signed out everywhere, and sign in again with the new role."),
        ),
        close_on=TeamState.saves,
    )


def _deactivate(colleague: rx.Var[Colleague]) -> rx.Component:
    invited = colleague.state == "invited"
    return dialog(
        None,
        rx.cond(
            invited,
            t("Withdraw the invitation?"),
            t("Deactivate {name}?", name=colleague.name),
        ),
        live_form(
            refusal(TeamState.notice, TeamState.notice_tone, TeamState.answers),
            _whom(colleague),
            rx.cond(
                colleague.clients != "",
                select_field(
                    "successor",
                    t("Who takes over {clients}?", clients=colleague.clients),
                    TeamState.successors,
                    placeholder=t("Please choose"),
                    without=colleague.id,
                ),
            ),
            dialog_actions(
                button(rx.cond(invited, t("Withdraw the invitation"), t("Deactivate")), kind="danger", type="submit")
            ),
            on_submit=TeamState.deactivate,
            errors=TeamState.errors,
            answer=TeamState.answers,
        ),
        name=_window("deactivate", colleague),
        description=rx.cond(
            invited,
            t("The link in the letter to {name} stops working at once.", name=colleague.name),
            t(
                "They are signed out everywhere at once, and cannot sign in until somebody reactivates them. "
                "What they wrote stays."
            ),
        ),
        close_on=TeamState.saves,
    )


def _whom(colleague: rx.Var[Colleague]) -> rx.Component:
    return rx.el.input(type="hidden", name="id", value=colleague.id, read_only=True)


def _window(what: str, colleague: rx.Var[Colleague]) -> rx.Var[str]:
    return rx.Var.create(f"{what}-") + colleague.id
