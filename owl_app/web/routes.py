"""Every page's address and who may open it; the HTTP guard, the event gate and the links all read this table."""

from dataclasses import dataclass

from owl_app.i18n import DEFAULT, language_of, localised
from owl_app.services.access import CLIENTS as CLIENT_LOGINS
from owl_app.services.access import EVERYONE, OWNER_ADMIN, PORTAL, STAFF, ViewerKind

SET_UP = "/set-up"
LOGIN = "/login"
STAFF_FORGOT = "/login/forgot"
PORTAL_SIGN_IN = "/portal"
PORTAL_FORGOT = "/portal/forgot"
NEW_PASSWORD = "/new-password"
CONFIRM_EMAIL = "/confirm-email"
NEW_EMAIL = "/new-email"
INVITATION = "/invitation"
FIRST_PASSWORD = "/first-password"
CREATE_ACCOUNT = "/portal/create-account"
CHECK_MAIL = "/portal/check-mail"
VERIFY = "/verify"
HOME = "/home"
CLIENTS = "/clients"
CLIENT = "/clients/[client_id]"
CLIENT_EDIT = "/clients/[client_id]/edit"
PROSPECTS = "/prospects"
PROSPECT = "/prospects/[prospect_id]"
SESSION = "/sessions/[session_id]"
CALENDAR = "/calendar"
SESSION_CALL = "/sessions/[session_id]/call"
BILLING = "/billing"
BILLING_PAYMENTS = "/billing/payments"
BILLING_TOTALS = "/billing/totals"
PAYMENTS_FILE = "/billing/payments.csv"
SETTINGS_PRACTICE = "/settings/practice"
SETTINGS_PORTAL = "/settings/portal"
SETTINGS_SERVICES = "/settings/services"
SETTINGS_SERVICE = "/settings/services/[service_id]"
SETTINGS_TEAM = "/settings/team"
SETTINGS_PROFILE = "/settings/team/[colleague_id]"
MYSELF = "me"
"""Stands in an address for the id of whoever opens it."""
SETTINGS_RECEIPTS = "/settings/receipts"
SETTINGS_MAIL = "/settings/mail"
STAFF_ACCOUNT = "/account"
PORTAL_ACCOUNT = "/portal/account"
PORTAL_SESSIONS = "/portal/sessions"
PORTAL_RECEIPTS = "/portal/receipts"
PORTAL_SECURITY = "/portal/security"
PORTAL_TEST = "/portal/test"
PORTAL_CALL = "/portal/sessions/[session_id]"
DROP_IN = "/drop-in"
PORTAL_TAB = "portal-access"
"""What an address of a client record ends in, after `#`, to open the tab Portal access."""
BILLING_TAB = "billing"
"""And to open the tab Billing."""
CHANGED_PASSWORD = "changed=password"
CHANGED_EMAIL = "changed=email"
"""The queries with which a page of one's own account says what was changed."""


@dataclass(frozen=True)
class Page:
    """One address: who may open it, and the area whose sign-in page stands before it."""

    route: str
    kinds: frozenset[ViewerKind]
    sign_in: str = PORTAL_SIGN_IN
    has_slots: bool = False
    """Whether the server fills the practice's name and the flash sentences into the page."""

    @property
    def is_public(self) -> bool:
        return self.kinds == EVERYONE

    def matches(self, path: str) -> bool:
        mine, theirs = self.route.strip("/").split("/"), path.strip("/").split("/")
        return len(mine) == len(theirs) and all(m.startswith("[") or m == p for m, p in zip(mine, theirs, strict=True))


PAGES = (
    Page(SET_UP, EVERYONE, LOGIN, has_slots=True),
    Page(LOGIN, EVERYONE, LOGIN, has_slots=True),
    Page(STAFF_FORGOT, EVERYONE, LOGIN, has_slots=True),
    Page(PORTAL_SIGN_IN, EVERYONE, has_slots=True),
    Page(PORTAL_FORGOT, EVERYONE, has_slots=True),
    Page(NEW_PASSWORD, EVERYONE, has_slots=True),
    Page(CONFIRM_EMAIL, EVERYONE, has_slots=True),
    Page(NEW_EMAIL, EVERYONE, has_slots=True),
    Page(INVITATION, EVERYONE, has_slots=True),
    Page(CREATE_ACCOUNT, EVERYONE, has_slots=True),
    Page(CHECK_MAIL, EVERYONE, has_slots=True),
    Page(VERIFY, EVERYONE, has_slots=True),
    Page(FIRST_PASSWORD, frozenset({ViewerKind.MUST_CHANGE_PASSWORD}), has_slots=True),
    Page(HOME, STAFF, LOGIN),
    Page(CLIENTS, STAFF, LOGIN),
    Page(CLIENT, STAFF, LOGIN),
    Page(CLIENT_EDIT, STAFF, LOGIN),
    Page(PROSPECTS, OWNER_ADMIN, LOGIN),
    Page(PROSPECT, OWNER_ADMIN, LOGIN),
    Page(SESSION_CALL, STAFF, LOGIN),
    Page(SETTINGS_PRACTICE, OWNER_ADMIN, LOGIN),
    Page(CALENDAR, STAFF, LOGIN),
    Page(SESSION, STAFF, LOGIN),
    Page(BILLING, STAFF, LOGIN),
    Page(BILLING_PAYMENTS, STAFF, LOGIN),
    Page(BILLING_TOTALS, STAFF, LOGIN),
    Page(SETTINGS_PORTAL, STAFF, LOGIN),
    Page(SETTINGS_SERVICES, STAFF, LOGIN),
    Page(SETTINGS_SERVICE, STAFF, LOGIN),
    Page(SETTINGS_TEAM, OWNER_ADMIN, LOGIN),
    Page(SETTINGS_PROFILE, STAFF, LOGIN),
    Page(SETTINGS_RECEIPTS, OWNER_ADMIN, LOGIN),
    Page(SETTINGS_MAIL, OWNER_ADMIN, LOGIN),
    Page(STAFF_ACCOUNT, STAFF, LOGIN),
    Page(PORTAL_ACCOUNT, PORTAL),
    Page(PORTAL_SESSIONS, PORTAL),
    Page(PORTAL_RECEIPTS, PORTAL),
    Page(PORTAL_SECURITY, PORTAL),
    Page(PORTAL_TEST, PORTAL),
    Page(PORTAL_CALL, CLIENT_LOGINS),
    Page(DROP_IN, EVERYONE, has_slots=True),
)


def find_page(path: str) -> Page | None:
    """The page at an address, in any language; None when there is none."""
    language = language_of(path)
    if language != DEFAULT:
        path = path.removeprefix(f"/{language}")
    return next((page for page in PAGES if page.matches(path)), None)


def home_of(kind: ViewerKind) -> str:
    """Where somebody belongs after signing in."""
    if kind in STAFF:
        return HOME
    if kind in PORTAL:
        return PORTAL_ACCOUNT
    if kind is ViewerKind.MUST_CHANGE_PASSWORD:
        return FIRST_PASSWORD
    return PORTAL_SIGN_IN


def call_of(session_id: str) -> str:
    """Where a session's therapist holds its call."""
    return SESSION_CALL.replace("[session_id]", session_id)


def client_in(path: str) -> str:
    """The id of the client whose record stands at an address; empty where none does."""
    return _after("clients", path)


def prospect_in(path: str) -> str:
    """The id of the prospect whose page stands at an address; empty where none does."""
    return _after("prospects", path)


def session_in(path: str) -> str:
    """The id of the session whose page stands at an address; empty where none does."""
    return _after("sessions", path)


def service_in(path: str) -> str:
    """The id of the service whose page stands at an address; empty where none does."""
    return _after("services", path)


def colleague_in(path: str) -> str:
    """The id of the member of staff whose page stands at an address; empty where none does."""
    return _after("team", path)


def _after(room: str, path: str) -> str:
    parts = path.strip("/").split("/")
    return parts[parts.index(room) + 1] if room in parts[:-1] else ""


def in_language_of(path: str, route: str) -> str:
    """The route's address in the language of another address."""
    return localised(route, language_of(path))
