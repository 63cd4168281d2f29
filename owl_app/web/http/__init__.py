"""Our plain routes: everything with a password or a file, and calls; the rest goes over the event socket."""

import re

from starlette.datastructures import Headers
from starlette.routing import Match, Route, Router, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from owl_app.services.access import SIGNED_IN as SIGNED_IN_KINDS
from owl_app.web.cookies import sign_in_hash
from owl_app.web.gate import SIGNED_IN, SocketCap
from owl_app.web.http import (
    access,
    billing,
    brand,
    calendar_feeds,
    calendar_files,
    calls,
    email_changes,
    letters,
    passwords,
    pictures,
    receipts,
    set_up,
    sign_in,
    sign_ups,
    signatures,
)
from owl_app.web.routes import PAYMENTS_FILE
from owl_app.web.session import viewer_of

LOGO = "/settings/logo"
SIGNATURE = "/settings/team/{account_id:str}/signature"
FILES = re.compile("/settings/(logo|team/[^/]+/signature)")
"""Where files are sent to: the route reads them itself, once it knows who sends them."""

ROUTES: list[Route | WebSocketRoute] = [
    Route("/auth/{area:str}/sign-in", sign_in.sign_in, methods=["POST"]),
    Route("/auth/sign-out", sign_in.sign_out, methods=["POST"]),
    Route("/auth/{area:str}/forgot", passwords.forgot, methods=["POST"]),
    Route("/link/{token:str}", passwords.open_link, methods=["GET"]),
    Route("/auth/new-password", passwords.new_password, methods=["POST"]),
    Route("/auth/first-password", passwords.first_password, methods=["POST"]),
    Route("/auth/change-password", passwords.change_password, methods=["POST"]),
    Route("/auth/invitation", passwords.accept_invitation, methods=["POST"]),
    Route("/auth/sign-up", sign_ups.sign_up, methods=["POST"]),
    Route("/auth/sign-up/challenge", sign_ups.challenge, methods=["GET"]),
    Route("/auth/sign-up/address", sign_ups.correct_address, methods=["POST"]),
    Route("/auth/sign-up/letter", sign_ups.send_again, methods=["POST"]),
    Route("/auth/verify", sign_ups.verify, methods=["POST"]),
    Route("/auth/verify-code", sign_ups.verify_code, methods=["POST"]),
    Route("/portal/account/code", sign_ups.verify_own_code, methods=["POST"]),
    Route("/auth/confirm-email", passwords.confirm_email, methods=["POST"]),
    Route("/auth/change-email", email_changes.change_email, methods=["POST"]),
    Route("/auth/new-email", email_changes.new_email, methods=["POST"]),
    Route("/auth/set-up", set_up.set_up, methods=["POST"]),
    Route("/clients/{client_id:str}/portal-access", access.add_login, methods=["POST"]),
    Route("/clients/{client_id:str}/starter-password", access.give_starter, methods=["POST"]),
    Route("/clients/{client_id:str}/access-slip", access.access_slip, methods=["POST"]),
    Route("/portal-qr.svg", pictures.portal_qr, methods=["GET"]),
    Route("/brand.css", brand.stylesheet, methods=["GET"]),
    Route("/brand/logo-{sha:str}.png", brand.picture, methods=["GET"]),
    Route(LOGO, brand.set_logo, methods=["POST"]),
    Route(SIGNATURE, signatures.set_signature, methods=["POST"]),
    Route(SIGNATURE + ".png", signatures.picture, methods=["GET"]),
    Route("/sessions/{appointment_id:str}/drop-in", calls.switch_on, methods=["POST"]),
    Route("/sessions/{appointment_id:str}/drop-in/off", calls.switch_off, methods=["POST"]),
    Route("/drop-in/open", calls.open_link, methods=["POST"]),
    WebSocketRoute("/calls/drop-in", calls.drop_in),
    WebSocketRoute("/calls/test", calls.try_out),
    WebSocketRoute("/calls/{appointment_id:str}", calls.join),
    Route("/portal/sessions/{appointment_id:str}/calendar.ics", calendar_files.session_file, methods=["GET"]),
    Route("/calendar/{token:str}.ics", calendar_feeds.feed, methods=["GET"]),
    Route("/portal/calendar", calendar_feeds.make, methods=["POST"]),
    Route("/portal/calendar/off", calendar_feeds.remove, methods=["POST"]),
    Route("/receipts/{receipt_id:str}.pdf", receipts.one, methods=["GET"]),
    Route("/receipts/{receipt_id:str}/email", receipts.email, methods=["POST"]),
    Route("/portal/receipts/{year:str}/statement.pdf", receipts.yearly_statement, methods=["GET"]),
    Route("/portal/receipts/{client_id:str}/{year:str}.pdf", receipts.year, methods=["GET"]),
    Route("/portal/receipts/{client_id:str}/{year:str}.zip", receipts.originals, methods=["GET"]),
    Route("/portal/receipts/{client_id:str}/{year:str}/statement.pdf", receipts.yearly_statement, methods=["GET"]),
    Route(PAYMENTS_FILE, billing.payments, methods=["GET"]),
    Route("/settings/mail/{letter_id:str}", letters.letter, methods=["GET"]),
]


class Routes:
    """Answers our own routes; everything else is the app's behind them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._router = SocketCap(Router(ROUTES), per_address=60)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = scope["type"]
        ours = kind != "lifespan" and any(route.matches(scope)[0] is not Match.NONE for route in ROUTES)
        if ours and kind == "websocket":
            viewer = await viewer_of(sign_in_hash(Headers(scope=scope)))
            scope = {**scope, SIGNED_IN: str(viewer.sign_in_id) if viewer.kind in SIGNED_IN_KINDS else ""}
        await (self._router if ours else self._app)(scope, receive, send)
