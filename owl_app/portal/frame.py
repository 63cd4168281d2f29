"""The frame around every portal screen, filled from the state."""

from typing import Any

import reflex as rx

from owl_app.web.layout import portal_layout
from owl_app.web.screen import Frame


def portal_screen(active: str, *children: Any) -> rx.Component:
    """A portal screen under the practice's name."""
    return portal_layout(
        active,
        *children,
        practice_name=Frame.practice_name,
        person_name=Frame.viewer_name,
        initials=Frame.viewer_initials,
    )
