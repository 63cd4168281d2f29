"""Home: today's sessions, what needs the viewer now, and what is on its way."""

import reflex as rx

from owl_app.admin.frame import staff_screen
from owl_app.admin.home_state import HomeLine, HomeState
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import (
    card,
    empty_state,
    icon,
    link_button,
    notice_bar,
    page_header,
    ready,
    section_header,
    skeleton,
    stack,
)
from owl_app.web.routes import CLIENTS


def page() -> rx.Component:
    return staff_screen(
        "home",
        page_header(t("Home")),
        notice_bar(HomeState.notice, HomeState.notice_tone),
        ready(HomeState.loaded, stack(_today(), _needs(), _next()), skeleton("table")),
    )


def _today() -> rx.Component:
    return rx.cond(HomeState.today.length() > 0, _part(t("Today"), HomeState.today, HomeState.more_today))


def _needs() -> rx.Component:
    return rx.cond(
        HomeState.needs.length() > 0,
        _part(t("Needs you now"), HomeState.needs, HomeState.more_needs),
        card(_nothing()),
    )


def _nothing() -> rx.Component:
    clients = localised(CLIENTS, current_language())
    return rx.cond(
        HomeState.has_clients,
        empty_state(
            t("Nothing needs you now"),
            t("When a letter fails or somebody cannot get in, it appears here by itself."),
            icon="success",
        ),
        empty_state(
            t("Nothing needs you now"),
            t("Start with a client: a first and a last name are enough."),
            link_button(t("Add the first client"), clients, kind="primary", icon="add"),
        ),
    )


def _next() -> rx.Component:
    return rx.cond(HomeState.next.length() > 0, _part(t("What is next"), HomeState.next, HomeState.more_next))


def _part(title: str, lines: rx.Var[list[HomeLine]], more: rx.Var[str]) -> rx.Component:
    return card(
        rx.el.div(section_header(title), class_name="home-header"),
        rx.el.ul(rx.foreach(lines, _line), class_name="home-list"),
        rx.cond(more != "", rx.el.p(more, class_name="home-more")),
        flush=True,
    )


def _line(line: rx.Var[HomeLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(_sign(line), class_name=rx.cond(line.urgent, "home-sign home-sign--urgent", "home-sign")),
        rx.el.div(
            rx.el.p(
                rx.el.a(line.name, to=line.href, class_name="home-link"),
                rx.cond(line.owner != "", rx.el.span(line.owner, class_name="home-owner")),
                class_name="home-name",
            ),
            rx.cond(line.what != "", rx.el.p(line.what, class_name="home-what")),
            class_name="home-words",
        ),
        rx.cond(line.when != "", rx.el.span(line.when, class_name="home-when")),
        rx.el.span(icon("arrow-right", size=18), class_name="home-go"),
        key=line.id,
        class_name="home-line",
    )


def _sign(line: rx.Var[HomeLine]) -> rx.Component:
    return rx.match(
        line.sign,
        ("locked", icon("shield")),
        ("key", icon("key")),
        ("team", icon("prospects")),
        ("clients", icon("clients")),
        ("calendar", icon("calendar")),
        icon("mail"),
    )
