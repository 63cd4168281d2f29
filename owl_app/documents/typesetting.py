"""Typesetting: a template and its values in, a PDF out that a screen reader can read too."""

import json
import threading
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from owl_app.documents.fonts import FAMILIES, FOLDER, unprintable

_TEMPLATES = Path(__file__).parent
_of_thread = threading.local()


def pdf_of(template: str, values: dict[str, Any], files: dict[str, bytes] | None = None) -> bytes:
    """The template with these values as PDF/UA-1 (ISO 14289-1); `files` are the pictures it shows, by name.

    Values are data: nothing that stands in them is read as markup. A letter that no font has, which PDF/UA refuses,
    makes it a plain PDF; what must not have one is looked through before.
    """
    given = json.dumps({**values, "fonts": FAMILIES})
    missing = unprintable(json.dumps(values, ensure_ascii=False))
    options: dict[str, Any] = {} if missing else {"pdf_standards": "ua-1"}
    with TemporaryDirectory(prefix="owl-") as folder:
        root = Path(folder)
        (root / template).write_bytes(_source(template))
        (root / "values.json").write_text(given, encoding="utf-8")
        for name, content in (files or {}).items():
            (root / name).write_bytes(content)
        made = _compiler().compile(input=str(root / template), root=str(root), format="pdf", sys_inputs=None, **options)
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made


@lru_cache
def _source(template: str) -> bytes:
    return (_TEMPLATES / template).read_bytes()


@lru_cache
def _fonts() -> typst.Fonts:
    """Ours and those in Typst, none of the system, so that a document looks the same wherever it is made."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FOLDER)])


def _compiler() -> typst.Compiler:
    """One of each thread: it cannot be shared while it works."""
    if not hasattr(_of_thread, "compiler"):
        _of_thread.compiler = typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True)
    compiler: typst.Compiler = _of_thread.compiler
    return compiler
