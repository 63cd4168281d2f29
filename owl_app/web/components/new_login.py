"""Making one more login for a client."""

from typing import Any

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.form import unreachable
from owl_app.web.components.javascript import ReactComponent, javascript
from owl_app.web.components.starter_access import hand_over_texts

Text = str | rx.Var[str]


class _NewLogin(ReactComponent):
    library = javascript("new_login")
    tag = "NewLogin"

    action: rx.Var[str]
    slip_action: rx.Var[str]
    first: rx.Var[bool]
    texts: rx.Var[dict[str, str]]
    network_message: rx.Var[str]


def new_login(*fields: Any, action: Text, slip_action: Text, first: rx.Var[bool], connect: Text) -> rx.Component:
    """The form POSTs its `fields` to `action` by fetch; while the client has no login (`first`) it is open.

    The route answers as for `fetch_form`. With `starter`, the hand-over card of `starter_access` follows; with a
    `question`, its `text` is shown, and the button `connect` sends the same fields again with its `login` as `connect`.
    """
    return _NewLogin.create(
        *fields,
        action=action,
        slip_action=slip_action,
        first=first,
        network_message=unreachable(),
        texts={
            **hand_over_texts(),
            "add": t("Add another login"),
            "save": t("Save"),
            "cancel": t("Cancel"),
            "question": t("Is this the same person?"),
            "consequence": t("They keep their password, and get a letter that they can see one more person."),
            "connect": connect,
            "back": t("Back"),
        },
    )
