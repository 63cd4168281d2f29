"""Giving somebody portal access: email, starter password, and the card to hand over."""

from typing import Any

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.button import button
from owl_app.web.components.form import form_actions, unreachable
from owl_app.web.components.javascript import ANSWER, ReactComponent, javascript

Text = str | rx.Var[str]


class _StarterAccess(ReactComponent):
    library = javascript("starter_access")
    tag = "StarterAccess"

    action: rx.Var[str]
    slip_action: rx.Var[str]
    texts: rx.Var[dict[str, str]]
    network_message: rx.Var[str]
    _events = {"on_done": ANSWER}


class _StarterPassword(ReactComponent):
    library = javascript("starter_access")
    tag = "StarterPassword"
    _is_form_control = True

    name: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    suggest_label: rx.Var[str]


def starter_access(action: Text, slip_action: Text, login: Text, *, on_done: Any = None) -> rx.Component:
    """The form POSTs `login` and `password` to `action` by fetch.

    The route answers as for `fetch_form`, with the `login`, `email` and `portal_url` to show. Then the card stands in
    the form's place; its slip button POSTs `login` and `password` to `slip_action` in a new tab.
    `on_done` receives the route's answer, never the password.
    """
    return _StarterAccess.create(
        rx.el.input(type="hidden", name="login", value=login, read_only=True),
        starter_password(),
        form_actions(button(t("Save"), type="submit")),
        action=action,
        slip_action=slip_action,
        network_message=unreachable(),
        texts=hand_over_texts(),
        **({"on_done": on_done} if on_done is not None else {}),
    )


def hand_over_texts() -> dict[str, str]:
    """What stands on the hand-over card."""
    return {
        "title": t("Ready to hand over"),
        "once": t("The starter password is shown only now. It has to be replaced at the first sign-in."),
        "url": t("Client Portal URL"),
        "email": t("Email address"),
        "password": t("Starter password"),
        "copy": t("Copy all"),
        "copied": t("Copied"),
        "slip": t("Printable access slip (PDF)"),
        "done": t("Done"),
    }


def starter_password(name: str = "password") -> rx.Component:
    """A password made in the browser, which can be suggested anew or typed over."""
    return _StarterPassword.create(
        name=name,
        label=t("Starter password"),
        hint=t("A strong one is offered. You may type another."),
        suggest_label=t("Suggest another"),
    )
