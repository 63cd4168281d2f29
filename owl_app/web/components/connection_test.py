"""The test of camera, microphone and connection, and what its findings are called."""

from typing import Any

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.javascript import ANSWER, ReactComponent, javascript


class _ConnectionTest(ReactComponent):
    library = javascript("connection_test")
    tag = "ConnectionTest"

    texts: rx.Var[dict[str, str]]
    _events = {"on_done": ANSWER}


def connection_test(failing: str, sentences: dict[str, str], *, on_done: Any) -> rx.Component:
    """Begins with a click; `on_done` gets `{"why": [...]}`, the codes of what was not good.

    `failing` are the codes that a call does not work with, and `sentences` say what each code means.
    """
    texts = {
        "failing": failing,
        **{f"why_{code}": sentence for code, sentence in sentences.items()},
        "start": t("Start the test"),
        "again": t("Test again"),
        "speak": t("Say a few words."),
        "yourself": t("Your own picture"),
        "starting": t("Waiting for camera and microphone…"),
        "level_hint": t("How loud the microphone hears you"),
        "microphone": t("Microphone"),
        "camera": t("Camera"),
        "line": t("Connection to the practice"),
        "relay": t("Way for sound and picture"),
        "pending": t("not tested yet"),
        "running": t("testing…"),
        "skipped": t("not needed here"),
        "not_good": t("not good"),
        "good": t("Good"),
        "poor": t("It works, but not well"),
        "failed": t("It does not work yet"),
        "told": t("Your therapist sees this result."),
    }
    return _ConnectionTest.create(texts=texts, on_done=on_done)
