"""Links that are shown once: a session's drop-in link, and a private calendar address."""

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.form import unreachable
from owl_app.web.components.javascript import ReactComponent, javascript

Text = str | rx.Var[str]


class _DropInLink(ReactComponent):
    library = javascript("drop_in_link")
    tag = "DropInLink"

    on: rx.Var[bool]
    on_action: rx.Var[str]
    off_action: rx.Var[str]
    texts: rx.Var[dict[str, str]]


def drop_in_link(on: rx.Var[bool], on_action: Text, off_action: Text) -> rx.Component:
    """Posts to `on_action`, which answers with the `link`, and to `off_action`; `on` says what holds now."""
    texts = {
        "switch_on": t("Switch the link on"),
        "switch_off": t("Switch the link off"),
        "renew": t("Make a new link"),
        "copy": t("Copy the link"),
        "copied": t("Copied"),
        "is_off": t("For somebody without an account: whoever has the link can come to the waiting room."),
        "is_on": t("The link is on. It was shown when it was made; a new one ends the one before."),
        "made": t("The link is on, and shown only now. Whoever has it can come to the waiting room."),
        "unreachable": unreachable(),
    }
    return _DropInLink.create(on=on, on_action=on_action, off_action=off_action, texts=texts)


def calendar_address(on: rx.Var[bool], on_action: Text, off_action: Text) -> rx.Component:
    """The same for the address at which a calendar fetches somebody's sessions."""
    texts = {
        "switch_on": t("Make my calendar address"),
        "switch_off": t("Remove"),
        "renew": t("Renew"),
        "copy": t("Copy the address"),
        "copied": t("Copied"),
        "is_off": t("Your own calendar can fetch your sessions by itself, from an address that only you know."),
        "is_on": t("Your calendar address is on. It was shown when it was made; a new one ends the one before."),
        "made": t("Copy it now into your calendar, as a subscription: it is shown only once. Keep it to yourself."),
        "unreachable": unreachable(),
    }
    return _DropInLink.create(on=on, on_action=on_action, off_action=off_action, texts=texts)
