"""The React components beside these modules, as import paths for Reflex to bundle."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import reflex as rx

BASE_UI = "@base-ui/react@1.9.0"


def _path(file: Path) -> tuple[str, str]:
    return file.stem, rx.asset(file.name, shared=True).importable_path


# `rx.asset` looks at every frame that called it, 80 ms a file this deep in the imports; a new thread has none.
with ThreadPoolExecutor(1) as _pool:
    _PATHS = dict(_pool.map(_path, Path(__file__).parent.glob("*.jsx")))


def javascript(name: str) -> str:
    """The import path of `<name>.jsx`; the files import each other as `./<name>.jsx`."""
    return _PATHS[name]


TEXT = rx.event.passthrough_event_spec(str)
YES_OR_NO = rx.event.passthrough_event_spec(bool)
ANSWER = rx.event.passthrough_event_spec(dict)


class ReactComponent(rx.Component):
    """A component of ours; `_events` names its event props and what each passes to its handler."""

    _events: ClassVar[dict[str, Any]] = {}

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        return {**super().get_event_triggers(), **cls._events}
