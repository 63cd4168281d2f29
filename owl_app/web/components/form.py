"""Forms: native ones, live ones (Reflex state), and ones sent by fetch (passwords)."""

from collections.abc import Sequence
from typing import Any, ClassVar

import reflex as rx

from owl_app.i18n import DEFAULT, current_language, t
from owl_app.web.components.icon import icon
from owl_app.web.components.javascript import ANSWER, ReactComponent, javascript


class _PlainForm(rx.Component):
    """Unlike `rx.el.form`, leaves the submit event to the browser."""

    tag = "form"
    _is_tag_in_global_scope: ClassVar[bool] = True

    action: rx.Var[str]
    method: rx.Var[str]
    no_validate: rx.Var[bool]
    target: rx.Var[str]


class _FormScope(ReactComponent):
    library = javascript("forms")
    tag = "FormScope"

    mode: rx.Var[str]
    errors: rx.Var[dict[str, str]]
    answer: rx.Var[Any]


class _FetchForm(ReactComponent):
    library = javascript("forms")
    tag = "FetchForm"

    action: rx.Var[str]
    network_message: rx.Var[str]
    reset_on_done: rx.Var[bool]
    _events = {"on_done": ANSWER}


class _FieldsWhile(ReactComponent):
    library = javascript("forms")
    tag = "FieldsWhile"

    name: rx.Var[str]
    values: rx.Var[list[str]]


class _SumOfTicks(ReactComponent):
    library = javascript("forms")
    tag = "SumOfTicks"

    name: rx.Var[str]
    amounts: rx.Var[dict[str, int]]


class _Attention(ReactComponent):
    library = javascript("forms")
    tag = "Attention"

    label: rx.Var[str]


class _Fold(ReactComponent):
    library = javascript("forms")
    tag = "Fold"

    title: rx.Var[str]
    names: rx.Var[list[str]]


class _OpenedVersion(rx.Component):
    library = javascript("forms")
    tag = "OpenedVersion"

    value: rx.Var[int]
    renew: rx.Var[int]


def opened_version(value: rx.Var[int], renew: rx.Var[int]) -> rx.Component:
    """The field `version`: which record the form was opened with, so that nobody overwrites what they never saw.

    Raise `renew` once the person was told of the newer one, or saved.
    """
    return _OpenedVersion.create(value=value, renew=renew)


def fields_while(name: str, values: Sequence[str], *fields: Any) -> rx.Component:
    """Fields that are shown, and sent, only while the field `name` of the same form has one of these values."""
    return _FieldsWhile.create(*fields, name=name, values=list(values))


def sum_of_ticks(name: str, amounts: rx.Var[dict[str, int]]) -> rx.Component:
    """Keeps the field `name` at what the ticked boxes come to, in hundredths, until somebody types another amount."""
    return _SumOfTicks.create(name=name, amounts=amounts)


def fold(title: str, names: Sequence[str], *fields: Any) -> rx.Component:
    """Fields that are folded away until somebody wants them, or one of those with these `names` is wrong."""
    return _Fold.create(*fields, title=title, names=list(names))


def attention(title: str, *children: Any) -> rx.Component:
    """What has to be looked at before a form is sent again; it takes the focus when it appears."""
    return _Attention.create(
        rx.el.div(icon("alert"), rx.el.p(title), class_name="attention-title"), *children, label=title
    )


def posting(path: str) -> str:
    """The address a form posts to, so that the answer comes in the language of the page."""
    language = current_language()
    return path if language == DEFAULT else f"{path}?lang={language}"


def native_form(*children: Any, action: str | rx.Var[str], **props: Any) -> rx.Component:
    """A form the browser posts by itself, also without JavaScript; the page that comes back says what was wrong."""
    return _PlainForm.create(
        _FormScope.create(*children, mode="native"),
        method="post",
        action=action,
        no_validate=True,
        class_name=props.pop("class_name", "form"),
        **props,
    )


def live_form(
    *children: Any,
    on_submit: Any,
    errors: rx.Var[dict[str, str]] | None = None,
    answer: rx.Var[Any] | None = None,
    **props: Any,
) -> rx.Component:
    """A form whose fields go to a state handler.

    `errors` maps field names to sentences, which appear under the fields. `answer` is a counter of the state that every
    run of the handler raises: then the form knows it was answered, its submit button works again and the first invalid
    field has the focus. (Without it, changed `errors` or 2.5 seconds of silence count as the answer.)
    """
    scope = {key: value for key, value in (("errors", errors), ("answer", answer)) if value is not None}
    return rx.el.form(
        _FormScope.create(*children, mode="live", **scope),
        on_submit=on_submit,
        reset_on_submit=False,
        no_validate=True,
        class_name=props.pop("class_name", "form"),
        **props,
    )


def fetch_form(
    *children: Any,
    action: str | rx.Var[str],
    on_done: Any = None,
    reset_on_done: bool = False,
    **props: Any,
) -> rx.Component:
    """A form posted by fetch, for passwords: nothing of it touches the event socket.

    The route answers `{"ok": true, ...}` or `{"errors": {field: sentence}, "message": sentence}`. With `ok` an optional
    `message` is shown, an optional `location` is opened, and `on_done` receives the whole answer.
    """
    return _FetchForm.create(
        *children,
        action=action,
        network_message=unreachable(),
        reset_on_done=reset_on_done,
        class_name=props.pop("class_name", "form"),
        **({"on_done": on_done} if on_done is not None else {}),
        **props,
    )


def unreachable() -> str:
    return t("The server could not be reached. What you typed is kept; please try again in a moment.")


def form_actions(*children: Any) -> rx.Component:
    """The row of buttons at the end of a form."""
    return rx.el.div(*children, class_name="form-actions")


def form_columns(*children: Any) -> rx.Component:
    """Fields side by side where there is room."""
    return rx.el.div(*children, class_name="form-columns")


def fieldset(legend: str | rx.Var[str], *children: Any, description: str | rx.Var[str] = "") -> rx.Component:
    """Fields that belong together, with the heading screen readers announce for each."""
    return rx.el.fieldset(
        rx.el.legend(legend),
        *([rx.el.p(description, class_name="fieldset-text")] if description is not None and description != "" else []),
        *children,
        class_name="fieldset",
    )
