"""What each HTTP route and each socket of a call answers each kind of viewer, typed by hand."""

STAFF = "owner admin therapist"
PORTAL = "client unassociated unverified"
EVERYBODY = f"anonymous {STAFF} {PORTAL} must_change_password ended"

ROUTES: dict[str, dict[str, str]] = {
    "POST /auth/portal/sign-in": {EVERYBODY: "303 /portal"},
    "POST /auth/staff/sign-in": {EVERYBODY: "303 /login"},
    "POST /auth/nonsense/sign-in": {EVERYBODY: "303 /portal"},
    "POST /auth/portal/forgot": {EVERYBODY: "303 /portal/forgot"},
    "POST /auth/staff/forgot": {EVERYBODY: "303 /login/forgot"},
    "GET /link/nonsense": {EVERYBODY: "303 /new-password"},
    "POST /auth/new-password": {EVERYBODY: "303 /new-password"},
    "POST /auth/first-password": {EVERYBODY: "303 /first-password"},
    "POST /auth/change-password": {
        f"{STAFF} {PORTAL}": "422",
        "anonymous must_change_password ended": "403",
    },
    "POST /auth/invitation": {EVERYBODY: "303 /invitation"},
    "POST /auth/sign-up": {EVERYBODY: "303 /portal/create-account"},
    "GET /auth/sign-up/challenge": {EVERYBODY: "404"},
    "POST /auth/sign-up/address": {EVERYBODY: "303 /portal/check-mail"},
    "POST /auth/sign-up/letter": {EVERYBODY: "303 /portal/check-mail"},
    "POST /auth/verify": {EVERYBODY: "303 /verify"},
    "POST /auth/verify-code": {EVERYBODY: "303 /portal/check-mail"},
    "POST /portal/account/code": {
        "unverified": "422",
        f"anonymous {STAFF} client unassociated must_change_password ended": "403",
    },
    "POST /auth/confirm-email": {
        "anonymous ended": "303 /portal",
        f"{STAFF} {PORTAL} must_change_password": "303 /confirm-email",
    },
    "POST /auth/change-email": {
        f"{STAFF} {PORTAL}": "422",
        "anonymous must_change_password ended": "403",
    },
    "POST /auth/new-email": {
        "anonymous ended": "303 /portal",
        f"{STAFF} {PORTAL} must_change_password": "303 /new-email",
    },
    "POST /auth/set-up": {EVERYBODY: "303 /set-up"},
    "POST /clients/{ana}/portal-access": {
        STAFF: "422",
        f"anonymous {PORTAL} must_change_password ended": "403",
    },
    "POST /clients/{ana}/starter-password": {
        STAFF: "404",
        f"anonymous {PORTAL} must_change_password ended": "403",
    },
    "POST /clients/{ana}/access-slip": {EVERYBODY: "303 /clients/{ana}/edit"},
    **{
        f"POST /sessions/{{ana}}/drop-in{switch}": {
            STAFF: "404",
            f"anonymous {PORTAL} must_change_password ended": "403",
        }
        for switch in ("", "/off")
    },
    "POST /drop-in/open": {EVERYBODY: "404"},
    "GET /portal-qr.svg": {EVERYBODY: "200"},
    "GET /settings/mail/nonsense": {
        "owner admin": "404",
        f"anonymous therapist {PORTAL} must_change_password ended": "303 /settings/mail",
    },
    "GET /portal/sessions/nonsense/calendar.ics": {
        "client": "404",
        f"anonymous {STAFF} unassociated unverified must_change_password ended": "303 /portal/account",
    },
    **{
        f"GET {path}": {EVERYBODY: "404"}
        for path in (
            "/calendar/nonsense.ics",
            "/receipts/nonsense.pdf",
            "/portal/receipts/{ana}/2026.pdf",
            "/portal/receipts/{ana}/2026.zip",
            "/portal/receipts/{ana}/2026/statement.pdf",
            "/portal/receipts/2026/statement.pdf",
        )
    },
    **{
        f"POST /portal/calendar{switch}": {
            "client": "200",
            f"anonymous {STAFF} unassociated unverified must_change_password ended": "403",
        }
        for switch in ("", "/off")
    },
    "GET /billing/payments.csv?year=2026": {
        STAFF: "200",
        f"anonymous {PORTAL} must_change_password ended": "404",
    },
    "GET /billing/payments.csv?year=nonsense": {EVERYBODY: "404"},
    "POST /receipts/nonsense/email": {
        STAFF: "422",
        f"anonymous {PORTAL} must_change_password ended": "403",
    },
    "GET /brand.css": {EVERYBODY: "200"},
    "GET /brand/logo-nonsense.png": {EVERYBODY: "404"},
    "POST /settings/logo": {
        "owner admin": "422",
        f"therapist anonymous {PORTAL} must_change_password ended": "403",
    },
    "POST /settings/team/{ana}/signature": {
        "owner admin": "404",
        f"therapist anonymous {PORTAL} must_change_password ended": "403",
    },
    "GET /settings/team/{ana}/signature.png": {EVERYBODY: "404"},
    "POST /auth/sign-out": {
        STAFF: "303 /login",
        f"anonymous {PORTAL} must_change_password ended": "303 /portal",
    },
}
ROUTES_BY_PATTERN = {
    "/auth/{area:str}/sign-in",
    "/auth/{area:str}/forgot",
    "/auth/sign-out",
    "/link/{token:str}",
    "/auth/new-password",
    "/auth/first-password",
    "/auth/change-password",
    "/auth/invitation",
    "/auth/sign-up",
    "/auth/sign-up/challenge",
    "/auth/sign-up/address",
    "/auth/sign-up/letter",
    "/auth/verify",
    "/auth/verify-code",
    "/portal/account/code",
    "/auth/confirm-email",
    "/auth/change-email",
    "/auth/new-email",
    "/auth/set-up",
    "/clients/{client_id:str}/portal-access",
    "/clients/{client_id:str}/starter-password",
    "/clients/{client_id:str}/access-slip",
    "/sessions/{appointment_id:str}/drop-in",
    "/sessions/{appointment_id:str}/drop-in/off",
    "/drop-in/open",
    "/calls/drop-in",
    "/calls/test",
    "/calls/{appointment_id:str}",
    "/portal-qr.svg",
    "/portal/sessions/{appointment_id:str}/calendar.ics",
    "/settings/mail/{letter_id:str}",
    "/calendar/{token:str}.ics",
    "/portal/calendar",
    "/portal/calendar/off",
    "/receipts/{receipt_id:str}.pdf",
    "/billing/payments.csv",
    "/receipts/{receipt_id:str}/email",
    "/portal/receipts/{client_id:str}/{year:str}.pdf",
    "/portal/receipts/{client_id:str}/{year:str}.zip",
    "/portal/receipts/{client_id:str}/{year:str}/statement.pdf",
    "/portal/receipts/{year:str}/statement.pdf",
    "/brand.css",
    "/brand/logo-{sha:str}.png",
    "/settings/logo",
    "/settings/team/{account_id:str}/signature",
    "/settings/team/{account_id:str}/signature.png",
}

SOCKETS: dict[str, dict[str, str]] = {
    "{session}": {
        "therapist": "welcome host",
        "client": "welcome client",
        "owner admin unassociated unverified must_change_password": "refused not_yours",
        "anonymous ended": "refused signed_out",
    },
    "drop-in": {EVERYBODY: "refused link_off"},
    "test": {PORTAL: "test", f"anonymous {STAFF} must_change_password ended": "refused"},
}
"""What each kind of viewer hears first at the sockets of calls; the session is one of the therapist with the client."""
