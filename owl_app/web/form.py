"""A form that is declared: its fields in groups; what was wrong, what was typed and what is newer is taken care of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components import (
    button,
    checkbox_field,
    date_field,
    dialog_actions,
    fieldset,
    fold,
    form_actions,
    form_columns,
    live_form,
    opened_version,
    radio_group,
    refusal,
    select_field,
    text_area,
    text_field,
)

Kind = Literal["text", "email", "phone", "date", "time", "lines", "choice", "one_of", "yes_no"]


@dataclass(frozen=True)
class Field:
    """One field, named as in the form it is read by. `half` ones stand side by side where there is room."""

    name: str
    label: str
    kind: Kind = "text"
    required: bool = False
    hint: str = ""
    options: Any = ()
    placeholder: str = ""
    value: Any = None
    """What stands in it; without, what `values` has under its name."""
    half: bool = True
    shown: Any = True
    """Whether this viewer has the field at all; what is not there is not sent."""


@dataclass(frozen=True)
class Group:
    """Fields that belong together, with the heading that is read before each of them."""

    title: str
    fields: Sequence[Field]
    description: str = ""
    folded: bool = False
    """Out of sight until it is wanted, or something in it is wrong."""


def form(
    state: Any,
    *fields: Field | Group,
    on_submit: Any,
    values: Any = None,
    save: Any = None,
    actions: Sequence[Any] = (),
    first: Sequence[Any] = (),
    before_save: Sequence[Any] = (),
    in_dialog: bool = False,
) -> rx.Component:
    """The form of a `Screen` state. With `values` that have a `version`, the second of two savers is told.

    What is `first` stands before the fields, `before_save` between them and the buttons.
    """
    version = [opened_version(values.version, state.told)] if hasattr(values, "version") else []
    return live_form(
        *([refusal(state.notice, state.notice_tone)] if in_dialog else []),
        *version,
        *first,
        *_laid_out(fields, values),
        *before_save,
        (dialog_actions if in_dialog else form_actions)(
            button(t("Save") if save is None else save, type="submit"), *actions
        ),
        on_submit=on_submit,
        errors=state.errors,
        answer=state.answers,
    )


def _laid_out(fields: Sequence[Field | Group], values: Any) -> list[rx.Component]:
    """The fields in their order, half ones in pairs."""
    out: list[rx.Component] = []
    pair: list[rx.Component] = []
    for each in fields:
        if isinstance(each, Field) and each.half:
            pair.append(_drawn(each, values))
            if len(pair) < 2:
                continue
        if pair:
            out.append(form_columns(*pair))
            pair = []
        if isinstance(each, Group):
            out.append(_group(each, values))
        elif not each.half:
            out.append(_drawn(each, values))
    return [*out, form_columns(*pair)] if pair else out


def _group(group: Group, values: Any) -> rx.Component:
    fields = _laid_out(group.fields, values)
    if group.folded:
        return fold(group.title, [field.name for field in group.fields], *fields)
    return fieldset(group.title, *fields, description=group.description)


def _drawn(field: Field, values: Any) -> rx.Component:
    drawn = _as_shown(field, values)
    return drawn if field.shown is True else rx.cond(field.shown, drawn)


def _as_shown(field: Field, values: Any) -> rx.Component:
    value: Any = (
        field.value if field.value is not None else getattr(values, field.name, "") if values is not None else ""
    )
    given: dict[str, Any] = {"hint": field.hint} if field.hint else {}
    if field.kind == "yes_no":
        return checkbox_field(field.name, field.label, default_checked=value, **given)
    given["default_value"] = value
    if field.kind == "one_of":
        return radio_group(field.name, field.label, field.options, **given)
    if field.placeholder:
        given["placeholder"] = field.placeholder
    given["optional_label"] = not field.required
    if field.kind == "choice":
        return select_field(field.name, field.label, field.options, **given)
    draw = {"date": date_field, "lines": text_area}.get(field.kind, text_field)
    if field.kind in {"email", "phone", "time"}:
        given["type"] = {"phone": "tel"}.get(field.kind, field.kind)
    return draw(field.name, field.label, required=field.required, autocomplete="off", **given)
