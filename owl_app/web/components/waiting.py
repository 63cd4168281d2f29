"""Who waits for the therapist, on every page of the panel."""

from typing import Any

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.javascript import ReactComponent, javascript


class _WaitingCard(ReactComponent):
    library = javascript("waiting")
    tag = "WaitingCard"

    rows: rx.Var[list[Any]]
    texts: rx.Var[dict[str, str]]


def waiting_card(rows: rx.Var[list[Any]]) -> rx.Component:
    """A card for each session at whose door somebody stands: rows with an `id`, `names` and the `href` of the call."""
    texts = {"title": t("Waiting for you"), "waits": t("{names} waits for you"), "open": t("Open the session")}
    return _WaitingCard.create(rows=rows, texts=texts)
