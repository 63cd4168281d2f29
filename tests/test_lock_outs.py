"""Locked out after too many wrong passwords: seen by staff, noted once, and lifted."""

from contextlib import suppress

import pytest

from owl_app.errors import NotFound, Throttled
from owl_app.models import Account, Area, AuditEntry
from owl_app.services import lock_outs, portal_logins
from owl_app.services.access import ViewerKind
from tests.cast import Cast, Person, change_login, sign_in
from tests.door import act, read, row, rows, viewer_in
from tests.installation import Clock
from tests.together import at_once


def guess(email: str, times: int = 10, device_token: str = "") -> None:
    for number in range(times):
        with suppress(NotFound, Throttled):
            sign_in(email, "wrong wrong wrong", address=f"203.0.113.{number}", device_token=device_token)


def note(email: str, area: Area = Area.PORTAL) -> None:
    act(None, lock_outs.note, area=area, email=email)


def is_locked(person: Person) -> bool:
    account = row(Account, person.account_id)
    return read(None, lambda session, viewer: lock_outs.locked_until(session, account)) is not None


def noted() -> list[tuple[str, str]]:
    return [(entry.actor_name, str(entry.client_id)) for entry in rows(AuditEntry, act="locked_out")]


def test_nine_wrong_passwords_lock_nobody_out_and_the_tenth_does(cast: Cast) -> None:
    guess(cast.ana.email, 9)
    assert not is_locked(cast.ana)
    guess(cast.ana.email, 1)
    assert is_locked(cast.ana)
    assert not is_locked(cast.ben)


def test_a_device_that_the_account_knows_is_locked_out_too(cast: Cast) -> None:
    guess(cast.ana.email, 10, cast.ana.device_token)
    assert is_locked(cast.ana)


def test_a_lock_out_ends_after_fifteen_minutes(cast: Cast, clock: Clock) -> None:
    guess(cast.ana.email)
    clock.forward(minutes=15, seconds=1)
    assert not is_locked(cast.ana)


def test_a_lock_out_leaves_one_row_in_its_window_however_many_find_it_out(cast: Cast, clock: Clock) -> None:
    guess(cast.ana.email)
    at_once(4, lambda _: note(cast.ana.email))
    note(cast.ana.email.upper())
    assert noted() == [("Ana Lopez", cast.ana.client_id)]
    clock.forward(minutes=16)
    note(cast.ana.email)
    assert len(noted()) == 1
    guess(cast.ana.email)
    note(cast.ana.email)
    assert len(noted()) == 2


def test_nothing_is_noted_of_accounts_that_are_not_locked_or_not_there(cast: Cast) -> None:
    guess("nobody@post.example")
    for email in ("nobody@post.example", cast.ana.email, ""):
        note(email)
    assert noted() == []


def test_a_colleague_who_is_locked_out_is_in_the_trail_too(cast: Cast) -> None:
    for number in range(10):
        with suppress(NotFound):
            sign_in(cast.thea.email, "wrong", Area.STAFF, address=f"203.0.113.{number}")
    note(cast.thea.email, Area.STAFF)
    assert noted() == [("Thea Thorne", "None")]


def test_unlocking_lets_everybody_try_again_at_once(cast: Cast) -> None:
    guess(cast.ana.email)
    guess(cast.ana.email, 10, cast.ana.device_token)
    with pytest.raises(Throttled):
        sign_in(cast.ana.email, cast.ana.password)
    which = {"client_id": cast.ana.client_id, "login_id": cast.ana.account_id}
    assert act(cast.thea, portal_logins.unlock_login, **which) == "Ana Lopez"
    assert not is_locked(cast.ana)
    assert sign_in(cast.ana.email, cast.ana.password).viewer.kind is ViewerKind.CLIENT
    assert sign_in(cast.ana.email, cast.ana.password, device_token=cast.ana.device_token)
    assert [entry.actor_name for entry in rows(AuditEntry, act="login_unlocked")] == ["Thea Thorne"]


def test_unlocking_what_is_not_locked_leaves_no_row(cast: Cast) -> None:
    act(cast.thea, portal_logins.unlock_login, client_id=cast.ana.client_id, login_id=cast.ana.account_id)
    assert rows(AuditEntry, act="login_unlocked") == []


def test_whoever_is_unlocked_and_guesses_on_is_locked_out_and_noted_again(cast: Cast) -> None:
    which = {"client_id": cast.ana.client_id, "login_id": cast.ana.account_id}
    for times in (1, 2):
        guess(cast.ana.email)
        note(cast.ana.email)
        assert len(noted()) == times
        act(cast.thea, portal_logins.unlock_login, **which)


def test_unlocking_one_login_unlocks_no_other(cast: Cast) -> None:
    guess(cast.ana.email)
    guess(cast.ben.email)
    act(cast.thea, portal_logins.unlock_login, client_id=cast.ana.client_id, login_id=cast.ana.account_id)
    assert is_locked(cast.ben)


def test_somebody_who_is_signed_in_stays_signed_in_while_strangers_guess(cast: Cast) -> None:
    guess(cast.ana.email)
    assert read(None, lambda session, viewer: viewer_in(session, cast.ana).kind) is ViewerKind.CLIENT


def test_the_lock_of_an_old_address_does_not_go_with_the_login(cast: Cast) -> None:
    guess(cast.ana.email)
    change_login(cast.thea, cast.ana, email="ana.new@post.example")
    assert not is_locked(cast.ana)
