"""The call of a session on its page: joining it, how the clients' tests went, and the drop-in link."""

import reflex as rx

from owl_app.admin.session_call_state import SessionCallState, TestLine
from owl_app.admin.session_state import SessionState
from owl_app.i18n import t
from owl_app.web.components import badge, card, drop_in_link, link_button, section_header

SESSION = SessionState.session
CALL = SessionCallState


def session_call() -> rx.Component:
    """When the video session can be joined, and by whom."""
    open_now = t("Open now: it can be joined until {until} at the latest.", until=SESSION.closes)
    later = t("Clients join from {since} on, until {until} at the latest.", since=SESSION.opens, until=SESSION.closes)
    join = link_button(t("Start the session"), CALL.address, kind="primary", icon="video")
    return rx.cond(
        (SESSION.meeting == "video") & ~SESSION.is_cancelled,
        card(
            section_header(t("Video session"), rx.cond(CALL.is_host, join)),
            rx.el.p(rx.cond(SESSION.is_open, open_now, later)),
            rx.cond(~CALL.is_host, rx.el.p(t("Only its therapist holds the session."), class_name="section-text")),
            rx.cond(CALL.tests.length() > 0, _tests()),
            rx.cond(SESSION.may_change, _drop_in()),
        ),
    )


def _tests() -> rx.Component:
    return rx.el.div(
        rx.el.h3(t("Camera and connection of those who come"), class_name="call-card-title"),
        rx.el.ul(rx.foreach(CALL.tests, _test), class_name="item-list"),
        class_name="call-card-part",
    )


def _test(test: rx.Var[TestLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(rx.el.span(test.name, class_name="item-title"), rx.el.span(test.text, class_name="item-text")),
            badge(test.verdict, test.tone),
            class_name="item",
        ),
        class_name="item-row",
    )


def _drop_in() -> rx.Component:
    return rx.el.div(
        rx.el.h3(t("Drop-in link"), class_name="call-card-title"),
        drop_in_link(CALL.drop_in, CALL.drop_in_on, CALL.drop_in_off),
        class_name="call-card-part",
    )
