"""The place on a session's page from which its call is started: the button, who waits, and the drop-in link."""

import reflex as rx

from owl_app.admin.session_state import SessionState
from owl_app.i18n import t
from owl_app.web.components import card, section_header

SESSION = SessionState.session


def session_call() -> rx.Component:
    """When the video session can be joined."""
    open_now = t("Open now: it can be joined until {until} at the latest.", until=SESSION.closes)
    later = t("Clients join from {since} on, until {until} at the latest.", since=SESSION.opens, until=SESSION.closes)
    return rx.cond(
        (SESSION.meeting == "video") & SESSION.is_booked,
        card(
            section_header(t("Video session")),
            rx.el.p(rx.cond(SESSION.is_open, open_now, later)),
        ),
    )
