"""Giving somebody portal access: email, starter password, and the card to hand over."""

from typing import Any

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.button import button
from owl_app.web.components.field import text_field
from owl_app.web.components.form import form_actions, unreachable
from owl_app.web.components.javascript import ANSWER, ReactComponent, javascript

Text = str | rx.Var[str]


class _StarterAccess(ReactComponent):
    library = javascript("starter_access")
    tag = "StarterAccess"

    action: rx.Var[str]
    slip_action: rx.Var[str]
    portal_url: rx.Var[str]
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


def starter_access(
    client_url_action: Text,
    slip_action: Text,
    portal_url: Text,
    email: Text,
    *fields: Any,
    on_done: Any = None,
    save: Text | None = None,
) -> rx.Component:
    """The form POSTs `email`, `password` and further `fields` to `client_url_action` by fetch.

    The route answers as for `fetch_form`; it may send the `email` and `portal_url` to show. Then the card stands in the
    form's place, made of what was typed; its slip button POSTs `email` and `password` to `slip_action` in a new tab.
    `on_done` receives the route's answer, never the password.
    """
    return _StarterAccess.create(
        text_field("email", t("Email address"), type="email", default_value=email, required=True, autocomplete="off"),
        starter_password(),
        *fields,
        form_actions(button(t("Save") if save is None else save, type="submit")),
        action=client_url_action,
        slip_action=slip_action,
        portal_url=portal_url,
        network_message=unreachable(),
        texts={
            "title": t("Ready to hand over"),
            "once": t("The starter password is shown only now. It has to be replaced at the first sign-in."),
            "url": t("Client Portal URL"),
            "email": t("Email address"),
            "password": t("Starter password"),
            "copy": t("Copy all"),
            "copied": t("Copied"),
            "slip": t("Printable access slip (PDF)"),
            "done": t("Done"),
        },
        **({"on_done": on_done} if on_done is not None else {}),
    )


def starter_password(name: str = "password") -> rx.Component:
    """A password made in the browser, which can be suggested anew or typed over."""
    return _StarterPassword.create(
        name=name,
        label=t("Starter password"),
        hint=t("A strong one is offered. You may type another."),
        suggest_label=t("Suggest another"),
    )
