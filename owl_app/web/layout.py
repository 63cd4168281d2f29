"""The frames around screens: public (sign-in), admin and portal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from owl_app.i18n import current_language, localised, t
from owl_app.web.components.brand import brand_mark, brand_sheet
from owl_app.web.components.display import avatar
from owl_app.web.components.icon import IconName, icon
from owl_app.web.components.live import connection_banner
from owl_app.web.components.menu import menu, menu_item, menu_line, theme_menu, theme_toggle
from owl_app.web.components.slot import slot
from owl_app.web.components.waiting import waiting_card
from owl_app.web.routes import (
    BILLING,
    CALENDAR,
    CLIENTS,
    HOME,
    PORTAL_ACCOUNT,
    PORTAL_RECEIPTS,
    PORTAL_SECURITY,
    PORTAL_SESSIONS,
    SETTINGS_PORTAL,
    STAFF_ACCOUNT,
)

Text = str | rx.Var[str]
SIGN_OUT = "/auth/sign-out"


@dataclass(frozen=True)
class NavItem:
    """An entry of a navigation; `key` is what a page names itself by as `active`."""

    key: str
    text: str
    route: str
    icon: IconName
    count: Any = None
    """How much waits there, as text; nothing is shown for `0`."""
    count_text: Any = ""
    """What the count means, for those who hear it."""
    shown: Any = None
    """Whether it is there at all; always where this is None."""


@dataclass(frozen=True)
class Whose:
    """Whose page of the portal it is: `people` have an id, name and relation, and `query` keeps the choice."""

    id: rx.Var[str]
    name: rx.Var[str]
    initials: rx.Var[str]
    relation: rx.Var[str]
    people: Any
    query: rx.Var[str]
    sees_receipts: rx.Var[bool]


def public_layout(
    *children: Any, title: Text, description: Any = "", below: Any = None, wide: bool = False
) -> rx.Component:
    """A centred card under the practice's name (slot `practice-name`); `below` stands under the card."""
    words = [rx.el.h1(title, class_name="public-title")]
    if isinstance(description, (rx.Var, rx.Component)) or description:
        words.append(rx.el.p(description, class_name="public-text"))
    return rx.el.div(
        rx.el.main(
            rx.el.div(brand_mark(size=56), slot("practice-name"), class_name="public-brand"),
            rx.el.div(*words, *children, class_name="public-card"),
            *([] if below is None else [rx.el.div(below, class_name="public-below")]),
            class_name="public-main public-main--wide" if wide else "public-main",
        ),
        rx.el.footer(
            rx.el.span(t("Private and secure, run by your practice")), theme_toggle(), class_name="public-footer"
        ),
        class_name="public",
    )


def admin_layout(
    active: str,
    *children: Any,
    practice_name: Text,
    person_name: Text,
    initials: Text,
    brand: rx.Var[str] | None = None,
    prospects: rx.Var[str] | None = None,
    waiting: rx.Var[list[Any]] | None = None,
    items: Sequence[NavItem] | None = None,
) -> rx.Component:
    """Navigation beside the screen on wide screens, at the bottom edge on phones."""
    return rx.el.div(
        _skip_link(),
        rx.el.header(
            _brand(practice_name, HOME),
            _person_menu(person_name, initials, STAFF_ACCOUNT, compact=True),
            class_name="admin-bar",
        ),
        rx.el.nav(
            rx.el.div(_brand(practice_name, HOME), class_name="admin-brand-wide"),
            rx.el.ul(*[rx.el.li(_nav_link(item, active)) for item in items or admin_items(prospects)]),
            rx.el.div(_person_menu(person_name, initials, STAFF_ACCOUNT), class_name="admin-person-wide"),
            class_name="admin-nav",
            aria_label=t("Main"),
        ),
        _main("admin-main", *children),
        *([] if waiting is None else [waiting_card(waiting)]),
        connection_banner(),
        *([] if brand is None else [brand_sheet(brand)]),
        class_name="admin",
    )


def portal_layout(
    active: str,
    *children: Any,
    practice_name: Text,
    person_name: Text,
    initials: Text,
    whose: Whose,
    brand: rx.Var[str] | None = None,
    items: Sequence[NavItem] | None = None,
) -> rx.Component:
    """The practice's name on top, whose page it is, and one calm column; every link keeps the choice."""
    return rx.el.div(
        _skip_link(),
        rx.el.header(
            rx.el.div(
                _brand(practice_name, PORTAL_ACCOUNT, whose.query),
                _switcher(whose),
                _person_menu(person_name, initials, PORTAL_ACCOUNT, query=whose.query, compact=True),
                class_name="portal-bar-row",
            ),
            rx.el.nav(
                *[_tab_link(item, active, whose.query) for item in items or portal_items(whose.sees_receipts)],
                class_name="tabs portal-nav",
                aria_label=t("Main"),
            ),
            class_name="portal-bar",
        ),
        _main("portal-main", *children),
        connection_banner(),
        *([] if brand is None else [brand_sheet(brand)]),
        class_name="portal",
    )


def call_layout(*children: Any, practice_name: Text | rx.Component, brand: rx.Var[str] | None = None) -> rx.Component:
    """The practice's name on top, out of sight once the call fills the screen."""
    return rx.el.div(
        rx.el.header(brand_mark(size=32), rx.el.span(practice_name), class_name="call-header brand"),
        _main("call-main", *children),
        *([] if brand is None else [brand_sheet(brand)]),
        class_name="call-page",
    )


def _switcher(whose: Whose) -> rx.Component:
    """Whose page it is, with a menu of the others; nothing for those who see themselves alone."""
    face = rx.fragment(
        avatar(whose.initials),
        rx.el.span(
            rx.el.span(whose.name, class_name="whose-name"),
            rx.el.span(whose.relation, class_name="whose-relation"),
            class_name="whose-words",
        ),
    )
    return rx.cond(
        whose.people.length() > 1,
        menu(
            rx.foreach(whose.people, lambda person: _choice(person, whose)),
            label=t("Page of {name}. Choose somebody else", name=whose.name),
            face=rx.fragment(face, icon("chevrons", size=18)),
            trigger_class="person whose",
        ),
        rx.cond(whose.name != "", rx.el.div(face, class_name="person whose whose--only")),
    )


def _choice(person: Any, whose: Whose) -> rx.Component:
    text = rx.fragment(person.name, rx.el.span(person.relation, class_name="whose-relation"))
    href = rx.Var.create("?client=") + person.id
    return rx.cond(
        person.id == whose.id, menu_item(text, icon="check", href=href), menu_item(text, icon="person", href=href)
    )


def admin_items(prospects: rx.Var[str] | None = None) -> list[NavItem]:
    waiting = "" if prospects is None else t("Prospects who wait: {count}", count=prospects)
    return [
        NavItem("home", t("Home"), HOME, "home"),
        NavItem("clients", t("Clients"), CLIENTS, "clients", prospects, waiting),
        NavItem("calendar", t("Calendar"), CALENDAR, "calendar"),
        NavItem("billing", t("Billing"), BILLING, "receipt"),
        NavItem("settings", t("Settings"), SETTINGS_PORTAL, "settings"),
    ]


def portal_items(sees_receipts: rx.Var[bool] | bool = True) -> list[NavItem]:
    return [
        NavItem("account", t("My Account"), PORTAL_ACCOUNT, "person"),
        NavItem("sessions", t("Sessions"), PORTAL_SESSIONS, "calendar"),
        NavItem("receipts", t("Receipts"), PORTAL_RECEIPTS, "document", shown=sees_receipts),
        NavItem("security", t("Sign-in and security"), PORTAL_SECURITY, "shield"),
    ]


def _main(class_name: str, *children: Any) -> rx.Component:
    return rx.el.main(*children, id="main", class_name=class_name, custom_attrs={"tabIndex": -1})


def _skip_link() -> rx.Component:
    return rx.el.A.create(t("Skip to content"), href="#main", class_name="skip-link")


def _brand(practice_name: Text, route: str, query: Text = "") -> rx.Component:
    return rx.el.a(brand_mark(size=32), rx.el.span(practice_name), to=_here(route, query), class_name="brand")


def _nav_link(item: NavItem, active: str) -> rx.Component:
    current = {"aria_current": "page"} if item.key == active else {}
    return rx.el.a(
        icon(item.icon, size=22),
        rx.el.span(item.text),
        *([] if item.count is None else [_count(item)]),
        to=_here(item.route),
        class_name="nav-item",
        **current,
    )


def _count(item: NavItem) -> rx.Component:
    """Seen as a number, heard as a sentence."""
    seen = rx.el.span(item.count, class_name="nav-count", aria_hidden="true")
    heard = rx.el.span(item.count_text, class_name="visually-hidden")
    return rx.cond(item.count != "0", rx.fragment(seen, heard))


def _tab_link(item: NavItem, active: str, query: Text) -> rx.Component:
    current = {"aria_current": "page"} if item.key == active else {}
    link = rx.el.a(item.text, to=_here(item.route, query), class_name="tab", **current)
    return link if item.shown is None else rx.cond(item.shown, link)


def _person_menu(
    person_name: Text, initials: Text, account: str, *, query: Text = "", compact: bool = False
) -> rx.Component:
    face = rx.fragment(avatar(initials), rx.el.span(person_name, class_name="person-name"), icon("chevrons", size=18))
    own_page = t("My Account") if account == PORTAL_ACCOUNT else t("Account")
    return menu(
        rx.el.div(person_name, class_name="menu-person"),
        menu_item(own_page, icon="person", href=_here(account, query)),
        menu_line(),
        theme_menu(),
        menu_line(),
        menu_item(t("Sign out"), icon="sign-out", post=SIGN_OUT),
        label=rx.cond(person_name == "", own_page, person_name),
        face=face,
        trigger_class="person person--compact" if compact else "person",
    )


def _here(route: str, query: Text = "") -> str:
    """The route in the language of the page, with a query that may be a Var."""
    return f"{localised(route, current_language())}{query}"
