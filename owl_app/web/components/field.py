"""Fields of forms: label above, hint, and the error under it."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.icon import icon
from owl_app.web.components.javascript import TEXT, YES_OR_NO, ReactComponent, javascript

Text = str | rx.Var[str]
Options = Sequence[tuple[Text, Text]] | rx.Var[Any]


class _Field(ReactComponent):
    library = javascript("fields")
    _is_form_control = True

    name: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    error: rx.Var[str]
    optional: rx.Var[str]
    required: rx.Var[bool]
    disabled: rx.Var[bool]
    keep: rx.Var[bool]
    read_only: rx.Var[bool]
    auto_focus: rx.Var[bool]
    auto_complete: rx.Var[str]
    default_value: rx.Var[Any]
    _events = {"on_change": TEXT, "on_blur": TEXT}


class _TextField(_Field):
    tag = "TextField"

    type: rx.Var[str]
    input_mode: rx.Var[str]
    placeholder: rx.Var[str]
    multiline: rx.Var[bool]
    mono: rx.Var[bool]
    max_length: rx.Var[int]
    rows: rx.Var[int]
    min: rx.Var[str]
    max: rx.Var[str]
    spell_check: rx.Var[bool]
    auto_capitalize: rx.Var[str]


class _PasswordField(_Field):
    tag = "PasswordField"

    show_label: rx.Var[str]
    hide_label: rx.Var[str]
    min_length: rx.Var[int]
    short_text: rx.Var[str]
    long_text: rx.Var[str]


class _SelectField(_Field):
    tag = "SelectField"

    options: rx.Var[list[list[str]]]
    without: rx.Var[str]
    placeholder: rx.Var[str]


class _CheckboxField(_Field):
    tag = "CheckboxField"

    default_checked: rx.Var[bool]
    value: rx.Var[str]
    _events = {**_Field._events, "on_change": YES_OR_NO}


class _RadioGroup(_Field):
    tag = "RadioGroup"

    options: rx.Var[list[list[str]]]


class _ImageField(_Field):
    library = javascript("image_field")
    tag = "ImageField"

    current: rx.Var[str]
    alt: rx.Var[str]
    accept: rx.Var[str]
    max_bytes: rx.Var[int]
    too_large: rx.Var[str]
    nothing: rx.Var[str]


class _SearchField(ReactComponent):
    library = javascript("fields")
    tag = "SearchField"

    label: rx.Var[str]
    placeholder: rx.Var[str]
    default_value: rx.Var[str]
    _events = {"on_search": TEXT}


def text_field(
    name: str,
    label: Text,
    *,
    type: str = "text",
    hint: Text = "",
    error: Text = "",
    default_value: Text = "",
    required: bool = False,
    autocomplete: str = "",
    inputmode: str = "",
    placeholder: Text = "",
    optional_label: bool = False,
    keep: bool = False,
    **props: Any,
) -> rx.Component:
    """One line of text.

    With `keep` the input carries `data-keep="<name>"` and no value of React's, so that the server can write a `value`
    into the prerendered page, and a sentence into the slot `error-<name>`.
    """
    email = {"spell_check": False, "auto_capitalize": "none"} if type == "email" else {}
    return _TextField.create(
        **_given(
            hint=hint,
            error=error,
            placeholder=placeholder,
            auto_complete=autocomplete,
            input_mode=inputmode or ("email" if type == "email" else "tel" if type == "tel" else ""),
            default_value="" if keep else default_value,
            optional=t("optional") if optional_label else "",
        ),
        name=name,
        label=label,
        type=type,
        required=required,
        keep=keep,
        **{**email, **props},
    )


def text_area(name: str, label: Text, *, rows: int = 4, **props: Any) -> rx.Component:
    """Several lines of text; takes what `text_field` takes, and grows with what is typed."""
    return text_field(name, label, multiline=True, rows=rows, **props)


def date_field(name: str, label: Text, *, min: str = "", max: str = "", **props: Any) -> rx.Component:
    """A day, as YYYY-MM-DD, in the browser's own picker."""
    return text_field(name, label, type="date", **_given(min=min, max=max), **props)


def password_field(
    name: str,
    label: Text,
    *,
    autocomplete: str = "current-password",
    hint: Text = "",
    error: Text = "",
    min_length: int = 0,
    required: bool = True,
    keep: bool = False,
    **props: Any,
) -> rx.Component:
    """A password with a button that shows it.

    With `min_length`, says while typing how many characters are missing; what else is wrong only the server knows.
    """
    return _PasswordField.create(
        **_given(hint=hint, error=error),
        keep=keep,
        name=name,
        label=label,
        auto_complete=autocomplete,
        required=required,
        min_length=min_length,
        short_text=t("Characters still missing: #"),
        long_text=t("Long enough"),
        show_label=t("Show password"),
        hide_label=t("Hide password"),
        **props,
    )


def select_field(
    name: str,
    label: Text,
    options: Options,
    *,
    hint: Text = "",
    error: Text = "",
    default_value: Text = "",
    placeholder: Text = "",
    without: Text = "",
    optional_label: bool = False,
    keep: bool = False,
    **props: Any,
) -> rx.Component:
    """One of several `(value, text)` choices, in the device's own picker; the value `without` is not among them."""
    return _SelectField.create(
        **_given(
            hint=hint,
            error=error,
            placeholder=placeholder,
            without=without,
            default_value=default_value,
            optional=t("optional") if optional_label else "",
        ),
        keep=keep,
        name=name,
        label=label,
        options=_plain(options),
        **props,
    )


def checkbox_field(
    name: str,
    label: Text,
    *,
    hint: Text = "",
    error: Text = "",
    default_checked: rx.Var[bool] | bool = False,
    value: str = "on",
    **props: Any,
) -> rx.Component:
    """Yes or no; an unticked box sends nothing. With `keep`, the server can write a sentence below it."""
    return _CheckboxField.create(
        **_given(hint=hint, error=error), name=name, label=label, default_checked=default_checked, value=value, **props
    )


def radio_group(
    name: str,
    label: Text,
    options: Sequence[tuple[Text, Text] | tuple[Text, Text, Text]],
    *,
    hint: Text = "",
    error: Text = "",
    default_value: Text = "",
    **props: Any,
) -> rx.Component:
    """One of a few choices, all visible: `(value, text)` or `(value, text, explanation)`."""
    return _RadioGroup.create(
        **_given(hint=hint, error=error, default_value=default_value),
        name=name,
        label=label,
        options=_plain(options),
        **props,
    )


def image_field(
    name: str,
    label: Text,
    *,
    current: Text,
    alt: Text,
    max_bytes: int,
    too_large: Text,
    nothing: Text,
    accept: str = "image/png,image/jpeg,image/webp",
    hint: Text = "",
) -> rx.Component:
    """A picture for a `fetch_form`, which sends it alone; shows it, or the `current` one, on light and on dark.

    `nothing` stands there while there is none, `too_large` under the field when the file is larger than `max_bytes`.
    """
    return _ImageField.create(
        **_given(hint=hint),
        name=name,
        label=label,
        current=current,
        alt=alt,
        accept=accept,
        max_bytes=max_bytes,
        too_large=too_large,
        nothing=nothing,
    )


def search_field(label: Text, *, on_search: Any, placeholder: Text = "", **props: Any) -> rx.Component:
    """A search box that calls `on_search(text)` once typing pauses for a quarter of a second."""
    return _SearchField.create(
        icon("search"), label=label, on_search=on_search, **_given(placeholder=placeholder), **props
    )


def _given(**props: Any) -> dict[str, Any]:
    return {name: value for name, value in props.items() if isinstance(value, rx.Var) or value != ""}


def _plain(options: Any) -> Any:
    return options if isinstance(options, rx.Var) else [list(option) for option in options]
