"""Client Portal Settings of a client record: its logins, and making one more."""

import reflex as rx

from owl_app.admin.portal_access_state import LoginLine, PortalAccessState
from owl_app.i18n import current_language, t
from owl_app.web.components import (
    avatar,
    badge,
    button,
    card,
    confirm_dialog,
    dialog,
    dialog_actions,
    fields_while,
    live_form,
    menu,
    menu_item,
    menu_line,
    new_login,
    notice_bar,
    radio_group,
    ready,
    refusal,
    section_header,
    select_field,
    skeleton,
    starter_access,
    starter_password,
    text_field,
)

OTHERS = ("parent", "guardian", "partner", "other")


def portal_settings() -> rx.Component:
    """The card on the Edit page."""
    return when_loaded(
        card(
            section_header(
                t("Client Portal Settings"),
                description=t("Who signs in to the Client Portal for this client."),
            ),
            rx.el.div(
                notice_bar(PortalAccessState.notice, PortalAccessState.notice_tone),
                rx.cond(
                    PortalAccessState.logins.length() > 0,
                    rx.el.ul(rx.foreach(PortalAccessState.logins, _login), class_name="item-list item-list--lined"),
                ),
                class_name="told",
            ),
            _new_login(),
            id="portal",
        )
    )


def when_loaded(content: rx.Component) -> rx.Component:
    return ready(PortalAccessState.loaded, content, skeleton("card"), subject=PortalAccessState.client_id)


def login_badges(login: rx.Var[LoginLine]) -> rx.Component:
    """The state of a login in a word, or two."""
    return rx.fragment(
        rx.match(
            login.state,
            ("active", badge(t("Signs in"), "success")),
            ("invited", badge(t("Invited"), "warning")),
            ("starter", badge(t("Starter password"), "warning")),
            ("expired", badge(t("Starter password expired"), "danger")),
            badge(t("Disabled"), "danger"),
        ),
        rx.cond(login.locked, badge(t("Locked"), "danger")),
    )


def change_dialog(login: rx.Var[LoginLine], trigger: rx.Component) -> rx.Component:
    """Whose login it is, and its address."""
    return _dialog_of(
        login,
        trigger,
        t("Change login"),
        select_field("relationship", t("Who signs in"), PortalAccessState.everybody, default_value=login.relationship),
        fields_while("relationship", OTHERS, _name_field(rx.cond(login.relationship == "self", "", login.name))),
        save=t("Save"),
    )


def correct_dialog(login: rx.Var[LoginLine], trigger: rx.Component) -> rx.Component:
    """The address alone; a letter follows even if it stays."""
    kept = {"relationship": login.relationship, "name": login.name, "again": "yes"}
    return _dialog_of(
        login,
        trigger,
        t("Correct the address"),
        *[rx.el.input(type="hidden", name=name, value=value, read_only=True) for name, value in kept.items()],
        save=t("Save and send again"),
    )


def _dialog_of(
    login: rx.Var[LoginLine], trigger: rx.Component, title: str, *fields: rx.Component, save: str
) -> rx.Component:
    return dialog(
        trigger,
        title,
        live_form(
            refusal(PortalAccessState.notice, PortalAccessState.notice_tone),
            rx.el.input(type="hidden", name="login", value=login.id, read_only=True),
            *fields,
            _email_field(login.email),
            dialog_actions(button(save, type="submit")),
            on_submit=PortalAccessState.change,
            errors=PortalAccessState.errors,
            answer=PortalAccessState.answers,
        ),
        description=t("A new address signs them out everywhere, and a letter goes to it."),
        close_on=PortalAccessState.saves,
    )


def starter_dialog(
    login: rx.Var[LoginLine], trigger: rx.Component | None, *, name: rx.Var[str] | str = ""
) -> rx.Component:
    return dialog(
        trigger,
        t("Give a new starter password"),
        starter_access(posting("/starter-password"), posting("/access-slip"), login.id),
        name=name,
        description=t("They are signed out everywhere and replace it at the next sign-in."),
    )


def posting(below: str) -> rx.Var[str]:
    """Where a form of this record is posted to, in the language of the page."""
    language = current_language()
    asked = "" if language == "en" else f"?lang={language}"
    return rx.Var.create("/clients/") + PortalAccessState.client_id + below + asked


def _login(login: rx.Var[LoginLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.div(
                    avatar(login.initials),
                    rx.el.div(
                        rx.el.div(
                            rx.el.p(login.name, class_name="item-title"), login_badges(login), class_name="item-acts"
                        ),
                        rx.el.p(login.role, " · ", login.email, class_name="item-text"),
                    ),
                    class_name="who",
                )
            ),
            rx.cond(login.may_change, rx.el.div(_acts(login), class_name="item-acts")),
            class_name="item",
        ),
        rx.cond(login.may_change, rx.fragment(), rx.el.p(_not_alone(), class_name="item-text")),
        key=login.id,
        class_name="item-row",
    )


def _not_alone() -> str:
    return t("This login also belongs to a client of somebody else. Ask an Owner or Admin to change it.")


def _acts(login: rx.Var[LoginLine]) -> rx.Component:
    """What is needed often stands there, the rest in a menu."""
    starter, disable, remove = (rx.Var.create(f"{act}-") + login.id for act in ("starter", "disable", "remove"))
    return rx.fragment(
        rx.cond(login.locked, button(t("Unlock"), kind="secondary", on_click=PortalAccessState.unlock(login.id))),
        rx.cond(
            login.state == "disabled",
            button(t("Enable"), kind="secondary", on_click=PortalAccessState.enable(login.id)),
        ),
        change_dialog(login, button(t("Change"), kind="secondary")),
        menu(
            rx.cond(
                login.state != "disabled",
                rx.fragment(
                    menu_item(
                        rx.cond(login.state == "invited", t("Send a new invitation"), t("Send an invitation")),
                        icon="mail",
                        on_click=PortalAccessState.invite(login.id),
                    ),
                    menu_item(t("New starter password"), icon="key", opens=starter),
                    menu_line(),
                    menu_item(t("Disable"), icon="shield", opens=disable),
                ),
            ),
            menu_item(t("Remove from this client"), icon="trash", opens=remove, tone="danger"),
            label=t("More for {name}", name=login.name),
        ),
        starter_dialog(login, None, name=starter),
        _disable(login, disable),
        _remove(login, remove),
    )


def _disable(login: rx.Var[LoginLine], name: rx.Var[str]) -> rx.Component:
    return confirm_dialog(
        None,
        t("Disable portal access of {name}?", name=login.name),
        t("They are signed out everywhere at once, and cannot sign in until you enable it again."),
        name=name,
        confirm=t("Disable"),
        on_confirm=PortalAccessState.disable(login.id),
    )


def _remove(login: rx.Var[LoginLine], name: rx.Var[str]) -> rx.Component:
    return confirm_dialog(
        None,
        t("Remove portal access of {name}?", name=login.name),
        t("They see this client no more. The login itself stays, for others it may be tied to."),
        name=name,
        confirm=t("Remove"),
        on_confirm=PortalAccessState.remove(login.id),
    )


def _new_login() -> rx.Component:
    return new_login(
        select_field("relationship", t("Who signs in"), PortalAccessState.relationships),
        fields_while("relationship", OTHERS, _name_field("")),
        _email_field(PortalAccessState.offered_email),
        radio_group(
            "way",
            t("How do they get in?"),
            [
                (
                    "invitation",
                    t("Send an invitation (recommended)"),
                    t("A letter with a link. They choose the password, and nobody else ever knows it."),
                ),
                (
                    "starter",
                    t("Set a starter password"),
                    t("You hand it over. They replace it at the first sign-in."),
                ),
            ],
            default_value="invitation",
        ),
        fields_while("way", ("starter",), starter_password()),
        action=posting("/portal-access"),
        slip_action=posting("/access-slip"),
        first=PortalAccessState.logins.length() == 0,
        connect=t("Connect this login to {client} too", client=PortalAccessState.client_name),
    )


def _name_field(value: rx.Var[str] | str) -> rx.Component:
    return text_field("name", t("Full name"), default_value=value, required=True, autocomplete="off")


def _email_field(value: rx.Var[str]) -> rx.Component:
    return text_field("email", t("Email address"), type="email", default_value=value, required=True, autocomplete="off")
