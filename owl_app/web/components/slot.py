"""Places in prerendered pages which the server fills, so that they need no JavaScript."""

import reflex as rx

from owl_app.web.components.javascript import ReactComponent, javascript


class _Slot(ReactComponent):
    library = javascript("fields")
    tag = "Slot"

    name: rx.Var[str]


def slot(name: str, *, class_name: str = "") -> rx.Component:
    """`<span data-slot="name"><!--slot:name--></span>`; the server replaces the comment by escaped text."""
    return _Slot.create(name=name, **({"class_name": class_name} if class_name else {}))
