"""What receipts say about a member of staff: the profile as the college knows it, and the signature."""

import reflex as rx

from owl_app.admin.frame import staff_screen
from owl_app.admin.picture_card import picture_card
from owl_app.admin.therapist_profile_state import LARGEST_SIGNATURE, TherapistProfileState
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import (
    card,
    empty_state,
    link_button,
    notice,
    notice_bar,
    page_header,
    ready,
    section_header,
    skeleton,
    stack,
)
from owl_app.web.form import Field, form
from owl_app.web.routes import SETTINGS_TEAM, STAFF_ACCOUNT
from owl_app.web.screen import Frame

STATE = TherapistProfileState
PROFILE = TherapistProfileState.profile


def page() -> rx.Component:
    language = current_language()
    team, account = localised(SETTINGS_TEAM, language), localised(STAFF_ACCOUNT, language)
    back = (
        rx.cond(Frame.manages, t("Team"), t("Account")),
        rx.cond(Frame.manages, team, account),
    )
    missing = rx.fragment(
        page_header(t("Receipts"), back=back),
        card(empty_state(t("There is nobody like that on the team"), "", link_button(t("Account"), account))),
    )
    content = rx.fragment(
        page_header(PROFILE.name, description=t("What receipts say about the provider."), back=back),
        notice_bar(STATE.notice, STATE.notice_tone),
        stack(rx.cond(~PROFILE.is_complete, _incomplete()), _profile(), _signature()),
    )
    return staff_screen(
        "settings",
        ready(STATE.loaded, rx.cond(STATE.missing, missing, content), skeleton("card")),
    )


def _incomplete() -> rx.Component:
    return notice(
        t("Receipts cannot be issued yet: they need the name as registered, title, college and registration number."),
        "warning",
    )


def _profile() -> rx.Component:
    return card(
        section_header(
            t("As the college knows the provider"), description=t("Receipts that are issued stay as they are.")
        ),
        form(
            STATE,
            Field("registered_name", t("Name as registered"), half=False),
            Field("title", t("Title"), placeholder=t("Registered Psychotherapist")),
            Field("registration_number", t("Registration number")),
            Field(
                "college",
                t("College"),
                half=False,
                placeholder=t("College of Registered Psychotherapists of Ontario"),
            ),
            Field(
                "supervisor",
                t("Supervisor"),
                half=False,
                hint=t("With title and registration. The receipt says that they were not at the session."),
            ),
            Field(
                "tax_number",
                t("Own tax number"),
                half=False,
                hint=t("Only where the provider, and not the practice, is registered for tax."),
            ),
            values=PROFILE,
            on_submit=STATE.save,
        ),
    )


def _signature() -> rx.Component:
    return picture_card(
        "signature",
        t("Signature"),
        t("It is printed at the foot of receipts."),
        current=STATE.signature,
        action=STATE.signature_action,
        max_bytes=LARGEST_SIGNATURE,
        hint=t("PNG, JPEG or WebP of at most 2 MB. Best is dark ink on a white or clear ground."),
        alt=t("The signature"),
        nothing=t("No signature yet"),
        save=t("Save the signature"),
        remove=(t("Remove the signature?"), t("Receipts are issued without one from now on.")),
        on_remove=STATE.remove_signature,
    )
