"""The practice's look: its logo or the owl, the style sheet that says which, and the choice of an accent colour."""

from typing import Any

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.icon import owl
from owl_app.web.components.javascript import TEXT, ReactComponent, javascript

Text = str | rx.Var[str]


class _BrandSheet(ReactComponent):
    library = javascript("brand")
    tag = "BrandSheet"

    brand: rx.Var[str]


class _AccentField(ReactComponent):
    library = javascript("brand")
    tag = "AccentField"
    _is_form_control = True

    name: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    optional: rx.Var[str]
    default_value: rx.Var[str]
    shades: rx.Var[Any]
    texts: rx.Var[dict[str, str]]
    _events = {"on_try": TEXT}


def brand_mark(*, size: int) -> rx.Component:
    """The logo, or the owl while there is none; `/brand.css` says which, before anything is shown."""
    return rx.el.span(
        rx.el.span(class_name="brand-logo"),
        rx.el.span(owl(size=size), class_name="brand-owl"),
        class_name="brand-mark",
        aria_hidden="true",
    )


def brand_sheet(brand: rx.Var[str]) -> rx.Component:
    """Asks for `/brand.css` again when the look changes while a page is open; the layouts hold it already."""
    return _BrandSheet.create(brand=brand)


def accent_field(
    name: str, label: Text, shades: rx.Var[Any], *, on_try: Any, hint: Text = "", default_value: Text = ""
) -> rx.Component:
    """A colour, typed or picked, with a sample of it in light and in dark.

    `on_try(colour)` is to answer with `shades`: the colour as `accent`, what becomes of it as `light`, `on_light`,
    `dark` and `on_dark`, and as `says` the sentences about what had to be changed.
    """
    return _AccentField.create(
        name=name,
        label=label,
        hint=hint,
        optional=t("optional"),
        default_value=default_value,
        shades=shades,
        on_try=on_try,
        texts={
            "pick": t("Pick a colour"),
            "light": t("Light"),
            "dark": t("Dark"),
            "button": t("Button"),
            "link": t("A link"),
        },
    )
