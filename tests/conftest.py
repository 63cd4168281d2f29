"""What every test stands on: its own installation, both databases, and no silence about what was left out."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

for name in [
    name for name in os.environ if name.startswith("OWL_") and not name.startswith(("OWL_TEST_", "OWL_STRICT"))
]:
    del os.environ[name]
os.environ["OWL_ENV_FILE"] = ""

from owl_app import database as owl_database  # noqa: E402
from tests import machine  # noqa: E402
from tests.cast import Cast, Person, make_cast, make_owner  # noqa: E402
from tests.installation import Clock, empty, installed, keep_snapshot, load_snapshot, new_postgres  # noqa: E402

NEEDS = {
    "postgres": ("a Postgres server", machine.postgres_url),
    "redis": ("a Redis server", machine.redis_url),
    "chromium": ("a Chromium", machine.chromium),
    "turn": ("coturn", machine.turn),
}
"""What a test can need of the machine: it carries the marker, or the word is one of its parameters."""


def pytest_configure(config: pytest.Config) -> None:
    for need, (thing, _) in NEEDS.items():
        config.addinivalue_line("markers", f"{need}: needs {thing}")
    if machine.is_strict() and machine.missing():
        pytest.exit("Missing here, and required by OWL_STRICT=1:\n" + "\n".join(machine.missing()), returncode=1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    absent = {need for need, (_, find) in NEEDS.items() if not find()}
    left_out = [item for item in items if absent & _needs(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    # Journeys take longest, so they begin first: at the end there is something short for every process to do.
    items.sort(key=lambda item: "browser" not in item.path.parts)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = machine.missing()
    if left_out:
        terminalreporter.section("left out on this machine")
        for sentence in left_out:
            terminalreporter.write_line(sentence)


def _needs(item: pytest.Item) -> set[str]:
    marked = {mark.name for mark in item.iter_markers()}
    callspec = getattr(item, "callspec", None)
    words = {word for value in callspec.params.values() for word in str(value).split("+")} if callspec else set()
    return (marked | words) & set(NEEDS)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once for each worker; tests get a copy."""
    folder = tmp_path_factory.mktemp("sqlite")
    with installed(data_dir=folder):
        owl_database.migrate()
        keep_snapshot(folder)
    return folder / "snapshot.db"


@pytest.fixture(scope="session")
def migrated_postgres(tmp_path_factory: pytest.TempPathFactory, worker_id: str, testrun_uid: str) -> Iterator[str]:
    """The URL of a migrated Postgres database, made once for each worker; tests leave it empty."""
    with new_postgres(f"owl_test_{testrun_uid[:8]}_{worker_id}") as url:
        with installed(data_dir=tmp_path_factory.mktemp("postgres"), database_url=url):
            owl_database.migrate()
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database of this test's own installation; the value is its kind."""
    kind: str = request.param
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "owl.db")
        with installed(data_dir=tmp_path):
            yield kind
        return
    with installed(data_dir=tmp_path, database_url=request.getfixturevalue("migrated_postgres")):
        yield kind
        empty()


@pytest.fixture
def olivia(database: str) -> Person:
    """A practice with its Owner alone."""
    return make_owner()


@pytest.fixture(scope="session")
def casts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Cast, Path]]:
    """The cast in each kind of database, once somebody needed it, and where its rows are kept."""
    return {}


@pytest.fixture
def cast(database: str, casts: dict[str, tuple[Cast, Path]], tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """The practice with everybody in it."""
    if database in casts:
        made, folder = casts[database]
        load_snapshot(folder)
        return made
    made, folder = make_cast(), tmp_path_factory.mktemp("cast")
    keep_snapshot(folder)
    casts[database] = (made, folder)
    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that can be put forward."""
    moved = Clock()
    monkeypatch.setattr("owl_app.clock.datetime", moved)
    return moved
