"""`make guards`: take each guard away, one at a time, in a copy of the project; the tests must notice every time."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from owl_app.web import build
from owl_app.web.progress import working
from tests.appointment_guards import APPOINTMENT_GUARDS
from tests.calendar_guards import CALENDAR_GUARDS
from tests.guard import Guard
from tests.prospect_guards import PROSPECT_GUARDS

ROOT = Path(__file__).parents[1]
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv*", "node_modules", "data", ".build", "__pycache__", ".*_cache")


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
        "kind = ViewerKind.ENDED if over else",
        "kind =",
        "tests/test_sign_ins.py -k 'ends_this or runs_out'",
    ),
    Guard(
        "the home screen names the clients that somebody may see",
        "owl_app/services/unsettled_logins.py",
        ", logins_changed_by(session, viewer))",
        ",)",
        "tests/test_home.py -k also_belongs",
    ),
    Guard(
        "only Owners and Admins are told of lost letters",
        "owl_app/services/home.py",
        "letters = _lost_letters(session) if manages else None",
        "letters = _lost_letters(session)",
        "tests/test_home.py -k no_login_speaks_of",
    ),
    Guard(
        "a login that is also tied to a client of somebody else is on no home screen of a therapist",
        "owl_app/services/access.py",
        "return tied.exists() & ~tied.where(~seen).exists()",
        "return tied.where(seen).exists()",
        "tests/test_home.py -k also_belongs",
    ),
    Guard(
        "an Admin is told of the invitations that an Admin may send again",
        "owl_app/services/unsettled_logins.py",
        "roles = [role for role in Role if may_change(viewer, role)]",
        "roles = list(Role)",
        "tests/test_home.py -k invitation_to_the_team",
    ),
    Guard(
        "half a form is not carried out",
        "owl_app/web/gate.py",
        'if message["type"] == "http.disconnect":\n            return None',
        'if message["type"] == "http.disconnect":\n            return bytes(body)',
        "tests/test_gate.py -k breaks_off",
    ),
    Guard(
        "a field that is left out is judged like an empty one",
        "owl_app/services/forms.py",
        ", validate_default=True",
        "",
        "tests/test_forms.py -k left_out",
    ),
    Guard(
        "an endless field is refused before anything is done with it",
        "owl_app/services/forms.py",
        "if len(value) > longest:",
        "if False:",
        "tests/test_forms.py -k endless",
    ),
    Guard(
        "an older invitation opens nothing once the password was changed",
        "owl_app/services/passwords.py",
        "links.drop(session, account, LinkPurpose.RESET, LinkPurpose.INVITATION)",
        "links.drop(session, account, LinkPurpose.RESET)",
        "tests/test_invitations.py -k older_invitation",
    ),
    Guard(
        "who leaves gets in with no starter password they handed out",
        "owl_app/services/team.py",
        "    starter_passwords.withdraw_those_of(session, viewer, account)\n",
        "",
        "tests/test_team.py -k who_leaves",
    ),
    Guard(
        "an address that only compares alike has to be proven",
        "owl_app/services/portal_logins.py",
        "moved = form.email.lower() != login.account.email.lower()",
        "moved = email_key(form.email) != login.account.email_key",
        "tests/test_portal_logins.py -k compares_alike",
    ),
    Guard(
        "the Logs of a deleted client belong to nobody new",
        "owl_app/services/clients.py",
        "if session.exec(select(AuditEntry.id).where(*deleted)).first() is not None:",
        "if False:",
        "tests/test_clients.py -k id_of_a_deleted",
    ),
    Guard(
        "what a form did not show is not written",
        "owl_app/services/clients.py",
        ", exclude_unset=True)",
        ")",
        "tests/test_clients.py -k did_not_show",
    ),
    Guard(
        "the sockets of one sign-in are bounded",
        "owl_app/web/gate.py",
        "self._generosity if sign_in else 1",
        "1000 if sign_in else 1",
        "tests/test_gate.py -k one_sign_in",
    ),
    Guard(
        "only an Owner deletes a client",
        "owl_app/services/client_deletion.py",
        "    viewer.must_be(OWNER)\n    client = get_client_for(session, viewer, client_id)\n    if words",
        "    client = get_client_for(session, viewer, client_id)\n    if words",
        "tests/test_client_deletion.py -k only_an_owner",
    ),
    Guard(
        "a login that sees somebody else outlives a client",
        "owl_app/services/client_deletion.py",
        "ClientAccess.client_id == client.id, ~sees_others",
        "ClientAccess.client_id == client.id",
        "tests/test_client_deletion.py -k sees_somebody_else_stays",
    ),
    Guard(
        "a therapist is not told of somebody else's client",
        "owl_app/services/client_duplicates.py",
        "    if sees_own_clients_alone(session, viewer):",
        "    if False:",
        "tests/test_client_duplicates.py -k somebody_elses",
    ),
    Guard(
        "clinical fields are shown to those who may see them",
        "owl_app/services/client_records.py",
        "hidden = frozenset() if sees_clinical else CLINICAL",
        "hidden = frozenset()",
        "tests/test_access.py -k what_is_clinical",
    ),
    Guard(
        "an Admin who may not see clinical fields does not write them",
        "owl_app/services/clients.py",
        "if form.model_fields_set & CLINICAL and",
        "if False and",
        "tests/test_clients.py -k wipes_clinical",
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
        '_ACCOUNTS.password_hash == bindparam("proven_hash")',
        'bindparam("proven_hash").is_not(None)',
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
        "owl_app/services/links.py",
        "SingleUseLink.token_hash == hash_token(token), SingleUseLink.purpose == purpose",
        "SingleUseLink.token_hash == hash_token(token)",
        "tests/test_forgotten_passwords.py -k one_purpose",
    ),
    Guard(
        "a newer link replaces the older ones",
        "owl_app/services/links.py",
        "    drop(session, account, purpose)\n",
        "",
        "tests/test_invitations.py -k newer",
    ),
    Guard(
        "a link belongs to the address it was sent to",
        "owl_app/services/links.py",
        " or _address(account, purpose) != link.email_key",
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
        "an Admin invites and changes therapists alone",
        "owl_app/services/team.py",
        "(viewer.kind is ViewerKind.ADMIN and role is Role.THERAPIST)",
        "viewer.kind is ViewerKind.ADMIN",
        "tests/test_team.py -k 'an_admin'",
    ),
    Guard(
        "nobody deactivates themselves",
        "owl_app/services/team.py",
        "if account.id == viewer.account_id:",
        "if False:",
        "tests/test_team.py -k deactivates_themselves",
    ),
    Guard(
        "an Owner steps down only when they say so",
        "owl_app/services/team.py",
        "if account.id == viewer.account_id and not form.sure:",
        "if False:",
        "tests/test_team.py -k only_when_they_say_so",
    ),
    Guard(
        "the database keeps the last Owner",
        "alembic/versions/20261124_add_settings_invitations_and_search.py",
        "    _keep_an_owner()\n\n\ndef downgrade",
        "\n\ndef downgrade",
        "tests/test_team.py -k 'keeps_the_last_owner or steps_down_only'",
    ),
    Guard(
        "whoever changes the team is asked again who they are",
        "owl_app/services/access.py",
        "if viewer is not SYSTEM and (own is None",
        "if False and (own is None",
        "tests/test_team.py -k 'each_other_at_once and postgres'",
    ),
    Guard(
        "another role ends every sign-in",
        "owl_app/services/team.py",
        "    sign_ins.end_all(session, account, kept=viewer.sign_in_id)\n",
        "",
        "tests/test_team.py -k another_role",
    ),
    Guard(
        "a withdrawn invitation opens nothing",
        "owl_app/services/team.py",
        "    links.drop(session, account, *LinkPurpose)\n",
        "",
        "tests/test_team.py -k withdrawn",
    ),
    Guard(
        "a client is given to nobody who is deactivated",
        "owl_app/services/access.py",
        "account.area is not Area.STAFF or account.disabled_at is not None:",
        "account.area is not Area.STAFF:",
        "tests/test_team.py -k 'offered_to_no_client or chosen_among'",
    ),
    Guard(
        "a new address is proven by the account that asked for it",
        "owl_app/services/email_changes.py",
        "if account.id != viewer.account_id:",
        "if False:",
        "tests/test_email_changes.py -k mallory",
    ),
    Guard(
        "an address is changed with the current password alone",
        "owl_app/web/http/email_changes.py",
        'if not await session.fits(typed["current"], account.password_hash):',
        "if False:",
        "tests/mallory/test_accounts.py -k 'current_password_alone and memory'",
    ),
    Guard(
        "nobody learns whether an address has a login",
        "owl_app/services/email_changes.py",
        "    if holder is None:\n        links.send",
        "    if holder is not None:\n        raise Conflict\n    if holder is None:\n        links.send",
        "tests/test_email_changes.py -k learns_nothing",
    ),
    Guard(
        "a new address ends every other sign-in",
        "owl_app/services/email_changes.py",
        "    sign_ins.end_all(session, account, kept=viewer.sign_in_id)\n",
        "",
        "tests/test_email_changes.py -k ends_every_other",
    ),
    Guard(
        "what the practice sets drops a new address that waits",
        "owl_app/services/portal_access.py",
        "LinkPurpose.CONFIRM_EMAIL)\n    email_changes.drop(session, account)\n",
        "LinkPurpose.CONFIRM_EMAIL)\n",
        "tests/test_email_changes.py -k drops_what_was_waiting",
    ),
    Guard(
        "letters to a new address are counted",
        "owl_app/services/email_changes.py",
        "    throttle.count(session, throttle.CHANGE_EMAIL_ADDRESS, email_key(account.new_email))\n",
        "",
        "tests/test_email_changes.py -k whoever_asks",
    ),
    Guard(
        "the second of two savers is told",
        "owl_app/services/versions.py",
        "if row.version != version:",
        "if False:",
        "tests/test_clients.py -k second_to_save",
    ),
    Guard(
        "two who save at the same moment wait for one another",
        "owl_app/services/access.py",
        "session.get(Practice, 1, with_for_update=True)",
        "session.get(Practice, 1)",
        "tests/test_practice_settings.py -k 'same_moment and postgres'",
    ),
    Guard(
        "an Admin does not give clinical fields to Admins",
        "owl_app/services/practice_settings.py",
        "        if viewer.kind not in OWNER:",
        "        if False:",
        "tests/test_practice_settings.py -k only_an_owner",
    ),
    Guard(
        "a colour is a colour and nothing else gets into the style sheet",
        "owl_app/colours.py",
        "_HEX.fullmatch(",
        "_HEX.match(",
        "tests/test_colours.py -k nothing_else",
    ),
    Guard(
        "the name in the website's snippet is text",
        "owl_app/services/portal_settings.py",
        "{escape(words)}</a>",
        "{words}</a>",
        "tests/test_portal_settings.py -k snippet",
    ),
    Guard(
        "a logo is one of three kinds of picture",
        "owl_app/documents/logo.py",
        ", formats=_FORMATS)",
        ")",
        "tests/test_logo.py -k other_kinds",
    ),
    Guard(
        "a logo does not fill the memory",
        "owl_app/documents/logo.py",
        "if image.width * image.height > _MOST_POINTS:",
        "if False:",
        "tests/test_logo.py -k fill_the_memory",
    ),
    Guard(
        "a file is read only from somebody who may send it",
        "owl_app/web/http/brand.py",
        "    await answer.must_be(request, OWNER_ADMIN)\n",
        "",
        "tests/mallory/test_brand.py -k 'unread and memory'",
    ),
    Guard(
        "a file is kept no further than its limit",
        "owl_app/web/http/answer.py",
        "part[: max(limit + 1 - len(kept), 0)]",
        "part",
        "tests/test_files.py -k kept",
    ),
    Guard(
        "a login that sees another therapist's client is not one therapist's to change",
        "owl_app/services/access.py",
        "    return hidden is None",
        "    return True",
        "tests/test_access.py -k take_over",
    ),
    Guard(
        "a login is changed only where it is tied to the client",
        "owl_app/services/access.py",
        ".where(ClientAccess.client_id == client.id, Account.id == parse_id(login_id))",
        ".where(Account.id == parse_id(login_id))",
        "tests/test_access.py -k not_tied_to_the_client",
    ),
    Guard(
        "an address tells a therapist nothing of a login that is not theirs",
        "owl_app/services/portal_access.py",
        "    if not theirs:",
        "    if False:",
        "tests/test_portal_access.py -k learns_nothing",
    ),
    Guard(
        "a login that is tied to nobody is not a therapist's to connect",
        "owl_app/services/portal_access.py",
        " if clients else viewer.kind in OWNER_ADMIN",
        "",
        "tests/test_portal_access.py -k learns_nothing",
    ),
    Guard(
        "a login is connected once somebody confirmed that it is meant",
        "owl_app/services/portal_access.py",
        'form.connect != (str(holder.id) if holder is not None else "")',
        "False",
        "tests/test_portal_access.py -k only_after_somebody_confirmed",
    ),
    Guard(
        "an account that may be a stranger's is connected to nobody",
        "owl_app/services/portal_access.py",
        "    if own_password and account.email_proven_at is None:",
        "    if False:",
        "tests/test_portal_access.py -k connected_to_nobody",
    ),
    Guard(
        "a starter password opens no client whom its giver may not see",
        "owl_app/services/portal_access.py",
        "    if _starter_from_somebody_else(session, account, client):",
        "    if False:",
        "tests/test_portal_access.py -k stranger_to_the_client",
    ),
    Guard(
        "disabling a login ends its sign-ins",
        "owl_app/services/portal_logins.py",
        "        sign_ins.end_all(session, login.account)\n",
        "",
        "tests/test_portal_logins.py -k enabled_login",
    ),
    Guard(
        "an address that staff typed is not proven",
        "owl_app/services/portal_logins.py",
        'email_key(email), None, ""',
        'email_key(email), account.email_proven_at, ""',
        "tests/test_portal_logins.py -k asked_to_prove",
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
        " or self._open[whose] >= self._per_address * times",
        "",
        "tests/mallory/test_caps.py -k memory",
    ),
    Guard(
        "the slip is for the starter password that is still in use",
        "owl_app/web/http/access.py",
        'if not await session.fits(typed["password"], to_print.password_hash):',
        "if False:",
        "tests/mallory/test_requests.py -k 'a_slip_is_for and memory'",
    ),
    *PROSPECT_GUARDS,
    *APPOINTMENT_GUARDS,
    *CALENDAR_GUARDS,
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
