"""Which language people read: every visible text, letter and document goes through `t`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

DEFAULT = "en"
PSEUDO = "qps"
"""A language for tests: every translated text stands in ⟦ ⟧, so that text outside was never passed to `t`."""

_CATALOGUES = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


def t(text: str, **values: object) -> str:
    """The text in the current language, its `{name}` placeholders filled with the values."""
    language = _language.get()
    translated = f"⟦{text}⟧" if language == PSEUDO else _catalogue(language).gettext(text)
    return translated.format(**values) if values else translated


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything inside is said in this language."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def current_language() -> str:
    return _language.get()


def languages(*, pseudo: bool = False) -> tuple[str, ...]:
    """The languages pages are built in, the default first: those with a catalogue, and for tests the pseudo one."""
    return (DEFAULT, *_translated(), *((PSEUDO,) if pseudo else ()))


@lru_cache
def _translated() -> tuple[str, ...]:
    """Looked up once: every request asks which language it is in."""
    return tuple(sorted(path.stem for path in _CATALOGUES.glob("*.mo")))


def localised(route: str, language: str) -> str:
    """The route's address in a language: the default has no prefix, the others `/<language>`."""
    if language == DEFAULT:
        return route
    return f"/{language}{route}".rstrip("/")


def language_of(path: str) -> str:
    """The language an address is in."""
    first = path.lstrip("/").split("/", 1)[0]
    return first if first in languages(pseudo=True) else DEFAULT


@lru_cache
def _catalogue(language: str) -> NullTranslations:
    path = _CATALOGUES / f"{language}.mo"
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        return GNUTranslations(file)
