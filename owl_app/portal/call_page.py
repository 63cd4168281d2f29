"""The call of a session, for the clients who come to it."""

import reflex as rx

from owl_app.i18n import current_language, localised
from owl_app.web.components import call
from owl_app.web.layout import call_layout
from owl_app.web.routes import PORTAL_ACCOUNT, PORTAL_TEST
from owl_app.web.screen import Frame


def page() -> rx.Component:
    back, test = (localised(route, current_language()) for route in (PORTAL_ACCOUNT, PORTAL_TEST))
    return call_layout(call(back, test=test), practice_name=Frame.practice_name, brand=Frame.brand)
