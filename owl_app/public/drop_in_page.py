"""The call of a session, for somebody with its drop-in link."""

import reflex as rx

from owl_app.web.components import drop_in, posting, slot
from owl_app.web.layout import call_layout


def page() -> rx.Component:
    return call_layout(drop_in(posting("/drop-in/open")), practice_name=slot("practice-name"))
