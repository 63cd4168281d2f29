"""Migrations: they make what the models say, up and down, on a database with people in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from owl_app.database import alembic_config, engine, migrate, reading
from owl_app.models import AuditEntry
from tests.cast import make_cast
from tests.door import rows
from tests.installation import installed, new_postgres
from tests.together import in_processes


@pytest.fixture(params=["sqlite", "postgres"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str, testrun_uid: str) -> Iterator[str]:
    """A database of its own in which nothing was ever made."""
    if request.param == "sqlite":
        with installed(data_dir=tmp_path):
            yield request.param
        return
    with (
        new_postgres(f"owl_test_{testrun_uid[:8]}_{worker_id}_fresh") as url,
        installed(data_dir=tmp_path, database_url=url),
    ):
        yield request.param


def everything() -> dict[str, list[str]]:
    with reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(table.select()))) for table in SQLModel.metadata.sorted_tables
        }


def test_the_models_and_the_migrations_say_the_same(fresh: str) -> None:
    migrate()
    with engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_checks_of_the_models_are_in_the_database(fresh: str) -> None:
    migrate()
    found = inspect(engine())
    for table in SQLModel.metadata.sorted_tables:
        in_database = {check["name"] for check in found.get_check_constraints(table.name)}
        in_model = {str(each.name) for each in table.constraints if each.__visit_name__ == "check_constraint"}
        assert in_model <= in_database, table.name


def test_migrating_twice_changes_nothing(fresh: str) -> None:
    migrate()
    make_cast()
    before = everything()
    migrate()
    assert everything() == before


def test_every_step_goes_down_and_up_again_with_people_in_it(fresh: str) -> None:
    migrate()
    make_cast()
    before = everything()
    steps = len(list(ScriptDirectory.from_config(alembic_config()).walk_revisions()))
    for step in range(1, steps):
        migrate(f"-{step}")
        migrate()
    if steps > 1:
        assert everything().keys() == before.keys()
    migrate("base")
    assert set(inspect(engine()).get_table_names()) <= {"alembic_version"}
    migrate()
    make_cast()
    assert len(rows(AuditEntry)) > 10


def test_going_down_leaves_nothing_of_ours_behind(fresh: str) -> None:
    migrate()
    migrate("base")
    if fresh == "postgres":
        with engine().connect() as connection:
            left = "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public'"
            assert connection.execute(text(left)).all() == []


def test_the_history_is_one_line_named_by_date_and_verb() -> None:
    script = ScriptDirectory.from_config(alembic_config())
    assert len(script.get_heads()) == 1
    for revision in script.walk_revisions():
        date, _, verb = Path(revision.path).stem.partition("_")
        assert len(date) == 8
        assert date.isdecimal()
        assert verb


def test_two_workers_may_migrate_at_once(fresh: str) -> None:
    in_processes(3, "from owl_app import database; database.migrate()")
    assert "account" in inspect(engine()).get_table_names()
