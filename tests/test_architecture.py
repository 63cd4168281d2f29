"""The layers, the style and the types hold for the whole tree."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "owl_app"
READERS_OF_THE_ENVIRONMENT = {"config.py", "__main__.py", "web/build.py"}
LONGEST_MODULE = 400


def run(*command: str) -> None:
    result = subprocess.run(
        [str(Path(sys.executable).with_name(command[0])), *command[1:]], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr


def modules(pattern: str = "**/*.py") -> list[Path]:
    return sorted(PACKAGE.glob(pattern))


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_imports_point_inward() -> None:
    run("lint-imports", "--no-cache")


def test_the_code_follows_the_style() -> None:
    run("ruff", "check", "--no-cache", ".")


def test_the_code_is_formatted() -> None:
    run("ruff", "format", "--no-cache", "--check", ".")


def test_the_types_agree() -> None:
    run("mypy")


def test_a_page_reaches_data_only_through_its_state() -> None:
    beyond = ("owl_app.services", "owl_app.models", "owl_app.database", "owl_app.mail")
    for page in modules("**/*_page.py"):
        assert not [name for name in imports_of(page) if name.startswith(beyond)], page


def test_a_state_knows_no_sql_and_no_screen() -> None:
    beyond = ("sqlalchemy", "sqlmodel", "owl_app.web.components")
    for state in modules("**/*_state.py"):
        found = [name for name in imports_of(state) if name.startswith(beyond) or name.endswith("_page")]
        assert not found, state


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        path.relative_to(PACKAGE).as_posix()
        for path in modules()
        if {"os.environ", "os.getenv"} & set(imports_of(path)) or "os.environ" in path.read_text(encoding="utf-8")
    }
    assert readers <= READERS_OF_THE_ENVIRONMENT


def test_every_module_says_what_it_owns_and_stays_short() -> None:
    for path in modules():
        text = path.read_text(encoding="utf-8")
        if text.strip():
            assert ast.get_docstring(ast.parse(text)), f"{path} has no docstring"
        assert len(text.splitlines()) <= LONGEST_MODULE, f"{path} is too long"


def test_no_two_style_sheets_draw_the_same_class() -> None:
    drawn_in: dict[str, set[str]] = {}
    for sheet in (ROOT / "assets" / "styles").glob("*.css"):
        words = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selectors in re.findall(r"([^{};]+)\{", words):
            for name in re.findall(
                r"^\.[\w-]+$", "\n".join(each.strip() for each in selectors.split(",")), re.MULTILINE
            ):
                drawn_in.setdefault(name, set()).add(sheet.name)
    assert {name: sheets for name, sheets in drawn_in.items() if len(sheets) > 1} == {}
