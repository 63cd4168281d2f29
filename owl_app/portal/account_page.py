"""My Account: basic biographic information, with what the person may correct, and sign-in and security."""

import operator
from functools import reduce

import reflex as rx

from owl_app.i18n import current_language, localised, t
from owl_app.portal.account_state import AccountState, OwnDetails
from owl_app.portal.calendar_feed_state import CalendarFeedState
from owl_app.portal.frame import portal_screen
from owl_app.portal.newest_receipt import newest_receipt
from owl_app.portal.next_session import next_session
from owl_app.portal.reminders_state import RemindersState
from owl_app.web.account_cards import account_cards
from owl_app.web.components import (
    button,
    calendar_address,
    card,
    checkbox_field,
    description_list,
    dialog,
    dialog_actions,
    dialog_opener,
    empty_state,
    fetch_form,
    form_actions,
    form_columns,
    link_button,
    live_form,
    notice,
    notice_bar,
    opened_version,
    page_header,
    posting,
    ready,
    refusal,
    section_header,
    skeleton,
    stack,
    text_field,
)
from owl_app.web.devices_state import DevicesState
from owl_app.web.routes import PORTAL_SECURITY

CORRECT = "correct"
"""The window in which phone and address are corrected."""


def page() -> rx.Component:
    """My Account."""
    return portal_screen(
        "account",
        page_header(t("My Account")),
        notice_bar(AccountState.notice, AccountState.notice_tone),
        ready(
            AccountState.loaded, stack(_welcome(), next_session(), _next(), newest_receipt(), _page()), skeleton("card")
        ),
    )


def security() -> rx.Component:
    """Change password, devices signed in."""
    return portal_screen(
        "security",
        page_header(t("Sign-in and security")),
        notice_bar(RemindersState.notice, RemindersState.notice_tone),
        stack(account_cards(), rx.cond(RemindersState.loaded, _reminders()), _calendar()),
    )


def _calendar() -> rx.Component:
    """The address at which one's own calendar fetches the sessions; for those who see some."""
    state = CalendarFeedState
    return rx.cond(
        state.loaded & state.may_have,
        card(
            section_header(t("Sessions in your own calendar"), description=state.fetched),
            calendar_address(state.is_on, posting("/portal/calendar"), posting("/portal/calendar/off")),
        ),
    )


def _reminders() -> rx.Component:
    state = RemindersState
    when = rx.match(
        state.when,
        ("both", t("The day before, and an hour before.")),
        ("day_before", t("The day before.")),
        ("hour_before", t("An hour before.")),
        t("Your practice sends none at the moment."),
    )
    return card(
        section_header(
            t("Letters about sessions"),
            description=t("When one is booked, moved or cancelled, a letter tells you, with a file for your calendar."),
        ),
        rx.cond(DevicesState.email_proven, rx.fragment(), notice(_unproven(), "warning", "note")),
        checkbox_field(
            "reminders",
            t("Remind me of sessions by email"),
            hint=when,
            default_checked=state.wanted,
            on_change=state.set_wanted,
        ),
    )


def _unproven() -> str:
    return t("These letters come once you have confirmed your email address.")


def _welcome() -> rx.Component:
    """What is there now, for somebody who was connected lately."""
    return rx.cond(
        AccountState.welcome != "",
        card(
            section_header(
                t("Welcome"),
                button(t("Got it"), kind="secondary", on_click=AccountState.put_welcome_away),
                description=AccountState.welcome,
            )
        ),
    )


def _next() -> rx.Component:
    """What the person should do, only while there is something."""
    person = AccountState.person
    is_there = person.client_id != ""
    steps = [
        (
            ~AccountState.email_proven & ~AccountState.may_confirm_by_code,
            t("Confirm your email address"),
            t(
                "We sent a letter to {email}. Open it and press the button in it. "
                "Then letters about your sessions reach you, and you can choose a new password if you ever forget it.",
                email=AccountState.email,
            ),
            button(t("Send the letter again"), kind="secondary", on_click=AccountState.send_confirmation),
        ),
        (
            is_there & (person.street == ""),
            t("Complete the address"),
            t("Where your practice writes to you."),
            dialog_opener(button(t("Add the address"), kind="secondary"), CORRECT),
        ),
        (
            is_there & (person.phone == ""),
            t("Add a phone number"),
            t("So that your practice can reach you."),
            dialog_opener(button(t("Add the number"), kind="secondary"), CORRECT),
        ),
    ]
    any_of_them = reduce(operator.or_, (applies for applies, *_ in steps))
    return rx.cond(
        any_of_them,
        card(
            section_header(t("What is next")),
            rx.el.ul(*[rx.cond(applies, _step(*said)) for applies, *said in steps], class_name="item-list"),
        ),
    )


def _step(title: str, text: str, act: rx.Component) -> rx.Component:
    words = rx.el.div(rx.el.h3(title, class_name="item-title"), rx.el.p(text, class_name="item-text"))
    return rx.el.li(words, act, class_name="item item-row")


def _page() -> rx.Component:
    return rx.cond(AccountState.person.client_id != "", _person(), _nobody())


def _nobody() -> rx.Component:
    return rx.cond(AccountState.may_confirm_by_code, _unverified(), _unassociated())


def _unverified() -> rx.Component:
    """What is missing, where the letter went, and what to do when it does not come."""
    return card(
        section_header(
            t("Confirm your email address"),
            description=t(
                "We sent a letter to {email}. Press the button in it, or type its code here. "
                "After that your practice connects your account.",
                email=AccountState.email,
            ),
        ),
        fetch_form(
            text_field(
                "code",
                t("Code from the letter"),
                autocomplete="one-time-code",
                inputmode="numeric",
                required=True,
                max_length=12,
                mono=True,
            ),
            form_actions(button(t("Confirm my email address"), type="submit")),
            action=posting("/portal/account/code"),
        ),
        rx.el.div(
            rx.el.p(
                t("No letter? Look for it in junk mail. Is the address wrong? Correct it, and you get another."),
                class_name="item-text",
            ),
            form_actions(
                button(t("Send the letter again"), kind="secondary", on_click=AccountState.send_confirmation),
                link_button(t("Correct the address"), localised(PORTAL_SECURITY, current_language())),
            ),
            class_name="stack card-more",
        ),
    )


def _unassociated() -> rx.Component:
    return card(
        empty_state(
            t("Your practice has been told"),
            t(
                "Your account is ready. Somebody at the practice looks whose it is, and connects it by hand: "
                "as soon as that is done, you get a letter, and see your page here. You need not do anything."
            ),
            rx.cond(AccountState.support != "", rx.el.p(AccountState.support, class_name="empty-text")),
        )
    )


def _person() -> rx.Component:
    person = AccountState.person
    return card(
        section_header(
            person.name,
            dialog_opener(button(t("Correct phone or address"), kind="secondary"), CORRECT),
        ),
        description_list(
            [
                (t("Date of birth"), person.date_of_birth),
                (t("Email address"), person.email),
                (t("Phone"), person.phone),
                (t("Address"), person.address),
                (t("Therapist"), person.therapist),
            ]
        ),
        _correct(person),
        key=person.client_id,
    )


def _correct(person: rx.Var[OwnDetails]) -> rx.Component:
    return dialog(
        None,
        t("Correct phone or address"),
        live_form(
            refusal(AccountState.notice, AccountState.notice_tone, AccountState.answers),
            rx.el.input(type="hidden", name="client_id", value=person.client_id, read_only=True),
            opened_version(person.version, AccountState.told),
            text_field("phone", t("Phone"), type="tel", default_value=person.phone, autocomplete="tel"),
            text_field("street", t("Street address"), default_value=person.street, autocomplete="street-address"),
            form_columns(
                text_field("city", t("City"), default_value=person.city, autocomplete="address-level2"),
                text_field("region", t("Province"), default_value=person.region, autocomplete="address-level1"),
            ),
            form_columns(
                text_field(
                    "postal_code", t("Postal code"), default_value=person.postal_code, autocomplete="postal-code"
                ),
                text_field("country", t("Country"), default_value=person.country, autocomplete="country-name"),
            ),
            dialog_actions(button(t("Save"), type="submit")),
            on_submit=AccountState.save,
            errors=AccountState.errors,
            answer=AccountState.answers,
        ),
        name=CORRECT,
        description=t("Your practice sees what you changed. For anything else, please ask them."),
        close_on=AccountState.saves,
    )
