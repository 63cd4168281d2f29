"""Settings > Practice: who and where the practice is, how it writes, and who of the team sees what."""

import reflex as rx

from owl_app.admin.frame import settings_tabs, staff_screen
from owl_app.admin.practice_settings_state import PracticeSettingsState
from owl_app.choices import currencies, locales, time_zones
from owl_app.i18n import t
from owl_app.web.components import (
    button,
    card,
    description_list,
    fieldset,
    form_actions,
    form_columns,
    live_form,
    notice_bar,
    opened_version,
    page_header,
    radio_group,
    ready,
    section_header,
    select_field,
    skeleton,
    stack,
    text_field,
)
from owl_app.web.routes import SETTINGS_PRACTICE

SETTINGS = PracticeSettingsState.settings


def page() -> rx.Component:
    return staff_screen(
        "settings",
        page_header(t("Settings")),
        settings_tabs(SETTINGS_PRACTICE),
        notice_bar(PracticeSettingsState.notice, PracticeSettingsState.notice_tone),
        ready(PracticeSettingsState.loaded, _form(), skeleton("card")),
    )


def _form() -> rx.Component:
    return live_form(
        opened_version(SETTINGS.version, PracticeSettingsState.told),
        stack(_practice(), _writing(), _team()),
        form_actions(button(t("Save"), type="submit")),
        on_submit=PracticeSettingsState.save,
        errors=PracticeSettingsState.errors,
        answer=PracticeSettingsState.answers,
    )


def _practice() -> rx.Component:
    return card(
        section_header(t("The practice"), description=t("Its name stands on every page and letter.")),
        text_field("name", t("Name of the practice"), default_value=SETTINGS.name, required=True),
        text_field("phone", t("Phone"), type="tel", default_value=SETTINGS.phone, optional_label=True),
        fieldset(
            t("Address"),
            text_field("street", t("Street address"), default_value=SETTINGS.street, optional_label=True),
            form_columns(
                text_field("city", t("City"), default_value=SETTINGS.city, optional_label=True),
                text_field("region", t("Province"), default_value=SETTINGS.region, optional_label=True),
            ),
            form_columns(
                text_field("postal_code", t("Postal code"), default_value=SETTINGS.postal_code, optional_label=True),
                text_field("country", t("Country"), default_value=SETTINGS.country, optional_label=True),
            ),
        ),
    )


def _writing() -> rx.Component:
    return card(
        section_header(t("Time, dates and money"), description=t("How they are written for everybody.")),
        select_field(
            "time_zone",
            t("Time zone"),
            [(zone, zone.replace("_", " ")) for zone in time_zones()],
            default_value=SETTINGS.time_zone,
        ),
        form_columns(
            select_field(
                "locale",
                t("Dates and phone numbers"),
                list(locales().items()),
                hint=t("As they are written in this country."),
                default_value=SETTINGS.locale,
            ),
            select_field(
                "currency",
                t("Currency"),
                list(currencies().items()),
                hint=t("What fees are in."),
                default_value=SETTINGS.currency,
            ),
        ),
    )


def _team() -> rx.Component:
    return card(
        section_header(t("Who sees what"), description=t("A change takes effect at once, also on open pages.")),
        radio_group(
            "therapists_see_all",
            t("Therapists open"),
            [
                ("no", t("Their own clients"), t("Everybody else's records stay closed to them.")),
                ("yes", t("Every client"), t("Clinical fields still only of their own clients.")),
            ],
            default_value=rx.cond(SETTINGS.therapists_see_all, "yes", "no"),
        ),
        rx.cond(
            SETTINGS.may_change_clinical,
            radio_group(
                "admins_see_clinical",
                t("Admins see"),
                [
                    ("no", t("No clinical fields"), t("Names, addresses and sessions are enough for the office.")),
                    ("yes", t("Clinical fields too"), t("For an Admin who also supervises.")),
                ],
                default_value=rx.cond(SETTINGS.admins_see_clinical, "yes", "no"),
            ),
            description_list(
                [
                    (
                        t("Admins see"),
                        rx.cond(
                            SETTINGS.admins_see_clinical,
                            t("Clinical fields too. Only an Owner may change this."),
                            t("No clinical fields. Only an Owner may change this."),
                        ),
                    )
                ]
            ),
        ),
    )
