"""The Reflex app: pages, middleware, HTTP routes; nothing else."""

from collections.abc import Callable
from functools import partial
from typing import Any

import reflex as rx

from owl_app.admin import account_page as staff_account_page
from owl_app.admin import (
    billing_page,
    billing_totals_page,
    calendar_page,
    call_page,
    client_page,
    clients_page,
    home_page,
    mail_page,
    portal_settings_page,
    practice_settings_page,
    prospect_page,
    prospects_page,
    receipt_settings_page,
    services_page,
    session_page,
    team_page,
    therapist_profile_page,
)
from owl_app.admin.account_state import StaffLettersState
from owl_app.admin.add_client_state import AddClientState
from owl_app.admin.billing_state import OwedState, PaymentsState
from owl_app.admin.billing_totals_state import BillingTotalsState
from owl_app.admin.book_session_state import BookSessionState
from owl_app.admin.calendar_state import CalendarState
from owl_app.admin.client_billing_state import ClientBillingState
from owl_app.admin.client_merge_state import ClientMergeState
from owl_app.admin.client_sessions_state import ClientSessionsState
from owl_app.admin.client_state import ClientState
from owl_app.admin.clients_state import ClientsState
from owl_app.admin.home_state import HomeState
from owl_app.admin.mail_state import MailState
from owl_app.admin.portal_access_state import PortalAccessState
from owl_app.admin.portal_settings_state import PortalSettingsState
from owl_app.admin.practice_settings_state import PracticeSettingsState
from owl_app.admin.prospect_state import ProspectState
from owl_app.admin.prospects_state import ProspectsState
from owl_app.admin.receipt_settings_state import ReceiptSettingsState, TaxesState
from owl_app.admin.service_state import ServiceState
from owl_app.admin.services_state import ServicesState
from owl_app.admin.session_call_state import SessionCallState
from owl_app.admin.session_state import SessionState
from owl_app.admin.team_state import TeamState
from owl_app.admin.therapist_profile_state import TherapistProfileState
from owl_app.config import get_settings
from owl_app.i18n import languages, localised, speaking, t
from owl_app.portal import account_page, connection_test_page, receipts_page, sessions_page
from owl_app.portal import call_page as portal_call_page
from owl_app.portal.account_state import AccountState
from owl_app.portal.calendar_feed_state import CalendarFeedState
from owl_app.portal.connection_test_state import ConnectionTestState
from owl_app.portal.newest_receipt_state import NewestReceiptState
from owl_app.portal.next_session_state import NextSessionState
from owl_app.portal.receipts_state import ReceiptsState
from owl_app.portal.reminders_state import RemindersState
from owl_app.portal.sessions_state import SessionsState
from owl_app.portal.whose_state import WhoseState
from owl_app.public import drop_in_page, not_found_page, password_page, set_up_page, sign_in_page, sign_up_page
from owl_app.web import failures, jobs, routes
from owl_app.web.call_state import CallState
from owl_app.web.calls import running as calls_running
from owl_app.web.devices_state import DevicesState
from owl_app.web.event_gate import EventGate, check_declared
from owl_app.web.live import live
from owl_app.web.theme import app_options

PSEUDO = get_settings().pseudo_language

app = rx.App(
    **app_options(pseudo=PSEUDO),
    backend_exception_handler=failures.backend,
    frontend_exception_handler=failures.frontend,
)
app.add_middleware(EventGate())
app.register_lifespan_task(jobs.running)
app.register_lifespan_task(live.running)
app.register_lifespan_task(calls_running.running)


def _add(route: str, screen: Callable[[], rx.Component], title: Callable[[], str], on_load: Any = None) -> None:
    """Register a page once per language, each built in its own."""
    for language in languages(pseudo=PSEUDO):
        with speaking(language):
            app.add_page(
                partial(_spoken, language, screen),
                route=localised(route, language),
                title=f"{title()} · Owl App",
                on_load=on_load,
            )


def _spoken(language: str, screen: Callable[[], rx.Component]) -> rx.Component:
    with speaking(language):
        return screen()


app.add_page(not_found_page.not_found, route="404", title=f"{t('There is nothing here')} · Owl App")
_add(routes.SET_UP, set_up_page.set_up, lambda: t("Set up your practice"))
_add(routes.LOGIN, sign_in_page.staff_sign_in, lambda: t("Team sign-in"))
_add(routes.STAFF_FORGOT, sign_in_page.staff_forgot, lambda: t("Forgot Your Password?"))
_add(routes.PORTAL_SIGN_IN, sign_in_page.portal_sign_in, lambda: t("Client Portal"))
_add(routes.PORTAL_FORGOT, sign_in_page.portal_forgot, lambda: t("Forgot Your Password?"))
_add(routes.NEW_PASSWORD, password_page.new_password, lambda: t("Choose a new password"))
_add(routes.FIRST_PASSWORD, password_page.first_password, lambda: t("Choose your own password"))
_add(routes.INVITATION, password_page.invitation, lambda: t("Welcome"))
_add(routes.CREATE_ACCOUNT, sign_up_page.create_account, lambda: t("Create Account"))
_add(routes.CHECK_MAIL, sign_up_page.check_mail, lambda: t("Look in your mail"))
_add(routes.VERIFY, sign_up_page.verify, lambda: t("Confirm your email address"))
_add(routes.CONFIRM_EMAIL, password_page.confirm_email, lambda: t("Confirm your email address"))
_add(routes.NEW_EMAIL, password_page.new_email, lambda: t("Confirm your new email address"))
_add(routes.HOME, home_page.page, lambda: t("Home"), HomeState.load)
_add(routes.CLIENTS, clients_page.page, lambda: t("All Clients"), [ClientsState.load, AddClientState.load])
_add(routes.PROSPECT, prospect_page.page, lambda: t("Prospect"), ProspectState.load)
_add(routes.PROSPECTS, prospects_page.page, lambda: t("Prospects"), ProspectsState.load)
_add(
    routes.CLIENT,
    client_page.page,
    lambda: t("Client record"),
    [
        ClientState.load,
        ClientSessionsState.load,
        ClientBillingState.load,
        PortalAccessState.load,
        ClientMergeState.load,
    ],
)
_add(routes.CLIENT_EDIT, client_page.edit, lambda: t("Account Details"), [ClientState.load, PortalAccessState.load])
_add(routes.CALENDAR, calendar_page.page, lambda: t("Calendar"), [CalendarState.load, BookSessionState.load])
_add(routes.SESSION, session_page.page, lambda: t("Session"), [SessionState.load, SessionCallState.load])
_add(routes.BILLING, billing_page.owed, lambda: t("Billing"), OwedState.load)
_add(routes.BILLING_PAYMENTS, billing_page.payments, lambda: t("Payments"), PaymentsState.load)
_add(routes.BILLING_TOTALS, billing_totals_page.page, lambda: t("Totals"), BillingTotalsState.load)
_add(routes.SETTINGS_PRACTICE, practice_settings_page.page, lambda: t("Practice"), PracticeSettingsState.load)
_add(routes.SETTINGS_PORTAL, portal_settings_page.page, lambda: t("Settings"), PortalSettingsState.load)
_add(routes.SETTINGS_SERVICES, services_page.page, lambda: t("Services"), ServicesState.load)
_add(routes.SETTINGS_SERVICE, services_page.edit, lambda: t("Service"), ServiceState.load)
_add(routes.SETTINGS_TEAM, team_page.page, lambda: t("The team"), TeamState.load)
_add(
    routes.SETTINGS_PROFILE,
    therapist_profile_page.page,
    lambda: t("What receipts say"),
    TherapistProfileState.load,
)
_add(
    routes.SETTINGS_RECEIPTS,
    receipt_settings_page.page,
    lambda: t("Receipts"),
    [ReceiptSettingsState.load, TaxesState.load],
)
_add(routes.SETTINGS_MAIL, mail_page.page, lambda: t("Mail"), MailState.load)
_add(routes.STAFF_ACCOUNT, staff_account_page.page, lambda: t("Account"), [DevicesState.load, StaffLettersState.load])
_add(
    routes.PORTAL_ACCOUNT,
    account_page.page,
    lambda: t("My Account"),
    [AccountState.load, NextSessionState.load, NewestReceiptState.load],
)
_add(routes.PORTAL_SESSIONS, sessions_page.page, lambda: t("Sessions"), SessionsState.load)
_add(routes.PORTAL_RECEIPTS, receipts_page.page, lambda: t("Receipts"), ReceiptsState.load)
_add(
    routes.PORTAL_SECURITY,
    account_page.security,
    lambda: t("Sign-in and security"),
    [WhoseState.load, DevicesState.load, RemindersState.load, CalendarFeedState.load],
)

_add(routes.SESSION_CALL, call_page.page, lambda: t("Session"), CallState.load)
_add(
    routes.PORTAL_TEST,
    connection_test_page.page,
    lambda: t("Test my camera and connection"),
    [WhoseState.load, ConnectionTestState.load],
)
_add(routes.PORTAL_CALL, portal_call_page.page, lambda: t("Session"), CallState.load)
_add(routes.DROP_IN, drop_in_page.page, lambda: t("Session"))

check_declared()
