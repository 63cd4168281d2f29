"""A running server with the cast in it, on memory and on Redis, for people who do not use a browser."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from owl_app.database import migrate
from tests import machine
from tests.cast import make_cast
from tests.installation import KEY, installed, new_postgres
from tests.mallory.house import House
from tests.server import RunningServer

KINDS = ["sqlite+memory", "sqlite+redis", "postgres+redis"]
"""One worker that keeps its state in memory, one that keeps it in Redis, and two on Postgres and Redis."""


@pytest.fixture(scope="module", params=KINDS)
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str, testrun_uid: str
) -> Iterator[House]:
    """One server for all tests of a module; what a test breaks belongs to a newcomer it made itself."""
    kind: str = request.param
    folder: Path = tmp_path_factory.mktemp("mallory") / "data"
    folder.mkdir()
    with ExitStack() as stack:
        settings = {"data_dir": str(folder), "secret_key": KEY}
        if "postgres" in kind:
            name = f"owl_test_{testrun_uid[:8]}_{worker_id}_{request.module.__name__.rpartition('.')[2]}"
            settings["database_url"] = stack.enter_context(new_postgres(name))
        if "redis" in kind:
            settings |= {"redis_url": machine.REDIS, "workers": "2" if "postgres" in kind else "1"}
        stack.enter_context(installed(**settings))
        migrate()
        cast = make_cast()
        environment = {f"OWL_{name.upper()}": value for name, value in settings.items()}
        server = RunningServer(folder, port=None, **environment)
        stack.callback(server.kill)
        yield House(kind, server, cast)
