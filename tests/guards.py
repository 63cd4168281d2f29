"""`make guards`: take each guard away, one at a time in a copy of the project; the tests must notice every time."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from owl_app.web import build
from owl_app.web.progress import working
from tests.appointment_guards import APPOINTMENT_GUARDS
from tests.billing_guards import BILLING_GUARDS
from tests.calendar_guards import CALENDAR_GUARDS
from tests.call_guards import CALL_GUARDS
from tests.client_guards import CLIENT_GUARDS
from tests.guard import Guard
from tests.portal_session_guards import PORTAL_SESSION_GUARDS
from tests.practice_guards import PRACTICE_GUARDS
from tests.prospect_guards import PROSPECT_GUARDS
from tests.sign_in_guards import SIGN_IN_GUARDS
from tests.web_guards import WEB_GUARDS

ROOT = Path(__file__).parents[1]
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv*", "node_modules", "data", ".build", "__pycache__", ".*_cache")


GUARDS = [
    *CLIENT_GUARDS,
    *SIGN_IN_GUARDS,
    *PRACTICE_GUARDS,
    *WEB_GUARDS,
    *PROSPECT_GUARDS,
    *APPOINTMENT_GUARDS,
    *CALENDAR_GUARDS,
    *PORTAL_SESSION_GUARDS,
    *CALL_GUARDS,
    *BILLING_GUARDS,
]


def main(chosen: str = "") -> int:
    """Try the guards whose description holds the chosen words; the exit code says whether all were missed."""
    guards = [guard for guard in GUARDS if chosen in guard.what]
    build.ensure_built(pseudo=True)
    cores = os.cpu_count() or 1
    with TemporaryDirectory(prefix="owl-guards-") as folder:
        copies = [_copy(Path(folder) / str(number)) for number in range(cores)]
        with working("The tests with every guard in place"):
            if _run(copies[0], f"-n auto {_all_of(guards)}") != 0:
                print("The tests fail already. Run: make test")
                return 1
        free = SimpleQueue[Path]()
        for copy in copies:
            free.put(copy)
        with ThreadPoolExecutor(cores) as each:
            missed = sum(each.map(lambda guard: _is_missed(free, guard), guards))
    print(f"{missed} of {len(guards)} guards are missed when they are gone.")
    return 0 if missed == len(guards) else 1


def _copy(folder: Path) -> Path:
    shutil.copytree(ROOT, folder, ignore=LEFT_BEHIND, symlinks=True)
    return folder


def _all_of(guards: list[Guard]) -> str:
    """One selection that holds the tests of all guards."""
    files, words = zip(*(guard.tests.split(" -k ") for guard in guards), strict=True)
    either = " or ".join(f"({each})" for each in words).replace("'", "")
    return f"{' '.join(sorted(set(files)))} -k '{either}'"


def _is_missed(free: SimpleQueue[Path], guard: Guard) -> bool:
    """Whether the tests fail without the guard, in a copy that nobody uses meanwhile."""
    copy = free.get()
    path = copy / guard.file
    whole = path.read_text(encoding="utf-8")
    try:
        if whole.count(guard.text) != 1:
            print(f"NOT FOUND ONCE {guard.what} ({guard.file})", flush=True)
            return False
        path.write_text(whole.replace(guard.text, guard.instead), encoding="utf-8")
        _call_the_build_current(copy)
        missed = _run(copy, f"-n 0 {guard.tests}") == 1
    finally:
        path.write_text(whole, encoding="utf-8")
        _call_the_build_current(copy)
        free.put(copy)
    print(f"{'missed        ' if missed else 'NOT NOTICED   '} {guard.what}", flush=True)
    return missed


def _run(copy: Path, tests: str) -> int:
    """The exit code of these tests in the copy; 1 says that tests failed."""
    return subprocess.run(
        f"{sys.executable} -m pytest -x -q -p no:cacheprovider {tests}",
        shell=True,
        cwd=copy,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    ).returncode


def _call_the_build_current(copy: Path) -> None:
    """No guard shapes the pages, so they need not be built again."""
    record = copy / build.RECORD.relative_to(ROOT)
    kept = json.loads(record.read_text())
    kept["fingerprint"] = build.current_fingerprint(copy, pseudo=True)
    record.write_text(json.dumps(kept))


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
