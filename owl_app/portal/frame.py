"""The frame around every portal screen, filled from the state."""

from typing import Any

import reflex as rx

from owl_app.portal.whose_state import WhoseState
from owl_app.web.layout import Whose, portal_layout
from owl_app.web.screen import Frame


def portal_screen(active: str, *children: Any) -> rx.Component:
    """A portal screen under the practice's name."""
    chosen = WhoseState.chosen
    return portal_layout(
        active,
        *children,
        practice_name=Frame.practice_name,
        person_name=Frame.viewer_name,
        initials=Frame.viewer_initials,
        brand=Frame.brand,
        whose=Whose(
            chosen.id,
            chosen.name,
            WhoseState.initials,
            chosen.relation,
            WhoseState.people,
            WhoseState.query,
            WhoseState.sees_receipts,
        ),
    )
