"""What this machine offers the tests beyond Python, and what the tests leave out without it."""

import os
import shutil
import socket
from functools import lru_cache
from urllib.parse import urlsplit

POSTGRES = os.environ.get("OWL_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("OWL_TEST_REDIS_URL", "redis://127.0.0.1:6379/0")


def is_strict() -> bool:
    """Whether a missing tool is a failure (`OWL_STRICT=1`, as in `.ci/run`)."""
    return os.environ.get("OWL_STRICT") == "1"


@lru_cache
def postgres_url() -> str | None:
    """A server the tests may make databases on, or None when none answers."""
    return POSTGRES if _answers(POSTGRES, 5432) else None


@lru_cache
def redis_url() -> str | None:
    return REDIS if _answers(REDIS, 6379) else None


@lru_cache
def chromium() -> str | None:
    """The path of a Chromium to drive, or None when there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@lru_cache
def turn() -> str | None:
    """The path of coturn, or None when it is not installed."""
    return shutil.which("turnserver")


def missing() -> list[str]:
    """One sentence for each thing that is not here: what was left out and how to have it."""
    sentences = {
        "Everything on Postgres: no server answers (OWL_TEST_POSTGRES_URL names one).": postgres_url(),
        "Everything on Redis: no server answers (OWL_TEST_REDIS_URL names one).": redis_url(),
        "The journeys in a browser: there is no Chromium (apt install chromium).": chromium(),
        "Calls through a relay: there is no coturn (apt install coturn).": turn(),
    }
    return [sentence for sentence, found in sentences.items() if not found]


def _answers(url: str, usual_port: int) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", parts.port or usual_port), 1).close()
    except OSError:
        return False
    return True
