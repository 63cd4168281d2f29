"""The walk-through in docs/extending.md, followed in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards import LEFT_BEHIND, ROOT

GUIDE = (ROOT / "docs" / "extending.md").read_text()
_BLOCK = re.compile(r"^```(python|diff) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_REVISION = re.compile(r'^revision = "(\w+)"', re.MULTILINE)
_HEAD = max(
    found[1] for path in (ROOT / "alembic/versions").glob("*.py") if (found := _REVISION.search(path.read_text()))
)


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the project in which every step of the walk-through was taken."""
    copy = tmp_path_factory.mktemp("extended") / "project"
    shutil.copytree(ROOT, copy, ignore=LEFT_BEHIND, symlinks=True)
    for kind, name, content in _BLOCK.findall(GUIDE):
        path = copy / name
        if kind == "python":
            assert not path.exists(), f"{name} is there already"
            path.write_text(_after_the_newest(content))
        else:
            path.write_text(_with(path.read_text(), content, name))
    _run(copy, "ruff", "check", "--fix", "--quiet", ".")
    _run(copy, "ruff", "format", "--quiet", ".")
    yield copy
    shutil.rmtree(copy)


def test_the_walk_through_keeps_to_style_and_layers(extended: Path) -> None:
    chosen = ("-k", "not types", "tests/test_architecture.py")
    passed = _run(extended, "pytest", "-n", "0", "-p", "no:cacheprovider", *chosen)
    assert passed.returncode == 0, passed.stdout[-3000:]


def test_the_tests_of_the_walk_through_pass(extended: Path) -> None:
    chosen = ["tests/test_rooms.py", "tests/test_migrations.py", "tests/mallory/test_matrix.py"]
    only = "rooms or say_the_same or has_its_row"
    built = _run(extended, "owl_app", "build")  # takes longer than a server may to answer
    assert built.returncode == 0, built.stderr[-3000:]
    passed = _run(extended, "pytest", "-n", "0", "-p", "no:cacheprovider", "-k", only, *chosen)
    assert passed.returncode == 0, passed.stdout[-3000:]


def test_the_screen_of_the_walk_through_can_be_drawn(extended: Path) -> None:
    drawn = _run(
        extended, "-c", "import owl_app.owl_app; from owl_app.admin import rooms_page; rooms_page.page().render()"
    )
    assert drawn.returncode == 0, drawn.stderr[-3000:]


def test_the_declaration_stays_short() -> None:
    page = next(content for _, name, content in _BLOCK.findall(GUIDE) if name.endswith("rooms_page.py"))
    declared = page[page.index("def page") :].strip().splitlines()
    assert len(declared) <= 28


def _after_the_newest(content: str) -> str:
    return re.sub(r'^down_revision = "\w+"', f'down_revision = "{_HEAD}"', content, flags=re.MULTILINE)


def _with(text: str, diff: str, name: str) -> str:
    """The text with the lines added that the block marks; the lines before them have to stand in it once."""
    lines = diff.splitlines()
    before = "\n".join(line[1:] for line in lines if line.startswith(" "))
    added = "\n".join(line[1:] for line in lines if line.startswith("+"))
    found = re.findall(rf"^{re.escape(before)}.*$", text, re.MULTILINE)
    assert len(found) == 1, f"{name} has these lines {len(found)} times: {before}"
    return text.replace(found[0], f"{found[0]}\n{added}", 1)


def _run(copy: Path, *command: str) -> subprocess.CompletedProcess[str]:
    start = ["-m"] if command[0] != "-c" else []
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OWL_DATA", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, *start, *command],
        cwd=copy,
        env=environment | {"PYTHONDONTWRITEBYTECODE": "1", "OWL_ENV_FILE": "", "OWL_PSEUDO_LANGUAGE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
