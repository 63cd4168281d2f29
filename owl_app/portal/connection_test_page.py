"""Test my camera and connection: what a client can do days before a session."""

import reflex as rx

from owl_app.i18n import t
from owl_app.portal.connection_test_state import ConnectionTestState
from owl_app.portal.frame import portal_screen
from owl_app.web.components import card, connection_test, notice_bar, page_header
from owl_app.web.connection_words import FAILING, how_to_mend


def page() -> rx.Component:
    return portal_screen(
        "test",
        page_header(
            t("Test my camera and connection"),
            description=t("Half a minute, on the device and in the place you will have your session."),
        ),
        notice_bar(ConnectionTestState.notice, ConnectionTestState.notice_tone),
        card(connection_test(FAILING, how_to_mend(), on_done=ConnectionTestState.keep)),
    )
