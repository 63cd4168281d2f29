"""Signing in and out: who gets in, how often one may try, and what ends a sign-in."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from passlib.hash import argon2

from owl_app.clock import now
from owl_app.errors import NotAllowed, NotFound, Throttled
from owl_app.models import Account, Area, KnownDevice, Role, SignIn
from owl_app.security.passwords import hash_password, verify_password
from owl_app.security.tokens import hash_token
from owl_app.services import sign_ins, throttle
from owl_app.services.access import ViewerKind
from tests.cast import STARTER, Cast, Person, change_login, change_password, give_starter, sign_in, signed_in
from tests.door import act, change, read, row, rows, viewer_of
from tests.installation import Clock
from tests.together import at_once


class Browser:
    """A browser that holds a sign-in token."""

    def __init__(self, token: str) -> None:
        self.token = token


def fail(email: str, address: str = "198.51.100.7", device_token: str = "", area: Area = Area.PORTAL) -> None:
    with pytest.raises(NotFound):
        sign_in(email, "wrong wrong wrong", area, address=address, device_token=device_token)


def guess(email: str, address: str, device_token: str = "") -> None:
    """Count a try without comparing a password."""
    act(
        None,
        sign_ins.count_attempt,
        area=Area.PORTAL,
        email=email,
        address=address,
        device_token=device_token,
    )


def test_the_right_password_opens_a_sign_in(cast: Cast) -> None:
    opened = sign_in(cast.ana.email, cast.ana.password)
    assert opened.viewer.account_id == cast.ana.account_id
    assert viewer_of(Browser(opened.token)).kind is ViewerKind.CLIENT


def test_whoever_signs_in_is_at_once_who_they_are_afterwards(cast: Cast) -> None:
    for person in cast:
        opened = sign_in(person.email, person.password, person.area)
        assert replace(viewer_of(Browser(opened.token)), seen_at=None) == opened.viewer


def test_signing_in_ends_what_the_browser_was_signed_in_to_before_and_tells_its_pages(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr("owl_app.announcements._listeners", [lambda *what: told.append(what)])
    before = viewer_of(cast.ben).sign_in_id
    attempt = act(None, sign_ins.count_attempt, area=Area.PORTAL, email=cast.ana.email, address="203.0.113.9")
    act(cast.ben, sign_ins.open_sign_in, attempt=attempt, device="")
    assert viewer_of(cast.ben).kind is ViewerKind.ENDED
    assert ("sign-in", str(before)) in told


def test_a_try_that_does_not_fit_leaves_the_browser_signed_in(cast: Cast) -> None:
    attempt = act(None, sign_ins.count_attempt, area=Area.PORTAL, email="nobody@post.example", address="203.0.113.9")
    with pytest.raises(NotFound):
        act(cast.ben, sign_ins.open_sign_in, attempt=attempt, device="")
    assert viewer_of(cast.ben).kind is ViewerKind.CLIENT


@pytest.mark.parametrize("typed", ["ANA@Post.Example", "  ana@post.example\n", "ａｎａ@post.example"])
def test_the_address_may_be_typed_in_another_form(cast: Cast, typed: str) -> None:
    assert sign_in(typed, cast.ana.password).viewer.account_id == cast.ana.account_id


def test_a_portal_password_does_not_open_the_staff_door(cast: Cast) -> None:
    fail(cast.ana.email, area=Area.STAFF)
    fail(cast.olivia.email, area=Area.PORTAL)


def test_no_account_disabled_account_and_wrong_password_are_answered_alike(cast: Cast) -> None:
    change(Account, cast.ben.account_id, disabled_at=now())
    for email, password in (
        ("nobody@post.example", cast.ana.password),
        (cast.ben.email, cast.ben.password),
        (cast.ana.email, "wrong wrong wrong"),
        ("a\x00na", ""),
        ("", ""),
    ):
        with pytest.raises(NotFound, match="do not fit together"):
            sign_in(email, password)


def test_only_hashes_of_the_tokens_are_kept(cast: Cast) -> None:
    opened = sign_in(cast.ana.email, cast.ana.password)
    kept = repr(rows(SignIn)) + repr(rows(KnownDevice))
    assert opened.token not in kept
    assert opened.device_token not in kept
    assert hash_token(opened.token) in kept


def test_the_eleventh_try_for_an_account_is_refused_and_names_the_wait(cast: Cast) -> None:
    for number in range(10):
        guess(cast.ana.email, f"198.51.100.{number}")
    with pytest.raises(Throttled, match=r"wait 1[45] minutes"):
        sign_in(cast.ana.email, cast.ana.password, address="198.51.100.99")


def test_an_address_without_an_account_is_throttled_just_the_same(cast: Cast) -> None:
    for number in range(10):
        guess("nobody@post.example", f"198.51.100.{number}")
    with pytest.raises(Throttled):
        guess("NOBODY@post.example", "198.51.100.99")


def test_an_attacker_does_not_lock_out_a_device_the_account_knows(cast: Cast) -> None:
    for number in range(10):
        guess(cast.ana.email, f"198.51.100.{number}")
    opened = sign_in(cast.ana.email, cast.ana.password, device_token=cast.ana.device_token)
    assert opened.viewer.account_id == cast.ana.account_id


def test_a_known_device_of_mallory_is_no_key_to_anas_allowance(cast: Cast) -> None:
    for number in range(10):
        guess(cast.ana.email, f"198.51.100.{number}", cast.mallory.device_token)
    with pytest.raises(Throttled):
        guess(cast.ana.email, "198.51.100.99", cast.mallory.device_token)


def test_a_known_device_has_its_own_limit(cast: Cast) -> None:
    for number in range(10):
        guess(cast.ana.email, f"198.51.100.{number}", cast.ana.device_token)
    with pytest.raises(Throttled):
        guess(cast.ana.email, "198.51.100.99", cast.ana.device_token)


def test_one_network_may_not_try_every_account(cast: Cast) -> None:
    for number in range(60):
        guess(f"somebody{number}@post.example", "198.51.100.7")
    with pytest.raises(Throttled):
        guess(cast.ana.email, "198.51.100.7")
    guess(cast.ana.email, "198.51.100.8")


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
        ("::ffff:198.51.100.7", "::ffff:198.51.100.8", False),
        ("198.51.100.7", "198.51.100.8", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "nonsense", True),
    ],
)
def test_what_counts_as_one_network(left: str, right: str, same: bool) -> None:
    assert (throttle.network(left) == throttle.network(right)) is same


def test_a_successful_try_does_not_count(cast: Cast) -> None:
    for _ in range(12):
        sign_in(cast.ana.email, cast.ana.password)


def test_the_allowance_comes_back_after_the_window(cast: Cast, clock: Clock) -> None:
    for number in range(10):
        guess(cast.ana.email, f"198.51.100.{number}")
    clock.forward(minutes=16)
    assert sign_in(cast.ana.email, cast.ana.password)


def test_parallel_tries_cannot_slip_through_the_limit(cast: Cast) -> None:
    results = at_once(20, lambda number: guess(cast.ana.email, f"198.51.100.{number}"))
    assert results.count("Throttled") == 10


def test_sign_ins_to_one_account_from_one_network_do_not_wait_for_one_another(cast: Cast) -> None:
    results = at_once(12, lambda _: sign_in(cast.ana.email, cast.ana.password, compare=False).token)
    assert len(set(results) - {"Throttled"}) >= 9


def test_the_throttle_names_nobody(cast: Cast) -> None:
    guess(cast.ana.email, "198.51.100.7")
    kept = repr(rows(throttle.Throttle))
    assert cast.ana.email not in kept
    assert "198.51.100" not in kept


def test_a_disabled_account_does_not_get_in_and_its_open_pages_are_ended(cast: Cast) -> None:
    change(Account, cast.ana.account_id, disabled_at=now())
    fail(cast.ana.email)
    assert viewer_of(cast.ana).kind is ViewerKind.ENDED


def test_an_account_disabled_between_the_try_and_the_opening_does_not_get_in(cast: Cast) -> None:
    attempt = act(None, sign_ins.count_attempt, area=Area.PORTAL, email=cast.ana.email, address="203.0.113.9")
    change(Account, cast.ana.account_id, disabled_at=now())
    with pytest.raises(NotFound):
        act(None, sign_ins.open_sign_in, attempt=attempt, device="")


def test_a_password_replaced_between_the_try_and_the_opening_wins(cast: Cast) -> None:
    attempt = act(None, sign_ins.count_attempt, area=Area.PORTAL, email=cast.ana.email, address="203.0.113.9")
    change_password(cast.ana, "another walnut 92 ferry")
    with pytest.raises(NotFound):
        act(None, sign_ins.open_sign_in, attempt=attempt, device="")


def test_a_starter_password_runs_out_after_seven_days(cast: Cast, clock: Clock) -> None:
    give_starter(cast.thea, cast.ben.client_id, cast.ben.email)
    clock.forward(days=6, hours=23)
    assert sign_in(cast.ben.email, STARTER).viewer.kind is ViewerKind.MUST_CHANGE_PASSWORD
    clock.forward(hours=2)
    with pytest.raises(NotFound):
        sign_in(cast.ben.email, STARTER)


def test_a_weak_hash_is_replaced_at_sign_in(cast: Cast) -> None:
    weak = argon2.using(type="ID", memory_cost=8 * 1024, time_cost=1, parallelism=1).hash(cast.ana.password)
    change(Account, cast.ana.account_id, password_hash=weak)
    attempt = act(None, sign_ins.count_attempt, area=Area.PORTAL, email=cast.ana.email, address="203.0.113.9")
    assert sign_ins.should_upgrade(attempt)
    strong = hash_password(cast.ana.password)
    act(None, sign_ins.open_sign_in, attempt=attempt, device="", upgraded_hash=strong)
    kept = row(Account, cast.ana.account_id).password_hash
    assert kept == strong
    assert verify_password(cast.ana.password, kept)


def test_signing_out_ends_this_sign_in_and_no_other(cast: Cast) -> None:
    other = sign_in(cast.ana.email, cast.ana.password)
    act(cast.ana, sign_ins.sign_out)
    assert viewer_of(cast.ana).kind is ViewerKind.ENDED
    assert viewer_of(Browser(other.token)).kind is ViewerKind.CLIENT


def test_signing_out_twice_or_without_being_signed_in_is_harmless(cast: Cast) -> None:
    for who in (cast.ana, cast.ana, None):
        act(who, sign_ins.sign_out)


def test_one_device_can_be_signed_out_from_another(cast: Cast) -> None:
    other = sign_in(cast.ana.email, cast.ana.password)
    listed = read(cast.ana, sign_ins.list_devices)
    assert listed[0].this_one
    act(cast.ana, sign_ins.end_device, sign_in_id=str(other.viewer.sign_in_id))
    assert viewer_of(Browser(other.token)).kind is ViewerKind.ENDED
    assert viewer_of(cast.ana).kind is ViewerKind.CLIENT


def test_every_other_device_can_be_signed_out_at_once(cast: Cast) -> None:
    others = [Browser(sign_in(cast.ana.email, cast.ana.password).token) for _ in range(3)]
    act(cast.ana, sign_ins.end_other_devices)
    assert {viewer_of(other).kind for other in others} == {ViewerKind.ENDED}
    assert len(read(cast.ana, sign_ins.list_devices)) == 1


def test_signing_out_elsewhere_leaves_other_people_signed_in(cast: Cast) -> None:
    act(cast.mallory, sign_ins.end_other_devices)
    assert viewer_of(cast.ana).kind is ViewerKind.CLIENT


def test_a_device_that_is_not_ones_own_is_not_there(cast: Cast) -> None:
    anas = viewer_of(cast.ana).sign_in_id
    sentences = set()
    for sign_in_id in (anas, uuid4()):
        with pytest.raises(NotFound) as missing:
            act(cast.mallory, sign_ins.end_device, sign_in_id=sign_in_id)
        sentences.add(missing.value.message)
    assert len(sentences) == 1
    assert viewer_of(cast.ana).kind is ViewerKind.CLIENT


def test_a_change_of_password_ends_every_other_sign_in_and_keeps_this_browser_signed_in(cast: Cast) -> None:
    other = Browser(sign_in(cast.ana.email, cast.ana.password).token)
    opened = change_password(cast.ana, "another walnut 92 ferry")
    assert viewer_of(other).kind is ViewerKind.ENDED
    assert viewer_of(cast.ana).kind is ViewerKind.ENDED
    assert viewer_of(Browser(opened.token)).kind is ViewerKind.CLIENT


def test_a_change_of_the_portal_address_ends_every_sign_in(cast: Cast) -> None:
    change_login(cast.thea, cast.ana, email="ana.new@post.example")
    assert viewer_of(cast.ana).kind is ViewerKind.ENDED
    assert row(Account, cast.ana.account_id).email_proven_at is None


def test_a_change_of_role_takes_effect_at_once(cast: Cast) -> None:
    change(Account, cast.adam.account_id, role=Role.THERAPIST)
    assert viewer_of(cast.adam).kind is ViewerKind.THERAPIST


def test_an_ended_sign_in_may_do_nothing(cast: Cast) -> None:
    act(cast.ana, sign_ins.sign_out)
    for service in (sign_ins.list_devices, sign_ins.end_other_devices):
        with pytest.raises(NotAllowed):
            act(cast.ana, service)


@pytest.mark.parametrize(("who", "idle"), [("ana", timedelta(days=14)), ("thea", timedelta(hours=12))])
def test_a_sign_in_that_is_not_used_runs_out(cast: Cast, clock: Clock, who: str, idle: timedelta) -> None:
    person: Person = getattr(cast, who)
    clock.forward(seconds=idle.total_seconds() - 3600)
    assert viewer_of(person).kind is not ViewerKind.ENDED
    clock.forward(hours=2)
    assert viewer_of(person).kind is ViewerKind.ENDED


def test_a_sign_in_in_use_lasts_but_no_longer_than_thirty_days(cast: Cast, clock: Clock) -> None:
    for _ in range(3):
        clock.forward(days=9)
        act(cast.ana, sign_ins.touch)
        assert viewer_of(cast.ana).kind is ViewerKind.CLIENT
    clock.forward(days=3, hours=1)
    assert viewer_of(cast.ana).kind is ViewerKind.ENDED


def test_what_has_ended_cannot_be_touched_back_to_life(cast: Cast, clock: Clock) -> None:
    act(cast.ana, sign_ins.sign_out)
    act(cast.ana, sign_ins.touch)
    clock.forward(days=15)
    act(cast.ben, sign_ins.touch)
    assert viewer_of(cast.ana).kind is viewer_of(cast.ben).kind is ViewerKind.ENDED


def test_a_device_that_is_known_stays_the_same_device(cast: Cast) -> None:
    before = len(rows(KnownDevice, account_id=cast.ana.account_id))
    opened = sign_in(cast.ana.email, cast.ana.password, device_token=cast.ana.device_token)
    assert opened.device_token == cast.ana.device_token
    assert len(rows(KnownDevice, account_id=cast.ana.account_id)) == before


def test_mallorys_device_becomes_a_new_device_of_ana(cast: Cast) -> None:
    opened = sign_in(cast.ana.email, cast.ana.password, device_token=cast.mallory.device_token)
    assert opened.device_token != cast.mallory.device_token


def test_staff_sign_in_with_their_role(cast: Cast) -> None:
    again = signed_in(cast.adam.name, cast.adam.email, cast.adam.password, Area.STAFF)
    assert viewer_of(again).kind is ViewerKind.ADMIN
