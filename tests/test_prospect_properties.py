"""Whatever people and staff do, in whatever order: nobody sees whom they should not, and nothing is lost."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from owl_app.config import get_settings
from owl_app.errors import OwlError
from owl_app.mail import outbox
from owl_app.models import Account, Area, Client, Letter, Prospect, Relationship, SignUp
from owl_app.security.emails import email_key
from owl_app.security.tokens import hash_token
from owl_app.services import (
    associations,
    client_merges,
    portal_logins,
    prospect_matches,
    prospects,
    sign_ups,
    verifications,
)
from owl_app.services.associations import AssociationForm
from owl_app.services.clients import NewClientForm
from owl_app.services.email_changes import NewEmailForm
from owl_app.services.sign_ins import Opened
from owl_app.services.verifications import Claim
from tests.cast import Cast, add_client, add_login, hashed, sign_in
from tests.door import act, read, row, rows
from tests.installation import keep_snapshot, load_snapshot
from tests.prospect_model import Association, Model, Tie, Typed
from tests.sign_ups import ANAS_PASSWORD, STRANGERS_PASSWORD, allow_sign_up, send_form

HOW_MUCH: dict[str, Any] = {"max_examples": 25, "stateful_step_count": 40, "derandomize": True}

T = TypeVar("T")
PEOPLE = {ANAS_PASSWORD: ("Nina", "Noor"), STRANGERS_PASSWORD: ("Mallory", "Mole")}
ADDRESSES = st.sampled_from(["nina@post.example", "milo@post.example", "Ben@post.example", "ana@post.example"])
PASSWORDS = st.sampled_from(list(PEOPLE))
BROWSERS = st.sampled_from(["anas", "a stranger's", "a third"])
RELATIONSHIPS = st.sampled_from(list(Relationship))
WHICH = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5])
"""Which of several, the newest first: what people do next has mostly to do with what was done last."""


def one_of(things: Sequence[T], which: int) -> T:
    return things[which % len(things)]


class Portal(RuleBasedStateMachine):
    """People who come, and what must always be true."""

    def __init__(self, cast: Cast, folder: Path) -> None:
        super().__init__()
        load_snapshot(folder)
        self.cast = cast
        self.model = Model()
        self.model.begin()
        self.signed_in: list[tuple[Opened, str]] = []

    @rule(email=ADDRESSES, password=PASSWORDS, browser=BROWSERS)
    def sign_up(self, email: str, password: str, browser: str) -> None:
        before = {each.id for each in rows(SignUp)}
        first, last = PEOPLE[password]
        with suppress(OwlError):
            send_form(email, password=password, browser=browser, first_name=first, last_name=last)
            (sent,) = [each for each in rows(SignUp) if each.id not in before]
            self.model.sign_ups[sent.id] = Typed(f"{first} {last}", email, hashed(password), browser)

    @rule(email=ADDRESSES, password=PASSWORDS, browser=BROWSERS)
    def sign_up_and_verify(self, email: str, password: str, browser: str) -> None:
        self.sign_up(email, password, browser)
        if self.model.sign_ups:
            self._settle(list(self.model.sign_ups)[-1])
        if self.model.sign_up_of:
            self._open_link(list(self.model.sign_up_of)[-1], browser, password, None)

    @rule()
    def match_due(self) -> None:
        act(None, prospect_matches.match_due)

    @invariant()
    def nobody_sees_too_much_and_nothing_is_lost(self) -> None:
        self.model.check()

    def _settle(self, sign_up_id: UUID) -> None:
        act(None, sign_ups.settle, sign_up_id=sign_up_id)
        made = [each for each in rows(Account) if each.id not in self.model.accounts]
        for account in made:
            assert account.email == self.model.sign_ups[sign_up_id].email
            self.model.made_of[account.id] = sign_up_id
        assert len(made) <= 1
        self.model.accounts |= {account.id for account in made}
        self.model.note_letters()

    def _open_link(self, letter_id: UUID, browser: str, password: str, as_whom: int | None) -> None:
        typed = self.model.sign_ups[self.model.sign_up_of[letter_id]]
        who, known_hash = self._whoever(as_whom)
        with suppress(OwlError):
            token = outbox.link_token(get_settings().key, letter_id)
            claim = read(who, verifications.claim_by_link, token=token, browser_hash=hash_token(browser))
            assert not claim.is_known or browser == typed.browser or typed.password_hash == known_hash
            if claim.is_known or claim.password_hash == hashed(password):
                self._verify(who, claim, letter_id)

    def _verify(self, who: Opened | None, claim: Claim, letter_id: UUID) -> None:
        opened = act(who, verifications.verify, claim=claim, device="", device_token="")
        assert claim.sign_up_id == self.model.sign_up_of[letter_id]
        account = row(Account, opened.viewer.account_id)
        assert account.email_key == email_key(row(Letter, letter_id).to_email)
        self.model.vouched.add(account.id)
        self.model.proven_as[account.id] = self.model.sign_ups[claim.sign_up_id]

    def _whoever(self, as_whom: int | None) -> tuple[Opened | None, str]:
        """Somebody who is signed in, with the hash of the password they typed; or somebody from the street."""
        if as_whom is None or not self.signed_in:
            return None, ""
        return one_of(self.signed_in, -1 - as_whom)

    def _prospect(self, which: int) -> Account:
        """One of those that staff see in the list, or saw there a moment ago; the newest first."""
        waiting = [each.account_id for each in rows(Prospect)] or [self.cast.pat.account_id]
        return row(Account, one_of(waiting, -1 - which))

    def _client(self, which: int) -> str:
        return one_of(sorted(self.model.clients), -1 - which)

    def _tied(self, account: Account, client_id: str, association_id: str) -> None:
        assert account.email_proven_at is not None
        self.model.ties[account.id, client_id] = Tie()
        self.model.associations.append(Association(association_id, account.id, client_id))


class SignUps(Portal):
    """Everything that leads to a proven address, and what strangers and staff do meanwhile."""

    @precondition(lambda self: self.model.sign_ups)
    @rule(which=WHICH)
    def settle(self, which: int) -> None:
        self._settle(one_of(list(self.model.sign_ups), -1 - which))

    @rule(email=ADDRESSES, password=PASSWORDS, browser=BROWSERS)
    def sign_up_and_settle(self, email: str, password: str, browser: str) -> None:
        self.sign_up(email, password, browser)
        if self.model.sign_ups:
            self._settle(list(self.model.sign_ups)[-1])

    @rule(email=ADDRESSES)
    def a_stranger_and_then_the_owner_sign_up(self, email: str) -> None:
        self.sign_up_and_settle(email, STRANGERS_PASSWORD, "a stranger's")
        self.sign_up_and_settle(email, ANAS_PASSWORD, "anas")

    @rule(browser=BROWSERS)
    def send_again(self, browser: str) -> None:
        with suppress(OwlError):
            sign_up_id = act(None, sign_ups.count_letter, browser_hash=hash_token(browser))
            act(None, sign_ups.send_again, sign_up_id=sign_up_id)
            self.model.note_letters()

    @rule(email=ADDRESSES, browser=BROWSERS)
    def correct_the_address(self, email: str, browser: str) -> None:
        sign_ups_before, accounts_before = {each.id for each in rows(SignUp)}, {each.id for each in rows(Account)}
        with suppress(OwlError):
            form = NewEmailForm.read({"email": email})
            given = {"browser_hash": hash_token(browser), "form": form, "address": "203.0.113.9"}
            correction = act(None, sign_ups.correct_address, **given)
            old, new = correction.mistyped_id, correction.sign_up_id
            assert old in sign_ups_before
            typed = self.model.sign_ups[old]
            assert typed.browser == browser
            self.model.sign_ups[new] = Typed(typed.name, email, typed.password_hash, browser)
            act(None, sign_ups.forget_mistyped, correction=correction)
            gone = accounts_before - {each.id for each in rows(Account)}
            assert gone <= {account for account, made_of in self.model.made_of.items() if made_of == old}
            assert not gone & (self.model.vouched | {account for account, _ in self.model.ties})
            self.model.accounts -= gone

    @rule(email=ADDRESSES, password=PASSWORDS)
    def sign_in(self, email: str, password: str) -> None:
        account = next((each for each in rows(Account, area=Area.PORTAL, email_key=email_key(email))), None)
        if account is not None and account.password_hash == hashed(password):
            with suppress(OwlError):
                self.signed_in.append((sign_in(email, password, compare=False), hashed(password)))

    @precondition(lambda self: self.model.sign_up_of)
    @rule(which=WHICH, browser=BROWSERS, password=PASSWORDS, as_whom=st.none() | WHICH)
    def open_the_link(self, which: int, browser: str, password: str, as_whom: int | None) -> None:
        self._open_link(one_of(list(self.model.sign_up_of), -1 - which), browser, password, as_whom)

    @precondition(lambda self: self.model.sign_up_of)
    @rule(which=WHICH, browser=BROWSERS, as_whom=st.none() | WHICH)
    def type_the_code(self, which: int, browser: str, as_whom: int | None) -> None:
        letter_id = one_of(list(self.model.sign_up_of), -1 - which)
        typed = self.model.sign_ups[self.model.sign_up_of[letter_id]]
        who, known_hash = self._whoever(as_whom)
        with suppress(OwlError):
            code = outbox.code(get_settings().key, letter_id)
            claim = read(who, verifications.claim_by_code, code=code, browser_hash=hash_token(browser))
            assert browser == typed.browser or typed.password_hash == known_hash
            self._verify(who, claim, letter_id)

    @rule(which=WHICH)
    def staff_verify(self, which: int) -> None:
        with suppress(OwlError):
            account = self._prospect(which)
            others = [
                each.id
                for each in rows(SignUp, account_id=account.id)
                if self.model.sign_ups[each.id].password_hash != account.password_hash
            ]
            if act(self.cast.adam, prospects.verify, ids=[str(account.id)]):
                assert others == [], "the login is of somebody else than the one who waits for the letter"
                self.model.vouched.add(account.id)

    @rule(which=WHICH)
    def staff_send_again(self, which: int) -> None:
        with suppress(OwlError):
            act(self.cast.adam, prospects.send_again, ids=[str(self._prospect(which).id)])
            self.model.note_letters()

    @rule(which=WHICH, service=st.sampled_from([prospects.dismiss, prospects.bring_back]))
    def dismiss_or_bring_back(self, which: int, service: object) -> None:
        with suppress(OwlError):
            act(self.cast.olivia, service, ids=[str(self._prospect(which).id)])  # type: ignore[arg-type]


class Records(Portal):
    """Everything that leads to a login that sees a client, and back."""

    @rule(which=WHICH, client=WHICH, relationship=RELATIONSHIPS)
    def associate(self, which: int, client: int, relationship: Relationship) -> None:
        account, client_id = self._prospect(which), self._client(client)
        form = AssociationForm.read({"relationship": relationship, "last_name": row(Client, client_id).last_name})
        with suppress(OwlError):
            chosen = {"prospect_id": account.id, "client_id": client_id}
            made = act(self.cast.olivia, associations.associate, **chosen, form=form)
            self._tied(account, client_id, made)

    @rule(which=WHICH)
    def create_client(self, which: int) -> None:
        account = self._prospect(which)
        form = NewClientForm.read({"first_name": "Nina", "last_name": "Noor", "email": account.email})
        chosen = {"prospect_id": account.id, "client_id": None}
        with suppress(OwlError):
            made = act(self.cast.olivia, associations.create_client, **chosen, form=form)
            (client_id,) = {str(each.id) for each in rows(Client)} - self.model.clients
            self.model.clients.add(client_id)
            self._tied(account, client_id, made)

    @rule(which=WHICH, client=WHICH)
    def rule_out(self, which: int, client: int) -> None:
        with suppress(OwlError):
            chosen = {"prospect_id": self._prospect(which).id, "client_id": self._client(client)}
            act(self.cast.olivia, associations.rule_out, **chosen)

    @precondition(lambda self: self.model.associations)
    @rule(which=WHICH)
    def undo_an_association(self, which: int) -> None:
        undone = one_of(self.model.associations, -1 - which)
        with suppress(OwlError):
            act(self.cast.olivia, associations.undo, association_id=undone.id)
            self.model.ties.pop((undone.account_id, undone.client_id), None)

    @rule(which=WHICH)
    def remove_a_login(self, which: int) -> None:
        if self.model.ties:
            account_id, client_id = one_of(list(self.model.ties), -1 - which)
            act(self.cast.olivia, portal_logins.remove_login, client_id=client_id, login_id=account_id)
            del self.model.ties[account_id, client_id]

    @rule(which=WHICH)
    def remove_a_login_and_connect_it_again(self, which: int) -> None:
        if self.model.ties:
            account_id, client_id = one_of(list(self.model.ties), -1 - which)
            self.remove_a_login(which)
            self._connect(row(Account, account_id), client_id)

    @rule(which=WHICH, client=WHICH)
    def connect_a_login(self, which: int, client: int) -> None:
        self._connect(one_of(rows(Account, area=Area.PORTAL), -1 - which), self._client(client))

    @rule(which=WHICH, kept=WHICH, merged=WHICH)
    def merge_two_whom_one_login_sees(self, which: int, kept: int, merged: int) -> None:
        account = one_of(rows(Account, area=Area.PORTAL), -1 - which)
        for client in (kept, merged):
            self._connect(account, self._client(client))
        self.merge(kept, merged)

    def _connect(self, account: Account, client_id: str) -> None:
        typed = {"relationship": "other", "name": account.name, "connect": str(account.id)}
        with suppress(OwlError):
            add_login(self.cast.olivia, client_id, account.email, **typed)
            self.model.ties[account.id, client_id] = Tie()

    @precondition(lambda self: self.model.ties)
    @rule(which=WHICH, email=ADDRESSES)
    def change_the_address_of_a_login(self, which: int, email: str) -> None:
        account_id, client_id = one_of(list(self.model.ties), -1 - which)
        name = row(Account, account_id).name
        form = portal_logins.LoginForm.read({"relationship": "other", "name": name, "email": email})
        with suppress(OwlError):
            chosen = {"client_id": client_id, "login_id": account_id}
            act(self.cast.olivia, portal_logins.change_login, **chosen, form=form)
            if row(Account, account_id).email_proven_at is None:
                self.model.vouched.discard(account_id)
                self.model.proven_as.pop(account_id, None)

    @rule(kept=WHICH, merged=WHICH)
    def merge(self, kept: int, merged: int) -> None:
        chosen = {"kept_id": self._client(kept), "merged_id": self._client(merged)}
        with suppress(OwlError):
            found = read(self.cast.olivia, client_merges.dry_run, **chosen)
            seen = str(found.kept_version), str(found.merged_version)
            choices = {each.field: "merged" for each in found.differences}
            made = act(self.cast.olivia, client_merges.merge, **chosen, seen=seen, choices=choices)
            self.model.merge(made, found.kept_id, found.merged_id)

    @precondition(lambda self: self.model.merges)
    @rule(which=WHICH)
    def undo_a_merge(self, which: int) -> None:
        done = one_of(self.model.merges, -1 - which)
        with suppress(OwlError):
            assert act(self.cast.olivia, client_merges.undo, merge_id=done.id) == done.merged
            self.model.part(done)


class Everything(SignUps, Records):
    """All of it."""


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("machine", [SignUps, Records, Everything])
def test_whatever_happens_in_whatever_order_nobody_sees_too_much_and_nothing_is_lost(
    cast: Cast, tmp_path: Path, machine: type[Portal]
) -> None:
    allow_sign_up(cast.olivia)
    for first_name, born in (("Nina", "1990-04-23"), ("Nína", "")):
        add_client(cast.olivia, first_name, "Noor", date_of_birth=born)
    kept = tmp_path / "kept"
    kept.mkdir()
    keep_snapshot(kept)
    run_state_machine_as_test(
        lambda: machine(cast, kept),  # type: ignore[arg-type]
        settings=settings(deadline=None, suppress_health_check=list(HealthCheck), **HOW_MUCH),
    )
