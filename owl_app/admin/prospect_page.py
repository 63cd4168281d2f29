"""One prospect: what they entered, what happened so far, and what is next."""

import reflex as rx

from owl_app.admin.association import ASSOCIATE, associate_window
from owl_app.admin.association_state import AssociationState
from owl_app.admin.frame import staff_screen
from owl_app.admin.portal_timeline_page import happening
from owl_app.admin.prospect_client import CREATE, create_window
from owl_app.admin.prospect_client_state import ProspectClientState
from owl_app.admin.prospect_state import ProspectState
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import (
    badge,
    button,
    card,
    description_list,
    dialog_opener,
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
from owl_app.web.routes import PROSPECTS

STORY = ProspectState.story


def page() -> rx.Component:
    return staff_screen(
        "clients",
        ready(
            ProspectState.loaded,
            rx.cond(ProspectState.missing, _missing(), _prospect()),
            skeleton("card"),
            subject=STORY.id,
        ),
    )


def _missing() -> rx.Component:
    prospects = localised(PROSPECTS, current_language())
    return rx.fragment(
        page_header(t("Prospect"), back=(t("Prospects"), prospects)),
        rx.cond(
            ProspectState.settled != "",
            card(
                empty_state(
                    ProspectState.settled,
                    t("For 30 days it can be undone in Prospects."),
                    link_button(t("Prospects"), prospects),
                    icon="success",
                )
            ),
            card(
                empty_state(
                    t("This prospect is not here any more"),
                    t("Somebody associated the login, or it never was one."),
                    link_button(t("Prospects"), prospects),
                )
            ),
        ),
    )


def _prospect() -> rx.Component:
    return rx.fragment(
        page_header(
            STORY.name,
            rx.cond(STORY.next == "settle", _settle()),
            back=(t("Prospects"), localised(PROSPECTS, current_language())),
        ),
        notice_bar(ProspectState.notice, ProspectState.notice_tone),
        stack(
            card(
                section_header(t("What they entered"), _state()),
                description_list(
                    [
                        (t("Email address"), STORY.email),
                        (t("Phone"), STORY.phone),
                        (t("Date of birth"), STORY.born),
                        (t("Agreed to"), STORY.agreed),
                    ]
                ),
            ),
            card(
                section_header(t("Portal access"), rx.cond(STORY.dismissed, rx.fragment(), _dismiss())),
                _advice(),
                rx.el.ol(
                    rx.foreach(STORY.timeline, happening), class_name="timeline", aria_label=t("What happened so far")
                ),
            ),
        ),
        create_window(),
        associate_window(),
    )


def _settle() -> rx.Component:
    return rx.fragment(
        dialog_opener(
            button(t("Create Client"), kind="secondary", on_click=ProspectClientState.begin(STORY.id)), CREATE
        ),
        dialog_opener(button(t("Associate"), on_click=AssociationState.begin(STORY.id)), ASSOCIATE),
    )


def _state() -> rx.Component:
    return rx.cond(
        STORY.dismissed,
        badge(t("Dismissed"), "neutral"),
        rx.cond(STORY.verified, badge(t("Verified"), "success"), badge(t("Not verified"), "warning")),
    )


def _dismiss() -> rx.Component:
    return button(t("Dismiss"), kind="quiet", on_click=ProspectState.dismiss)


def _advice() -> rx.Component:
    resend = button(t("Resend verification"), kind="secondary", on_click=ProspectState.send_again)
    verify = button(t("Verify"), kind="secondary", on_click=ProspectState.verify)
    return rx.el.div(
        rx.cond(STORY.next == "wait", icon("success"), icon("alert")),
        rx.el.p(STORY.advice),
        rx.match(
            STORY.next,
            ("enable", button(t("Enable"), kind="secondary", on_click=ProspectState.enable)),
            ("unlock", button(t("Unlock"), kind="secondary", on_click=ProspectState.unlock)),
            ("send_again", rx.el.div(resend, verify, class_name="advice-acts")),
            ("wait", rx.el.div(resend, verify, class_name="advice-acts")),
            ("bring_back", button(t("Bring back"), kind="secondary", on_click=ProspectState.bring_back)),
            rx.fragment(),
        ),
        class_name=rx.cond(STORY.next == "wait", "advice", "advice advice--act"),
    )
