"""The call of a session, for the therapist who holds it."""

import reflex as rx

from owl_app.i18n import current_language, localised
from owl_app.web.components import call
from owl_app.web.layout import call_layout
from owl_app.web.routes import SESSION
from owl_app.web.screen import Frame


def page() -> rx.Component:
    return call_layout(
        call(localised(SESSION, current_language())), practice_name=Frame.practice_name, brand=Frame.brand
    )
