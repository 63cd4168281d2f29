"""The React components beside these modules, as import paths for Reflex to bundle."""

from pathlib import Path

import reflex as rx

BASE_UI = "@base-ui/react@1.9.0"

_PATHS = {file.stem: rx.asset(file.name, shared=True).importable_path for file in Path(__file__).parent.glob("*.jsx")}


def javascript(name: str) -> str:
    """The import path of `<name>.jsx`; the files import each other as `./<name>.jsx`."""
    return _PATHS[name]
