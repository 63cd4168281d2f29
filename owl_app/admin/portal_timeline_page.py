"""The Portal access tab of a client record: for each login what happened, and one line of advice."""

import reflex as rx

from owl_app.admin.portal_access_page import correct_dialog, login_badges, starter_dialog, when_loaded
from owl_app.admin.portal_access_state import LoginLine, PortalAccessState, TimelineLine
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import (
    button,
    card,
    code_box,
    empty_state,
    icon,
    link_button,
    notice_bar,
    section_header,
    stack,
)
from owl_app.web.routes import PORTAL_TAB


def portal_access() -> rx.Component:
    """The tab's content, which an address can point at."""
    return rx.el.div(
        when_loaded(
            rx.fragment(
                notice_bar(PortalAccessState.notice, PortalAccessState.notice_tone),
                rx.cond(PortalAccessState.logins.length() > 0, _logins(), _nobody()),
            )
        ),
        id=PORTAL_TAB,
    )


def _nobody() -> rx.Component:
    edit = rx.Var.create(f"{localised('', current_language())}/clients/") + PortalAccessState.client_id + "/edit"
    return card(
        empty_state(
            t("No portal access yet"),
            t("Send an invitation, or hand over a starter password."),
            link_button(t("Give access"), edit, kind="primary"),
            icon="key",
        )
    )


def _logins() -> rx.Component:
    return stack(
        rx.foreach(PortalAccessState.logins, _login),
        card(
            section_header(t("Client Portal URL"), description=t("Where they sign in.")),
            code_box(PortalAccessState.portal_url, describes=t("Client Portal URL")),
        ),
    )


def _login(login: rx.Var[LoginLine]) -> rx.Component:
    return card(
        section_header(login.name, login_badges(login), description=rx.fragment(login.role, " · ", login.email)),
        _advice(login),
        rx.el.ol(rx.foreach(login.timeline, happening), class_name="timeline", aria_label=t("What happened so far")),
        key=login.id,
    )


def _advice(login: rx.Var[LoginLine]) -> rx.Component:
    return rx.el.div(
        rx.cond(login.act == "", icon("success"), icon("alert")),
        rx.el.p(login.advice),
        rx.cond(
            login.may_change,
            rx.match(
                login.act,
                ("enable", button(login.act_text, kind="secondary", on_click=PortalAccessState.enable(login.id))),
                ("unlock", button(login.act_text, kind="secondary", on_click=PortalAccessState.unlock(login.id))),
                ("invite", button(login.act_text, kind="secondary", on_click=PortalAccessState.invite(login.id))),
                ("correct", correct_dialog(login, button(login.act_text, kind="secondary"))),
                ("starter", starter_dialog(login, button(login.act_text, kind="secondary"))),
                rx.fragment(),
            ),
        ),
        class_name=rx.cond(login.act == "", "advice", "advice advice--act"),
    )


def happening(line: rx.Var[TimelineLine]) -> rx.Component:
    """One thing that happened to a login."""
    return rx.el.li(
        rx.el.p(line.what),
        rx.el.p(line.when, class_name="item-text"),
        class_name=rx.match(
            line.tone,
            ("good", "timeline-item timeline-item--good"),
            ("bad", "timeline-item timeline-item--bad"),
            "timeline-item",
        ),
    )
