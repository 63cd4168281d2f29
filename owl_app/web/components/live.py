"""What follows the event socket: the first arrival of the state, and its absence."""

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.javascript import ReactComponent, javascript


class _Ready(ReactComponent):
    library = javascript("live")
    tag = "Ready"

    when: rx.Var[bool]
    subject: rx.Var[str]


class _Since(ReactComponent):
    library = javascript("live")
    tag = "Since"

    count: rx.Var[int]
    before: rx.Var[str]


class _ConnectionBanner(ReactComponent):
    library = javascript("live")
    tag = "ConnectionBanner"

    text: rx.Var[str]


def ready(
    when: rx.Var[bool], content: rx.Component, skeleton: rx.Component, *, subject: rx.Var[str] | None = None
) -> rx.Component:
    """The skeleton until `when` was true once; the content from then on, also while the state is being rebuilt.

    Pass as `subject` the id that stands in the address: then nothing of one record is ever shown, or left in a form,
    under the address of another.
    """
    about = {} if subject is None else {"subject": subject}
    return _Ready.create(skeleton, content, when=when, **about)


def since(count: rx.Var[int], content: rx.Component | rx.Var[str], before: str = "") -> rx.Component:
    """The content once `count` has changed: what was said before somebody opened a window is not said in it."""
    return _Since.create(content, count=count, **({"before": before} if before else {}))


def connection_banner() -> rx.Component:
    """Says calmly, after two seconds, that the server is out of reach; the layouts hold it already."""
    return _ConnectionBanner.create(text=t("Reconnecting… what you typed is kept."))
