"""How every page looks before it shows anything: stylesheets, head, and the calm page behind a crash."""

from typing import Any

import reflex as rx
from reflex.app import default_error_boundary

from owl_app.i18n import DEFAULT, languages, speaking, t
from owl_app.web.components.javascript import ReactComponent, javascript

_SHEETS = ("tokens", "controls", "display", "overlays", "layout", "screens", "grid", "calendar", "call")
STYLESHEETS = [f"/styles/{name}.css" for name in _SHEETS]


class _Crash(ReactComponent):
    library = javascript("crash")
    tag = "Crash"

    texts: rx.Var[dict[str, dict[str, str]]]


def head_components() -> list[rx.Component]:
    """The icon, the colour of the browser's frame, and the practice's own colours."""
    return [
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.meta(name="theme-color", content="#faf8f4", custom_attrs={"media": "(prefers-color-scheme: light)"}),
        rx.el.meta(name="theme-color", content="#171512", custom_attrs={"media": "(prefers-color-scheme: dark)"}),
        rx.el.meta(name="format-detection", content="telephone=no"),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.link(rel="stylesheet", href="/brand.css"),
    ]


def app_options(*, pseudo: bool = False) -> dict[str, Any]:
    """What `rx.App` is made with: `rx.App(**app_options())`. Leaves out Reflex's toasts and its overlay."""
    return {
        "stylesheets": STYLESHEETS,
        "head_components": head_components(),
        "toaster": None,
        "app_wraps": {(55, "ErrorBoundary"): lambda stateful: _error_boundary(pseudo)},
    }


def _error_boundary(pseudo: bool) -> rx.Component:
    return default_error_boundary(fallback_render=_Crash.create(texts=_crash_texts(pseudo)))


def _crash_texts(pseudo: bool) -> dict[str, dict[str, str]]:
    texts = {}
    for language in languages(pseudo=pseudo):
        with speaking(language):
            texts["" if language == DEFAULT else language] = {
                "title": t("This page stumbled"),
                "text": t("Something went wrong on our side. Nothing you saved is lost; loading the page again helps."),
                "reload": t("Load the page again"),
            }
    return texts
