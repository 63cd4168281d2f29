"""What shows things: cards, headers, badges, lists, empty states, notices, skeletons."""

from collections.abc import Sequence
from typing import Any, Literal

import reflex as rx

from owl_app.web.components.icon import IconName, owl
from owl_app.web.components.icon import icon as draw
from owl_app.web.components.live import since
from owl_app.web.components.slot import slot

Text = str | rx.Var[str]
NoticeTone = Literal["success", "warning", "danger", "info"]
Tone = Literal["neutral", "accent", "success", "warning", "danger", "info"]

_NOTICE_ICONS: dict[NoticeTone, IconName] = {
    "success": "success",
    "warning": "alert",
    "danger": "alert",
    "info": "info",
}


def card(*children: Any, flush: bool = False, **props: Any) -> rx.Component:
    """A sheet of paper; `flush` lets a table or a list reach its edges."""
    name = f"card{' card--flush' if flush else ''} {props.pop('class_name', '')}".strip()
    return rx.el.section(*children, class_name=name, **props)


def stack(*children: Any) -> rx.Component:
    """Cards below each other at the page's rhythm."""
    return rx.el.div(*children, class_name="stack")


def page_header(
    title: Text, *actions: Any, description: Text = "", back: tuple[Text, Text] | None = None
) -> rx.Component:
    """The page's one h1, its actions, and the way back as `(text, href)`."""
    parts: list[Any] = []
    if back is not None:
        parts.append(rx.el.a(draw("arrow-left", size=18), back[0], to=back[1], class_name="back-link"))
    row: list[Any] = [rx.el.h1(title, class_name="page-title")]
    if actions:
        row.append(rx.el.div(*actions, class_name="page-actions"))
    parts.append(rx.el.div(*row, class_name="page-header-row"))
    if _is_given(description):
        parts.append(rx.el.p(description, class_name="page-text"))
    return rx.el.header(*parts, class_name="page-header")


def section_header(title: Text, *actions: Any, description: Text = "") -> rx.Component:
    """The heading of a card, h2."""
    words: list[Any] = [rx.el.h2(title, class_name="section-title")]
    if _is_given(description):
        words.append(rx.el.p(description, class_name="section-text"))
    parts = [rx.el.div(*words)]
    if actions:
        parts.append(rx.el.div(*actions, class_name="page-actions"))
    return rx.el.div(*parts, class_name="section-header")


def badge(text: Text, tone: Tone | rx.Var[str] = "neutral") -> rx.Component:
    """A state in a word; the tone repeats it, never replaces it."""
    look = f"badge badge--{tone}"
    return rx.el.span(text, class_name=look)


def avatar(initials: Text, *, large: bool = False) -> rx.Component:
    """Somebody's initials; decoration, since the name stands beside it."""
    return rx.el.span(
        class_name="avatar avatar--large" if large else "avatar", data_initials=initials, aria_hidden="true"
    )


def description_list(items: Sequence[tuple[Text, Any]]) -> rx.Component:
    """Labels and their values; an empty value shows as a dash."""
    return rx.el.dl(
        *[rx.el.div(rx.el.dt(label), rx.el.dd(value)) for label, value in items], class_name="description-list"
    )


def empty_state(
    title: Text, text: Text = "", action: rx.Component | None = None, *, icon: IconName | None = None
) -> rx.Component:
    """Nothing is here yet: why, and what to do next."""
    parts: list[Any] = [
        rx.el.div(owl(size=36) if icon is None else draw(icon, size=28), class_name="empty-art"),
        rx.el.p(title, class_name="empty-title"),
    ]
    if _is_given(text):
        parts.append(rx.el.p(text, class_name="empty-text"))
    if action is not None:
        parts.append(action)
    return rx.el.div(*parts, class_name="empty")


def notice(
    text: Any,
    tone: NoticeTone = "info",
    role: Literal["status", "alert", "note"] = "status",
) -> rx.Component:
    """A sentence the person should see now; role `alert` interrupts a screen reader."""
    return rx.el.div(draw(_NOTICE_ICONS[tone]), rx.el.div(text), class_name=f"notice notice--{tone}", role=role)


def notice_bar(text: rx.Var[str], tone: rx.Var[str] | NoticeTone = "success") -> rx.Component:
    """What a handler has to say, as state: nothing while `text` is empty; the tone may be a Var too.

    It stays in sight while the page below it is scrolled, since what it answers may be far down.
    """
    shown = (
        rx.match(tone, *[(name, notice(text, name)) for name in _NOTICE_ICONS], notice(text))
        if isinstance(tone, rx.Var)
        else notice(text, tone)
    )
    return rx.el.div(rx.cond(text != "", shown), aria_live="polite", class_name="notice-bar")


def refusal(text: rx.Var[str], tone: rx.Var[str], answers: rx.Var[int] | None = None) -> rx.Component:
    """The notice again, inside a dialog that hides the page's own, when it says why the dialog stays open.

    Where a page has several dialogs pass the state's `answers` too, so that none says what another was told.
    """
    said = rx.cond((text != "") & (tone == "danger"), notice(text, "danger", "alert"))
    return said if answers is None else since(answers, said)


def flash_notice(name: str = "flash", tone: NoticeTone = "danger") -> rx.Component:
    """What the server says on a public page, in the slot `name`; not there while the slot is empty."""
    return notice(slot(name), tone, "alert" if tone == "danger" else "status")


def stat(label: Text, value: Text, hint: Text = "") -> rx.Component:
    """A figure with its name."""
    parts = [rx.el.dt(label), rx.el.dd(value)]
    if _is_given(hint):
        parts.append(rx.el.dd(hint))
    return rx.el.dl(*parts, class_name="stat")


def skeleton(kind: Literal["text", "card", "table", "form"] = "text") -> rx.Component:
    """The shape of what is on its way."""
    if kind == "table":
        return _bones(*["row"] * 6)
    if kind == "form":
        return rx.el.div(_bones(*["label", "control"] * 3, "button"), class_name="card")
    if kind == "card":
        return rx.el.div(_bones("title", "long", "", "short"), class_name="card")
    return _bones("long", "", "short")


def _bones(*kinds: str) -> rx.Component:
    return rx.el.div(
        *[rx.el.div(class_name=f"bone bone--{kind}" if kind else "bone") for kind in kinds],
        class_name="skeleton",
        aria_hidden="true",
    )


def _is_given(text: Text) -> bool:
    return isinstance(text, rx.Var) or text != ""
