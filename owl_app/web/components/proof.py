"""Proof of work in a form: nobody sees it."""

import reflex as rx

from owl_app.web.components.javascript import ReactComponent, javascript

ALTCHA = "altcha-lib@2.8.0"


class _ProofOfWork(ReactComponent):
    library = javascript("proof")
    lib_dependencies: list[str] = [ALTCHA]
    tag = "ProofOfWork"

    name: rx.Var[str]
    source: rx.Var[str]


def proof_of_work(name: str, source: str) -> rx.Component:
    """A hidden field with the answer to the challenge that stands at `source`; the form waits for it."""
    return _ProofOfWork.create(name=name, source=source)
