"""Every handler, route and page × every kind of viewer, the answers typed by hand; a new one needs its row."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from owl_app.models import Account
from owl_app.services.access import ViewerKind
from tests.calling import session_of
from tests.cast import Person
from tests.door import change, viewer_of
from tests.mallory.call_wire import CallSocket
from tests.mallory.house import House, cookies
from tests.mallory.matrix_routes import EVERYBODY, PORTAL, ROUTES, ROUTES_BY_PATTERN, SOCKETS, STAFF
from tests.mallory.wire import STATE, Tab

pytestmark = pytest.mark.parametrize("house", ["sqlite+memory"], indirect=True)

HANDLERS: dict[str, tuple[str, dict[str, Any]]] = {
    "owl_app.admin.client_state.ClientState.load": (STAFF, {}),
    "owl_app.admin.client_deletion_state.ClientDeletionState.delete": ("owner", {"form": {}}),
    "owl_app.admin.client_deletion_state.ClientDeletionState.look": ("owner", {}),
    "owl_app.admin.client_state.ClientState.change_status": (STAFF, {"status": "inactive"}),
    "owl_app.admin.client_state.ClientState.show_older": (STAFF, {}),
    "owl_app.admin.client_state.ClientState.save": (STAFF, {"form": {}}),
    "owl_app.admin.add_client_state.AddClientState.add": (STAFF, {"form": {}}),
    "owl_app.admin.add_client_state.AddClientState.load": (STAFF, {}),
    "owl_app.admin.clients_state.ClientsState.change_status": (STAFF, {"form": {}}),
    "owl_app.admin.clients_state.ClientsState.change_therapist": ("owner admin", {"form": {}}),
    "owl_app.admin.clients_state.ClientsState.load": (STAFF, {}),
    "owl_app.admin.account_state.StaffLettersState.load": ("owner admin", {}),
    "owl_app.admin.account_state.StaffLettersState.set_hears_of_sign_ups": ("owner admin", {"wanted": False}),
    "owl_app.admin.association_state.AssociationState.associate": ("owner admin", {"form": {}}),
    "owl_app.admin.association_state.AssociationState.back": ("owner admin", {}),
    "owl_app.admin.association_state.AssociationState.begin": ("owner admin", {"prospect_id": "x"}),
    "owl_app.admin.association_state.AssociationState.begin_with": (
        "owner admin",
        {"prospect_id": "x", "client_id": "x"},
    ),
    "owl_app.admin.association_state.AssociationState.look_at": ("owner admin", {"client_id": "x"}),
    "owl_app.admin.association_state.AssociationState.rule_out": ("owner admin", {}),
    "owl_app.admin.association_state.AssociationState.search": ("owner admin", {"typed": "ana"}),
    "owl_app.admin.book_session_state.BookSessionState.book": (STAFF, {"form": {}}),
    "owl_app.admin.book_session_state.BookSessionState.load": (STAFF, {}),
    "owl_app.admin.book_session_state.BookSessionState.search": (STAFF, {"typed": "ana"}),
    "owl_app.admin.calendar_state.CalendarState.load": (STAFF, {}),
    "owl_app.admin.calendar_state.CalendarState.put": (STAFF, {"form": {}}),
    "owl_app.admin.client_merge_state.ClientMergeState.back": ("owner admin", {}),
    "owl_app.admin.client_merge_state.ClientMergeState.begin": ("owner admin", {}),
    "owl_app.admin.client_merge_state.ClientMergeState.load": ("owner admin", {}),
    "owl_app.admin.client_merge_state.ClientMergeState.look_at": ("owner admin", {"other_id": "x"}),
    "owl_app.admin.client_merge_state.ClientMergeState.merge": ("owner admin", {"form": {}}),
    "owl_app.admin.client_merge_state.ClientMergeState.search": ("owner admin", {"typed": "ana"}),
    "owl_app.admin.client_merge_state.ClientMergeState.undo": ("owner admin", {"merge_id": "x"}),
    "owl_app.admin.billing_state.OwedState.load": (STAFF, {}),
    "owl_app.admin.billing_state.PaymentsState.load": (STAFF, {}),
    "owl_app.admin.billing_totals_state.BillingTotalsState.load": (STAFF, {}),
    "owl_app.admin.client_billing_state.ClientBillingState.begin": (STAFF, {}),
    "owl_app.admin.client_billing_state.ClientBillingState.change_charge": (STAFF, {"form": {}}),
    "owl_app.admin.client_billing_state.ClientBillingState.issue": (STAFF, {"payment_id": "x"}),
    "owl_app.admin.client_billing_state.ClientBillingState.load": (STAFF, {}),
    "owl_app.admin.client_billing_state.ClientBillingState.pay_from_credit": (STAFF, {"form": {}}),
    "owl_app.admin.client_billing_state.ClientBillingState.record": (STAFF, {"form": {}}),
    "owl_app.admin.client_billing_state.ClientBillingState.refund": (STAFF, {"form": {}}),
    "owl_app.admin.client_billing_state.ClientBillingState.show_more": (STAFF, {}),
    "owl_app.admin.client_billing_state.ClientBillingState.void_payment": (STAFF, {"form": {}}),
    "owl_app.admin.client_billing_state.ClientBillingState.void_receipt": (STAFF, {"form": {}}),
    "owl_app.admin.receipt_settings_state.ReceiptSettingsState.load": ("owner admin", {}),
    "owl_app.admin.receipt_settings_state.ReceiptSettingsState.save": ("owner admin", {"form": {"x": "y"}}),
    "owl_app.admin.receipt_settings_state.TaxesState.add": ("owner admin", {"form": {}}),
    "owl_app.admin.receipt_settings_state.TaxesState.change": ("owner admin", {"form": {"name": ""}}),
    "owl_app.admin.receipt_settings_state.TaxesState.load": ("owner admin", {}),
    "owl_app.admin.receipt_settings_state.TaxesState.retire": ("owner admin", {"tax_id": "x"}),
    "owl_app.admin.therapist_profile_state.TherapistProfileState.load": (STAFF, {}),
    "owl_app.admin.therapist_profile_state.TherapistProfileState.remove_signature": (STAFF, {}),
    "owl_app.admin.therapist_profile_state.TherapistProfileState.save": (STAFF, {"form": {"x": "y"}}),
    "owl_app.admin.client_sessions_state.ClientSessionsState.load": (STAFF, {}),
    "owl_app.admin.client_sessions_state.ClientSessionsState.show_more_past": (STAFF, {}),
    "owl_app.admin.client_sessions_state.ClientSessionsState.show_more_upcoming": (STAFF, {}),
    "owl_app.admin.home_state.HomeState.load": (STAFF, {}),
    "owl_app.admin.mail_state.MailState.load": ("owner admin", {}),
    "owl_app.admin.mail_state.MailState.resend": ("owner admin", {"letter_id": "x"}),
    **{
        f"owl_app.admin.portal_access_state.PortalAccessState.{act}": (STAFF, {"login_id": "x"})
        for act in ("invite", "disable", "enable", "unlock", "remove")
    },
    "owl_app.admin.portal_access_state.PortalAccessState.change": (STAFF, {"form": {}}),
    "owl_app.admin.portal_access_state.PortalAccessState.load": (STAFF, {}),
    "owl_app.admin.portal_settings_state.PortalSettingsState.load": (STAFF, {}),
    "owl_app.admin.portal_settings_state.PortalSettingsState.look_at": ("owner admin", {"colour": "#ffe680"}),
    "owl_app.admin.portal_settings_state.PortalSettingsState.remove_logo": ("owner admin", {}),
    "owl_app.admin.portal_settings_state.PortalSettingsState.save": ("owner admin", {"form": {"x": "y"}}),
    "owl_app.admin.practice_settings_state.PracticeSettingsState.load": ("owner admin", {}),
    "owl_app.admin.practice_settings_state.PracticeSettingsState.save": ("owner admin", {"form": {"x": "y"}}),
    "owl_app.admin.prospect_client_state.ProspectClientState.begin": ("owner admin", {"prospect_id": "x"}),
    "owl_app.admin.prospect_client_state.ProspectClientState.create": ("owner admin", {"form": {}}),
    "owl_app.admin.prospect_state.ProspectState.load": ("owner admin", {}),
    **{
        f"owl_app.admin.prospect_state.ProspectState.{act}": ("owner admin", {})
        for act in ("bring_back", "dismiss", "enable", "send_again", "unlock", "verify")
    },
    "owl_app.admin.prospects_state.ProspectsState.load": ("owner admin", {}),
    **{
        f"owl_app.admin.prospects_state.ProspectsState.{act}": ("owner admin", {"form": {}})
        for act in ("bring_back", "dismiss", "send_again", "verify")
    },
    "owl_app.admin.prospects_state.ProspectsState.undo": ("owner admin", {"association_id": "x"}),
    "owl_app.admin.service_state.ServiceState.load": (STAFF, {}),
    "owl_app.admin.service_state.ServiceState.save": ("owner admin", {"form": {"x": "y"}}),
    "owl_app.admin.services_state.ServicesState.add": ("owner admin", {"form": {"x": "y"}}),
    "owl_app.admin.services_state.ServicesState.bring_back": ("owner admin", {"form": {}}),
    "owl_app.admin.services_state.ServicesState.load": (STAFF, {}),
    "owl_app.admin.services_state.ServicesState.retire": ("owner admin", {"form": {}}),
    "owl_app.admin.session_state.SessionState.cancel": (STAFF, {"form": {}}),
    "owl_app.admin.session_state.SessionState.change": (STAFF, {"form": {}}),
    "owl_app.admin.session_state.SessionState.load": (STAFF, {}),
    "owl_app.admin.session_state.SessionState.set_attendance": (STAFF, {"form": {}}),
    "owl_app.admin.team_state.TeamState.change_role": ("owner admin", {"form": {}}),
    "owl_app.admin.team_state.TeamState.deactivate": ("owner admin", {"form": {}}),
    "owl_app.admin.team_state.TeamState.invite": ("owner admin", {"form": {}}),
    "owl_app.admin.team_state.TeamState.invite_again": ("owner admin", {"account_id": "x"}),
    "owl_app.admin.team_state.TeamState.load": ("owner admin", {}),
    "owl_app.admin.team_state.TeamState.reactivate": ("owner admin", {"account_id": "x"}),
    "owl_app.admin.receipt_mail_state.ReceiptMailState.begin": (STAFF, {"receipt_id": "x"}),
    "owl_app.admin.receipt_mail_state.ReceiptMailState.tell": (STAFF, {}),
    "owl_app.portal.newest_receipt_state.NewestReceiptState.load": (PORTAL, {}),
    "owl_app.portal.receipts_state.ReceiptsState.load": (PORTAL, {}),
    "owl_app.portal.receipts_state.ReceiptsState.show_year": ("client", {"year": "2026"}),
    "owl_app.portal.calendar_feed_state.CalendarFeedState.load": (PORTAL, {}),
    "owl_app.portal.account_state.AccountState.load": (PORTAL, {}),
    "owl_app.portal.account_state.AccountState.put_welcome_away": ("client", {}),
    "owl_app.portal.account_state.AccountState.save": ("client", {"form": {}}),
    "owl_app.web.devices_state.DevicesState.ask_new_email_again": (f"{STAFF} {PORTAL}", {}),
    "owl_app.portal.account_state.AccountState.send_confirmation": (PORTAL, {}),
    "owl_app.portal.next_session_state.NextSessionState.load": (PORTAL, {}),
    "owl_app.portal.reminders_state.RemindersState.load": (PORTAL, {}),
    "owl_app.portal.reminders_state.RemindersState.set_wanted": (PORTAL, {"wanted": True}),
    "owl_app.portal.sessions_state.SessionsState.load": (PORTAL, {}),
    "owl_app.portal.sessions_state.SessionsState.turn_past": ("client", {"page": 2}),
    "owl_app.portal.sessions_state.SessionsState.turn_upcoming": ("client", {"page": 2}),
    "owl_app.portal.whose_state.WhoseState.load": (PORTAL, {}),
    "owl_app.web.devices_state.DevicesState.end_device": (f"{STAFF} {PORTAL}", {"device_id": "x"}),
    "owl_app.web.devices_state.DevicesState.end_others": (f"{STAFF} {PORTAL}", {}),
    "owl_app.web.devices_state.DevicesState.keep_email": (f"{STAFF} {PORTAL}", {}),
    "owl_app.web.devices_state.DevicesState.load": (f"{STAFF} {PORTAL}", {}),
    "owl_app.web.devices_state.DevicesState.send_confirmation": (f"{STAFF} {PORTAL}", {}),
    "owl_app.web.screen.Frame.refresh": ("owner admin", {}),
    "owl_app.web.screen.Frame.look_who_waits": (STAFF, {}),
    "owl_app.web.call_state.CallState.load": (f"{STAFF} client", {}),
    "owl_app.admin.session_call_state.SessionCallState.load": (STAFF, {}),
    "owl_app.portal.connection_test_state.ConnectionTestState.load": (PORTAL, {}),
    "owl_app.portal.connection_test_state.ConnectionTestState.keep": (PORTAL, {"found": {}}),
}
FRAMEWORK = {
    "hydrate",
    "hydrate_and_load",
    "set_is_hydrated",
    "reflex___state____on_load_internal_state.on_load_internal",
    "reflex___state____on_load_internal_state.set_is_hydrated",
    "reflex___state____update_vars_internal_state.update_vars_internal",
    "reflex___state____frontend_event_exception_state.handle_frontend_exception",
}
"""The framework's own handlers that the gate lets through; they hold nothing of anybody."""

HOME = {
    "anonymous": "/portal",
    "owner": "/home",
    "admin": "/home",
    "therapist": "/home",
    "client": "/portal/account",
    "unassociated": "/portal/account",
    "unverified": "/portal/account",
    "must_change_password": "/first-password",
    "ended": "/portal",
}

PAGES: dict[str, dict[str, str]] = {
    "/": {
        "anonymous ended": "303 /portal",
        STAFF: "303 /home",
        PORTAL: "303 /portal/account",
        "must_change_password": "303 /first-password",
    },
    "/set-up": {EVERYBODY: "303 /login"},
    "/login": {f"anonymous {PORTAL} must_change_password ended": "200", STAFF: "303 /home"},
    "/login/forgot": {EVERYBODY: "200"},
    "/portal": {
        f"anonymous {STAFF} ended": "200",
        PORTAL: "303 /portal/account",
        "must_change_password": "303 /first-password",
    },
    "/portal/forgot": {EVERYBODY: "200"},
    "/new-password": {EVERYBODY: "200"},
    "/portal/create-account": {EVERYBODY: "303 /portal?why=closed"},
    "/portal/check-mail": {EVERYBODY: "200"},
    "/verify": {EVERYBODY: "200"},
    "/confirm-email": {EVERYBODY: "200"},
    "/new-email": {EVERYBODY: "200"},
    "/invitation": {EVERYBODY: "200"},
    "/first-password": {
        "must_change_password": "200",
        "anonymous": "303 /portal",
        "ended": "303 /portal?why=ended",
        STAFF: "303 /home",
        PORTAL: "303 /portal/account",
    },
    **{
        path: {
            who: "200",
            **({"therapist": "303 /home"} if "therapist" not in who else {}),
            "anonymous": "303 /login",
            "ended": "303 /login?why=ended",
            PORTAL: "303 /portal/account",
            "must_change_password": "303 /first-password",
        }
        for path, who in {
            "/home": STAFF,
            "/clients": STAFF,
            "/clients/{ana}": STAFF,
            "/clients/{ana}/edit": STAFF,
            "/billing": STAFF,
            "/billing/payments": STAFF,
            "/billing/totals": STAFF,
            "/prospects": "owner admin",
            "/prospects/{ana}": "owner admin",
            "/sessions/{ana}/call": STAFF,
            "/settings/practice": "owner admin",
            "/settings/portal": STAFF,
            "/calendar": STAFF,
            "/sessions/{ana}": STAFF,
            "/settings/services": STAFF,
            "/settings/services/{ana}": STAFF,
            "/settings/team": "owner admin",
            "/settings/team/{ana}": STAFF,
            "/settings/receipts": "owner admin",
            "/settings/mail": "owner admin",
            "/account": STAFF,
        }.items()
    },
    **{
        path: {
            PORTAL: "200",
            "anonymous": "303 /portal",
            "ended": "303 /portal?why=ended",
            STAFF: "303 /home",
            "must_change_password": "303 /first-password",
        }
        for path in ("/portal/account", "/portal/receipts", "/portal/sessions", "/portal/security", "/portal/test")
    },
    "/portal/sessions/{ana}": {
        "client": "200",
        "unassociated unverified": "303 /portal/account",
        "anonymous": "303 /portal",
        "ended": "303 /portal?why=ended",
        STAFF: "303 /home",
        "must_change_password": "303 /first-password",
    },
    "/drop-in": {EVERYBODY: "200"},
}


def expected(rows: dict[str, str], kind: str) -> str:
    (answer,) = [answer for kinds, answer in rows.items() if kind in kinds.split()]
    return answer


AT_ONCE = 40
"""Events that are sent from one page; a socket that sends very many in a short time is hung up on."""


@pytest.fixture
def people(house: House) -> Iterator[dict[str, Person | None]]:
    """Somebody of every kind, each signed in anew."""
    cast = house.cast
    ended, unverified = house.newcomer(), house.another_device(cast.pat)
    house.http(ended).post("/auth/sign-out")
    proven = house.cast.pat
    found: dict[str, Person | None] = {
        "anonymous": None,
        "owner": house.another_device(cast.olivia),
        "admin": house.another_device(cast.adam),
        "therapist": house.another_device(cast.thea),
        "client": house.newcomer(),
        "unassociated": house.another_device(proven),
        "unverified": unverified,
        "must_change_password": house.newcomer(starter=True),
        "ended": ended,
    }
    assert set(found) == {kind.value for kind in ViewerKind}
    yield found
    change(Account, proven.account_id, email_proven_at=_proven(cast.ana))


@pytest.mark.parametrize("kind", [kind.value for kind in ViewerKind])
def test_every_handler_answers_those_it_is_for_and_nobody_else(
    house: House, people: dict[str, Person | None], kind: str
) -> None:
    who = _be(people, kind)
    theirs = [name for name, (kinds, _) in HANDLERS.items() if kind in kinds.split()]
    others = [name for name in HANDLERS if name not in theirs]
    for names in _in_rows(theirs):
        tab = house.tab(who, HOME[kind])
        for name in names:
            _answer(tab, name)
        tab.leave()
    for names in _in_rows(others):
        tab = house.tab(who, HOME[kind])
        assert _answered(tab, names) == []
        tab.leave()


@pytest.mark.parametrize("kind", [kind.value for kind in ViewerKind])
def test_every_route_answers_as_it_should(house: House, people: dict[str, Person | None], kind: str) -> None:
    who = _be(people, kind)
    ana = house.cast.ana.client_id
    for route, rows in ROUTES.items():
        method, _, path = route.partition(" ")
        http = house.http(who)
        answer = http.send(method, path.format(ana=ana), b"", {"Content-Type": "application/x-www-form-urlencoded"})
        found = f"{answer.status} {answer.location}".strip()
        assert found == expected(rows, kind).format(ana=ana), (route, answer.text)


@pytest.mark.parametrize("kind", [kind.value for kind in ViewerKind])
def test_every_socket_of_a_call_answers_as_it_should(house: House, people: dict[str, Person | None], kind: str) -> None:
    therapist, client = house.colleague(), people["client"]
    who = therapist if kind == "therapist" else _be(people, kind)
    assert client
    session = session_of(therapist, client)
    for path, rows in SOCKETS.items():
        line = CallSocket(house.port, path.format(session=session), cookies=cookies(who))
        line.hear(lambda line=line: line.heard)  # type: ignore[misc]
        first = line.heard[0]
        assert " ".join(str(first[part]) for part in ("type", "why", "part") if part in first) == expected(rows, kind)
        line.leave()


@pytest.mark.parametrize("kind", [kind.value for kind in ViewerKind])
def test_every_page_opens_for_those_it_is_for(house: House, people: dict[str, Person | None], kind: str) -> None:
    who = _be(people, kind)
    ana = house.cast.ana.client_id
    for path, rows in PAGES.items():
        for prefix in ("", "/qps"):
            address = f"{prefix}{path}".rstrip("/") or "/"
            answer = house.http(who).get(address.format(ana=ana), Accept="text/html")
            found = f"{answer.status} {answer.location.removeprefix(prefix)}".strip()
            assert found == expected(rows, kind), address


def test_every_handler_route_and_page_has_its_row(house: House) -> None:
    from reflex_base.registry import RegistrationContext

    from owl_app.owl_app import app  # noqa: F401
    from owl_app.web.http import ROUTES as OURS
    from owl_app.web.routes import PAGES as OUR_PAGES

    names = set(RegistrationContext.get().event_handlers)
    refused = {name for name in names if name.endswith(".setvar")}
    assert names - refused == {_wire(name) for name in HANDLERS} | {f"{STATE}.{name}" for name in FRAMEWORK}
    assert {route.path for route in OURS} == ROUTES_BY_PATTERN
    assert {re.sub(r"\[\w+\]", "{ana}", page.route) for page in OUR_PAGES} | {"/"} == set(PAGES)


def _be(people: dict[str, Person | None], kind: str) -> Person | None:
    who = people[kind]
    if kind == "unverified" and who is not None:
        change(Account, who.account_id, email_proven_at=None)
    assert viewer_of(who).kind == kind
    return who


def _proven(person: Person) -> object:
    from tests.door import row

    return row(Account, person.account_id).email_proven_at


def _in_rows(names: list[str]) -> list[list[str]]:
    return [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]


def _answer(tab: Tab, name: str) -> None:
    """Send an event, and wait until the page hears of its own state."""
    before = len(tab.heard)
    tab.say(_wire(name), HANDLERS[name][1])
    tab.hear(lambda: _is_heard(tab, name, before))
    tab.catch_up()


def _answered(tab: Tab, names: list[str]) -> list[str]:
    """Those of the events that changed anything the page heard of; they are sent in a row, since none should."""
    before = len(tab.heard)
    for name in names:
        tab.say(_wire(name), HANDLERS[name][1])
    tab.finish()
    return [name for name in names if _is_heard(tab, name, before)]


def _is_heard(tab: Tab, name: str, since: int) -> bool:
    own = _wire(name).rpartition(".")[0]
    return any(own in (update.get("delta") or {}) for update in tab.heard[since:])


def _wire(name: str) -> str:
    """The name on the wire: `package.module.SomeState.act` is `package___module____some_state.act`."""
    module, state, act = name.rsplit(".", 2)
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in state).lstrip("_")
    return f"{STATE}.{module.replace('.', '___')}____{snake}.{act}"
