"""`make guards`: take each guard away, one at a time, in a copy of the project; the tests must notice every time."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from owl_app.web import build
from owl_app.web.progress import working

ROOT = Path(__file__).parents[1]
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv*", "node_modules", "data", ".build", "__pycache__", ".*_cache")


@dataclass(frozen=True)
class Guard:
    """A piece of text that keeps somebody out, what it is replaced by, and the tests that must then fail."""

    what: str
    file: str
    text: str
    instead: str
    tests: str


GUARDS = [
    Guard(
        "a therapist sees their own clients alone",
        "owl_app/services/access.py",
        "return col(Client.therapist_id) == viewer.account_id",
        "return true()",
        "tests/test_access.py -k anas_record",
    ),
    Guard(
        "a client sees the clients their login is tied to",
        "owl_app/services/access.py",
        ".where(Client.id == parse_id(client_id), ClientAccess.account_id == viewer.account_id)",
        ".where(Client.id == parse_id(client_id))",
        "tests/test_access.py -k corrected_by_oneself",
    ),
    Guard(
        "services ask what kind of viewer it is",
        "owl_app/services/access.py",
        "if self.kind not in kinds:",
        "if False:",
        "tests/test_access.py -k list_of_clients",
    ),
    Guard(
        "a sign-in that was ended, ran out or was disabled is over",
        "owl_app/services/access.py",
        "kind=ViewerKind.ENDED if over else",
        "kind=",
        "tests/test_sign_ins.py -k 'ends_this or runs_out'",
    ),
    Guard(
        "an Admin cannot read the Owner's letters",
        "owl_app/services/access.py",
        "return letter.area == Area.PORTAL or",
        "return True or",
        "tests/test_outbox.py -k owners_letters",
    ),
    Guard(
        "tries are counted",
        "owl_app/services/throttle.py",
        " OR throttle.count < :tries",
        " OR TRUE",
        "tests/test_sign_ins.py -k 'eleventh or one_network_may'",
    ),
    Guard(
        "a known device is known to one account alone",
        "owl_app/services/sign_ins.py",
        "KnownDevice.token_hash == hash_token(device_token), KnownDevice.account_id == account_id",
        "KnownDevice.token_hash == hash_token(device_token)",
        "tests/test_sign_ins.py -k mallory",
    ),
    Guard(
        "a starter password runs out",
        "owl_app/services/sign_ins.py",
        " and not _starter_expired(account)",
        "",
        "tests/test_sign_ins.py -k runs_out_after_seven",
    ),
    Guard(
        "a password replaced in between wins",
        "owl_app/services/sign_ins.py",
        " or account.password_hash != attempt.password_hash",
        "",
        "tests/test_sign_ins.py -k replaced_between",
    ),
    Guard(
        "reset letters go to proven addresses alone",
        "owl_app/services/passwords.py",
        "    if proven:",
        "    if True:",
        "tests/test_forgotten_passwords.py -k never_proven",
    ),
    Guard(
        "a link is for one purpose",
        "owl_app/services/passwords.py",
        "SingleUseLink.token_hash == hash_token(token), SingleUseLink.purpose == purpose",
        "SingleUseLink.token_hash == hash_token(token)",
        "tests/test_forgotten_passwords.py -k one_purpose",
    ),
    Guard(
        "a link belongs to the address it was sent to",
        "owl_app/services/passwords.py",
        " or account.email_key != link.email_key",
        "",
        "tests/test_forgotten_passwords.py -k belongs_to_the_address",
    ),
    Guard(
        "a confirmation link is for the account that is signed in",
        "owl_app/services/passwords.py",
        "if account.id != viewer.account_id:",
        "if False:",
        "tests/test_forgotten_passwords.py -k mallory",
    ),
    Guard(
        "a new password ends every sign-in",
        "owl_app/services/passwords.py",
        "    sign_ins.end_all(session, account, untold=untold)\n",
        "",
        "tests/test_forgotten_passwords.py -k ends_every",
    ),
    Guard(
        "the second of two savers is told",
        "owl_app/services/clients.py",
        "if client.version != version:",
        "if False:",
        "tests/test_clients.py -k second_to_save",
    ),
    Guard(
        "a login that sees another therapist's client is not one therapist's to change",
        "owl_app/services/portal_access.py",
        "    if hidden is not None:",
        "    if False:",
        "tests/test_access.py -k take_over",
    ),
    Guard(
        "a practice is set up with the code from the terminal",
        "owl_app/services/practice.py",
        "if not same(typed, set_up_code()):",
        "if False:",
        "tests/test_set_up.py -k wrong_code",
    ),
    Guard(
        "a common password is refused",
        "owl_app/security/passwords.py",
        '["score"] < _WEAK',
        '["score"] < 0',
        "tests/test_passwords.py -k common",
    ),
    Guard(
        "what reads can change nothing",
        "owl_app/database.py",
        "query_only={'OFF' if writes else 'ON'}",
        "query_only=OFF",
        "tests/test_database.py -k 'reading_can_change_nothing and sqlite'",
    ),
    Guard(
        "writers begin by waiting for one another",
        "owl_app/database.py",
        '"BEGIN IMMEDIATE" if writes',
        '"BEGIN" if writes',
        "tests/test_database.py -k 'eight_processes and sqlite'",
    ),
    Guard(
        "the audit trail is only ever added to",
        "alembic/versions/20261123_create_the_first_tables.py",
        '    _only_ever_added("audit_entry")\n',
        "",
        "tests/test_audit.py -k refuses",
    ),
    Guard(
        "a letter that may have left is not sent again by itself",
        "owl_app/mail/outbox.py",
        "(letter.provider != sender.name or not sender.repeats_safely)",
        "False",
        "tests/test_outbox.py -k 'speaks_smtp and sqlite'",
    ),
    Guard(
        "a repeat tells the provider that it is one",
        "owl_app/mail/senders.py",
        '{"idempotency_key": message.key}',
        "{}",
        "tests/test_senders.py -k 'same_key'",
    ),
    Guard(
        "letters on the disk are their owner's",
        "owl_app/mail/senders.py",
        "os.open(path, flags, 0o600)",
        "os.open(path, flags, 0o644)",
        "tests/test_senders.py -k owner_alone",
    ),
    Guard(
        "an event is refused unless its handler is for this viewer",
        "owl_app/web/event_gate.py",
        'if viewer.kind in getattr(function, "allowed", frozenset()):',
        "if True:",
        "tests/mallory/test_sockets.py -k 'setvar and memory'",
    ),
    Guard(
        "a page that is not theirs tells strangers nothing",
        "owl_app/web/event_gate.py",
        "if page is not None and viewer.kind not in page.kinds:",
        "if False:",
        "tests/mallory/test_sockets.py -k 'no_snapshot_from and memory'",
    ),
    Guard(
        "the app does not start with an undeclared handler",
        "owl_app/web/event_gate.py",
        "    if missing:",
        "    if False:",
        "tests/mallory/test_sockets.py -k does_not_start",
    ),
    Guard(
        "a tab's state is bound to its sign-in",
        "owl_app/web/socket.py",
        'bound = derive(get_settings().key, "tab", f"{hashed}\\0{tab}")',
        "bound = tab",
        "tests/mallory/test_sockets.py -k 'mallory_with_the_token and memory'",
    ),
    Guard(
        "the cookie stays out of the state",
        "owl_app/web/socket.py",
        '_STRIPPED = {b"cookie", ',
        "_STRIPPED = {",
        "tests/mallory/test_sockets.py -k 'raw_cookie and sqlite and redis'",
    ),
    Guard(
        "the sign-in header is not taken from outside",
        "owl_app/web/socket.py",
        "[*headers, (SIGN_IN_HEADER.encode(), hashed.encode())]",
        "[(SIGN_IN_HEADER.encode(), hashed.encode()), *(each for each in scope['headers'] if each[0] != b'cookie')]",
        "tests/mallory/test_sockets.py -k 'never_taken_from_outside and memory'",
    ),
    Guard(
        "a refresh runs as the one whose page it is",
        "owl_app/web/live.py",
        "self._tell(topic, subject)), context=Context())",
        "self._tell(topic, subject)))",
        "tests/mallory/test_sockets.py -k 'stays_theirs and memory'",
    ),
    Guard(
        "a private page is served to those who may open it",
        "owl_app/web/pages.py",
        "    if viewer.kind in page.kinds:\n        return None",
        "    return None",
        "tests/mallory/test_requests.py -k 'private_pages and memory'",
    ),
    Guard(
        "a post from another site is refused",
        "owl_app/web/gate.py",
        "if method in WRITING and not self._same_origin(headers):",
        "if False:",
        "tests/mallory/test_requests.py -k 'from_another_site_is_refused and memory'",
    ),
    Guard(
        "a socket from another site is refused",
        "owl_app/web/gate.py",
        "if self._own_origin(headers) is None or not self._same_origin(headers):\n                return await send(",
        "if False:\n                return await send(",
        "tests/test_gate.py -k socket",
    ),
    Guard(
        "strangers' sockets are capped",
        "owl_app/web/gate.py",
        "or self._open[neighbours] >= self._per_address\n",
        "\n",
        "tests/mallory/test_caps.py -k memory",
    ),
    Guard(
        "the slip is for the starter password that is still in use",
        "owl_app/web/http/access.py",
        'if not await session.fits(typed["password"], to_print.password_hash):',
        "if False:",
        "tests/mallory/test_requests.py -k 'a_slip_is_for and memory'",
    ),
]


def main(chosen: str = "") -> int:
    """Try the guards whose description holds the chosen words; the exit code says whether all were missed."""
    guards = [guard for guard in GUARDS if chosen in guard.what]
    build.ensure_built(pseudo=True)
    with TemporaryDirectory(prefix="owl-guards-") as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=LEFT_BEHIND, symlinks=True)
        with working("The tests with every guard in place"):
            if _run(copy, _all_of(guards)) != 0:
                print("The tests fail already. Run: make test")
                return 1
        unnoticed = [guard for guard in guards if not _is_missed(copy, guard)]
    print(f"{len(guards) - len(unnoticed)} of {len(guards)} guards are missed when they are gone.")
    return 1 if unnoticed else 0


def _all_of(guards: list[Guard]) -> str:
    """One selection that holds the tests of all guards."""
    files, words = zip(*(guard.tests.split(" -k ") for guard in guards), strict=True)
    either = " or ".join(f"({each})" for each in words).replace("'", "")
    return f"{' '.join(sorted(set(files)))} -k '{either}'"


def _is_missed(copy: Path, guard: Guard) -> bool:
    """Whether the tests fail without the guard."""
    path = copy / guard.file
    whole = path.read_text(encoding="utf-8")
    if whole.count(guard.text) != 1:
        print(f"NOT FOUND ONCE {guard.what} ({guard.file})", flush=True)
        return False
    path.write_text(whole.replace(guard.text, guard.instead), encoding="utf-8")
    _call_the_build_current(copy)
    try:
        missed = _run(copy, guard.tests) == 1
    finally:
        path.write_text(whole, encoding="utf-8")
        _call_the_build_current(copy)
    print(f"{'missed        ' if missed else 'NOT NOTICED   '} {guard.what}", flush=True)
    return missed


def _run(copy: Path, tests: str) -> int:
    """The exit code of these tests in the copy; 1 says that tests failed."""
    return subprocess.run(
        f"{sys.executable} -m pytest -x -q -n 0 -p no:cacheprovider {tests}",
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
