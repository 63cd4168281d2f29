"""The first page of an installation: the practice and its Owner."""

import reflex as rx

from owl_app.choices import time_zones
from owl_app.i18n import t
from owl_app.public.frame import flashes
from owl_app.security.passwords import MIN_LENGTH
from owl_app.web.components import button, fieldset, native_form, password_field, posting, select_field, text_field
from owl_app.web.layout import public_layout


def set_up() -> rx.Component:
    """Usable once, with the code from the terminal."""
    return public_layout(
        *flashes(),
        native_form(
            fieldset(
                t("Your practice"),
                text_field(
                    "practice_name", t("Name of the practice"), required=True, keep=True, autocomplete="organization"
                ),
                select_field(
                    "time_zone", t("Time zone"), [(zone, zone.replace("_", " ")) for zone in time_zones()], keep=True
                ),
            ),
            fieldset(
                t("You, its Owner"),
                text_field("name", t("Your full name"), required=True, keep=True, autocomplete="name"),
                text_field(
                    "email", t("Email address"), type="email", required=True, keep=True, autocomplete="username"
                ),
                password_field(
                    "password",
                    t("Password"),
                    autocomplete="new-password",
                    hint=t(
                        "At least {count} characters. Three or four unrelated words make a good one.", count=MIN_LENGTH
                    ),
                    min_length=MIN_LENGTH,
                    keep=True,
                ),
            ),
            text_field(
                "code",
                t("Set-up code"),
                hint=t("It stands in the terminal where Owl App was started, so that no stranger can get here first."),
                required=True,
                keep=True,
                autocomplete="off",
                mono=True,
            ),
            button(t("Set up my practice"), type="submit", full_width=True),
            action=posting("/auth/set-up"),
        ),
        title=t("Welcome to Owl App"),
        description=t("Two minutes, once. Everything can be changed later."),
        wide=True,
    )
