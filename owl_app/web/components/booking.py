"""The fields of the booking window: several people out of a search, and what fits to a service."""

from typing import Any

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.javascript import BASE_UI, TEXT, ReactComponent, javascript

Text = str | rx.Var[str]


class _Booking(ReactComponent):
    library = javascript("booking")
    lib_dependencies: list[str] = [BASE_UI]


class _PeopleField(_Booking):
    tag = "PeopleField"

    name: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    chosen: rx.Var[list[Any]]
    found: rx.Var[list[Any]]
    searched: rx.Var[str]
    texts: rx.Var[dict[str, str]]
    _events = {"on_search": TEXT}


class _Drafted(_Booking):
    tag = "Drafted"

    otherwise: rx.Var[dict[str, str]]


class _Fitting(_Booking):
    tag = "Fitting"

    of: rx.Var[str]
    values: rx.Var[dict[str, Any]]


def people_field(
    name: str,
    label: Text,
    *,
    chosen: rx.Var[Any],
    found: rx.Var[Any],
    searched: rx.Var[str],
    on_search: Any,
    hint: Text,
) -> rx.Component:
    """Several people, by their ids with spaces between; `found` are those that `on_search` found for `searched`.

    Each has an id, a name, what is said `about` them, and a `therapist_id` that the field of this name begins with.
    """
    return _PeopleField.create(
        name=name,
        label=label,
        hint=hint,
        chosen=chosen,
        found=found,
        searched=searched,
        on_search=on_search,
        texts={
            "placeholder": t("Name, email or phone"),
            "another": t("Another client"),
            "remove": t("Remove {name}", name="#"),
            "dismiss": t("Close the list"),
            "found": t("Who was found"),
            "searching": t("Searching …"),
            "nobody": t("Nobody found. Try fewer letters, or another spelling."),
        },
    )


def drafted(otherwise: dict[str, Text]) -> rx.Component:
    """Begins a form's fields with what was pointed at in the calendar, or with `otherwise`."""
    return _Drafted.create(otherwise=otherwise)


def fitting(of: str, values: rx.Var[Any]) -> rx.Component:
    """Fills fields with what fits to the choice in the field `of`: choice to field to values, the usual one first."""
    return _Fitting.create(of=of, values=values)
