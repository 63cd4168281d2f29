"""Changing one's own address: the old one works until the new one is proven, and nobody learns who has a login."""

import pytest

from owl_app.clock import now
from owl_app.errors import Conflict, Invalid, NotAllowed, NotFound, OwlError, Throttled
from owl_app.models import Account, Area, AuditEntry, Letter, LinkPurpose, SingleUseLink
from owl_app.services import audit, email_changes, links, passwords, team
from owl_app.services.access import ViewerKind
from owl_app.services.email_changes import NewEmailForm
from tests.cast import (
    STARTER,
    Cast,
    Person,
    change_login,
    give_starter,
    hashed,
    letters_to,
    link_in,
    sign_in,
    signed_in,
)
from tests.door import act, change, read, row, rows, viewer_of
from tests.installation import Clock
from tests.together import at_once

NEW = "ana.new@post.example"


def ask(person: Person, email: str = NEW) -> None:
    form = NewEmailForm.read({"email": email})
    act(person, email_changes.ask, form=form, old_hash=row(Account, person.account_id).password_hash)


def link_to(person: Person) -> str:
    return link_in(letters_to(person, "change_email")[-1])


def confirm(person: Person, token: str) -> None:
    act(person, email_changes.confirm, token=token)


def refusal(person: Person | None, token: str) -> tuple[type[OwlError], str]:
    with pytest.raises(OwlError) as caught:
        act(person, email_changes.confirm, token=token)
    return type(caught.value), caught.value.message


def signs_in_with(person: Person) -> str:
    """The address that works, and the only one that does."""
    account = row(Account, person.account_id)
    working = []
    for email in {person.email, account.email, account.new_email or person.email, NEW}:
        try:
            opened = sign_in(email, person.password, person.area)
        except NotFound:
            continue
        if opened.viewer.account_id == person.account_id:
            working.append(email)
    (only,) = working
    return only


@pytest.mark.parametrize("name", ["ana", "ben", "pat", "thea", "olivia"])
def test_the_new_address_is_signed_in_with_once_it_is_proven_and_not_before(cast: Cast, name: str) -> None:
    person: Person = getattr(cast, name)
    assert signs_in_with(person) == person.email
    ask(person)
    assert signs_in_with(person) == person.email
    confirm(person, link_to(person))
    assert signs_in_with(person) == NEW
    account = row(Account, person.account_id)
    assert (account.email, account.email_key, account.new_email) == (NEW, NEW, "")
    assert account.email_proven_at is not None


def test_both_addresses_are_told_at_both_times_and_only_the_new_one_gets_a_link(cast: Cast) -> None:
    for person in (cast.ana, cast.ben):
        new = f"new.{person.email}"
        before = {letter.id for letter in rows(Letter, account_id=person.account_id)}
        ask(person, new)
        confirm(person, link_to(person))
        letters = [letter for letter in rows(Letter, account_id=person.account_id) if letter.id not in before]
        assert {(letter.kind, letter.to_email, letter.has_link) for letter in letters} == {
            ("change_email", new, True),
            ("email_change_asked", person.email, False),
            ("email_replaced", person.email, False),
            ("email_in_use", new, False),
        }


def test_the_letter_to_an_address_that_may_be_a_strangers_names_nobody(cast: Cast) -> None:
    ask(cast.ana)
    (letter,) = letters_to(cast.ana, "change_email")
    for private in (cast.ana.name, "Ana", cast.ana.email):
        assert private not in letter.text + letter.html + letter.subject
    assert letter.to_name == ""


def test_the_letters_to_the_old_address_do_not_say_which_the_new_one_is(cast: Cast) -> None:
    ask(cast.ana)
    confirm(cast.ana, link_to(cast.ana))
    for kind in ("email_change_asked", "email_replaced"):
        (letter,) = letters_to(cast.ana, kind)
        assert NEW not in letter.text + letter.html


def test_proving_it_ends_every_other_sign_in_and_keeps_this_one(cast: Cast) -> None:
    phone = signed_in(cast.ana.name, cast.ana.email, cast.ana.password, Area.PORTAL)
    ask(cast.ana)
    assert viewer_of(phone).kind is ViewerKind.CLIENT
    confirm(cast.ana, link_to(cast.ana))
    assert viewer_of(phone).kind is ViewerKind.ENDED
    assert (viewer_of(cast.ana).kind, viewer_of(cast.ana).email) == (ViewerKind.CLIENT, NEW)


def test_the_links_sent_to_the_old_address_are_good_no_more(cast: Cast) -> None:
    act(None, passwords.ask_reset, area=Area.PORTAL, email=cast.ana.email)
    reset = link_in(letters_to(cast.ana, "reset_password")[0])
    confirmation = link_in(letters_to(cast.ben, "confirm_email")[0])
    for person in (cast.ana, cast.ben):
        ask(person, f"new.{person.email}")
        confirm(person, link_to(person))
    with pytest.raises(Conflict):
        act(None, passwords.use_reset_link, token=reset, password_hash=hashed(STARTER))
    with pytest.raises(Conflict):
        act(cast.ben, passwords.confirm_email, token=confirmation)


def test_who_proves_an_address_they_never_had_proven_is_verified(cast: Cast) -> None:
    change(Account, cast.pat.account_id, email_proven_at=None)
    assert viewer_of(cast.pat).kind is ViewerKind.UNVERIFIED
    ask(cast.pat)
    confirm(cast.pat, link_to(cast.pat))
    assert viewer_of(cast.pat).kind is ViewerKind.UNASSOCIATED


def test_mallory_cannot_use_anas_link(cast: Cast) -> None:
    ask(cast.ana)
    token = link_to(cast.ana)
    assert refusal(cast.mallory, token)[0] is NotFound
    assert refusal(None, token)[0] is NotAllowed
    assert row(Account, cast.ana.account_id).email == cast.ana.email
    assert row(Account, cast.mallory.account_id).email == cast.mallory.email
    confirm(cast.ana, token)


def test_the_link_is_for_this_purpose_alone(cast: Cast) -> None:
    ask(cast.ana)
    token = link_to(cast.ana)
    with pytest.raises(NotFound):
        act(None, passwords.use_reset_link, token=token, password_hash=hashed(STARTER))
    with pytest.raises(NotFound):
        act(cast.ana, passwords.confirm_email, token=token)
    assert read(None, links.purpose_of, token=token) is LinkPurpose.CHANGE_EMAIL
    assert read(None, links.area_of, token=token) is Area.PORTAL
    assert read(None, links.area_of, token="0" * 64) is None


def test_the_link_is_good_once_and_for_two_days(cast: Cast, clock: Clock) -> None:
    ask(cast.ana)
    confirm(cast.ana, link_to(cast.ana))
    assert refusal(cast.ana, link_to(cast.ana))[0] is Conflict
    ask(cast.chloe, "chloe.new@post.example")
    clock.forward(days=2, seconds=1)
    assert refusal(cast.chloe, link_to(cast.chloe)) == (Conflict, "This link is too old. Ask for a new one.")


def test_of_many_presses_at_once_one_changes_the_address(cast: Cast) -> None:
    ask(cast.ana)
    token = link_to(cast.ana)
    assert at_once(6, lambda _: confirm(cast.ana, token)).count("Conflict") == 5
    assert signs_in_with(cast.ana) == NEW
    assert len(letters_to(cast.ana, "email_in_use")) == 1


def test_asking_for_another_address_replaces_the_one_before(cast: Cast) -> None:
    ask(cast.ana)
    older = link_to(cast.ana)
    ask(cast.ana, "ana.third@post.example")
    assert refusal(cast.ana, older)[0] is Conflict
    confirm(cast.ana, link_to(cast.ana))
    assert row(Account, cast.ana.account_id).email == "ana.third@post.example"


def test_the_letter_is_sent_again_to_the_new_address_alone_and_the_older_link_is_dead(cast: Cast) -> None:
    ask(cast.ana)
    older = link_to(cast.ana)
    act(cast.ana, email_changes.ask_again)
    assert [letter.to_email for letter in letters_to(cast.ana, "change_email")] == [NEW, NEW]
    assert len(letters_to(cast.ana, "email_change_asked")) == 1
    assert refusal(cast.ana, older)[0] is Conflict
    confirm(cast.ana, link_to(cast.ana))
    with pytest.raises(Conflict, match="No new address waits"):
        act(cast.ana, email_changes.ask_again)


def test_who_keeps_the_old_address_cannot_use_the_link_any_more(cast: Cast) -> None:
    ask(cast.ana)
    for _ in range(2):
        act(cast.ana, email_changes.keep_old)
    assert read(cast.ana, passwords.own_account).new_email == ""
    assert refusal(cast.ana, link_to(cast.ana))[0] is Conflict
    assert signs_in_with(cast.ana) == cast.ana.email


def test_the_own_address_in_another_form_is_no_new_one(cast: Cast) -> None:
    for email in ("ANA@Post.example", "ａｎａ@post.example"):
        with pytest.raises(Invalid) as caught:
            ask(cast.ana, email)
        assert caught.value.fields == {"email": "You sign in with this address already."}


@pytest.mark.parametrize("typed", ["", "nobody", "a@b@c.example", "x" * 300 + "@post.example", "ana@post.example\x00@"])
def test_what_cannot_be_an_address_gets_a_sentence(typed: str) -> None:
    with pytest.raises(Invalid) as caught:
        NewEmailForm.read({"email": typed})
    assert set(caught.value.fields) == {"email"}


def test_the_form_takes_nothing_else() -> None:
    with pytest.raises(Invalid):
        NewEmailForm.read({"email": NEW, "new_email": NEW})


@pytest.mark.parametrize("taken", ["chloe@post.example", "CHLOE@post.example"])
def test_an_address_that_has_a_login_gets_a_word_and_no_link_and_the_asker_learns_nothing(
    cast: Cast, taken: str
) -> None:
    ask(cast.ana, taken)
    ask(cast.ben, "ben.new@post.example")
    waiting = [read(who, passwords.own_account).new_email for who in (cast.ana, cast.ben)]
    assert waiting == [taken, "ben.new@post.example"]
    assert not letters_to(cast.ana, "change_email")
    (told,) = rows(Letter, kind="email_taken")
    assert (told.account_id, told.to_email, told.has_link) == (cast.chloe.account_id, cast.chloe.email, False)
    assert cast.ana.name not in told.text and cast.ana.email not in told.text
    assert not rows(SingleUseLink, account_id=cast.ana.account_id, purpose=LinkPurpose.CHANGE_EMAIL)
    acts = {entry.act for entry in rows(AuditEntry, account_id=cast.ana.account_id)}
    assert "email_change_asked" in acts


def test_asking_for_a_taken_address_kills_the_link_to_the_one_before(cast: Cast) -> None:
    ask(cast.ana)
    older = link_to(cast.ana)
    ask(cast.ana, cast.chloe.email)
    assert refusal(cast.ana, older)[0] is Conflict
    assert signs_in_with(cast.ana) == cast.ana.email


def test_an_address_of_the_other_half_of_the_product_is_free(cast: Cast) -> None:
    ask(cast.ana, cast.thea.email)
    confirm(cast.ana, link_to(cast.ana))
    assert row(Account, cast.ana.account_id).email == cast.thea.email
    assert sign_in(cast.thea.email, cast.thea.password, Area.STAFF).viewer.kind is ViewerKind.THERAPIST


def test_of_two_who_prove_one_address_at_once_one_gets_it_and_the_other_a_clear_sentence(cast: Cast) -> None:
    pair = (cast.ana, cast.ben)
    for person in pair:
        ask(person, "both@post.example")
    tokens = [link_to(person) for person in pair]
    answers = at_once(2, lambda number: confirm(pair[number], tokens[number]))
    assert sorted(answers, key=str) == ["Conflict", None]
    loser = pair[answers.index("Conflict")]
    assert refusal(loser, tokens[pair.index(loser)]) == (
        Conflict,
        "Another login has this address by now. You still sign in with your old one.",
    )
    assert signs_in_with(loser) == loser.email


def test_a_login_made_in_between_keeps_its_address(cast: Cast) -> None:
    ask(cast.ana)
    change_login(cast.olivia, cast.mallory, email=NEW)
    assert refusal(cast.ana, link_to(cast.ana))[0] is Conflict
    assert signs_in_with(cast.ana) == cast.ana.email


def test_a_password_changed_in_between_wins(cast: Cast) -> None:
    with pytest.raises(Conflict):
        act(cast.ana, email_changes.ask, form=NewEmailForm(email=NEW), old_hash="another")
    assert row(Account, cast.ana.account_id).new_email == ""


def test_a_starter_password_opens_no_change_of_address(cast: Cast) -> None:
    give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    started = signed_in(cast.ana.name, cast.ana.email, STARTER, Area.PORTAL)
    with pytest.raises(NotAllowed):
        ask(started)
    for service in (email_changes.ask_again, email_changes.keep_old):
        with pytest.raises(NotAllowed):
            act(started, service)


@pytest.mark.parametrize("password", ["", STARTER])
def test_what_the_practice_sets_drops_what_was_waiting(cast: Cast, password: str) -> None:
    ask(cast.ana)
    token = link_to(cast.ana)
    email = cast.ana.email if password else "ana.set@post.example"
    if password:
        give_starter(cast.thea, cast.ana.client_id, email, password)
    else:
        change_login(cast.thea, cast.ana, email=email)
    account = row(Account, cast.ana.account_id)
    assert (account.email, account.new_email) == (email, "")
    again = signed_in(cast.ana.name, email, password or cast.ana.password, Area.PORTAL)
    assert refusal(again, token)[0] is Conflict


def test_a_saved_record_that_changes_neither_leaves_it_waiting(cast: Cast) -> None:
    ask(cast.ana)
    change_login(cast.thea, cast.ana)
    confirm(cast.ana, link_to(cast.ana))


def test_deactivating_a_colleague_drops_what_was_waiting(cast: Cast) -> None:
    ask(cast.tom, "tom.new@willow.example")
    token = link_to(cast.tom)
    form = team.DeactivationForm(successor=team.NOBODY)
    act(cast.olivia, team.deactivate, account_id=cast.tom.account_id, form=form)
    act(cast.olivia, team.reactivate, account_id=cast.tom.account_id)
    assert row(Account, cast.tom.account_id).new_email == ""
    again = signed_in(cast.tom.name, cast.tom.email, cast.tom.password, Area.STAFF)
    assert refusal(again, token)[0] is Conflict


def test_a_disabled_login_proves_nothing(cast: Cast) -> None:
    ask(cast.ana)
    change(Account, cast.ana.account_id, disabled_at=now())
    assert refusal(cast.ana, link_to(cast.ana))[0] is NotAllowed


def test_an_account_may_ask_five_times_an_hour(cast: Cast, clock: Clock) -> None:
    for number in range(5):
        ask(cast.ana, f"ana{number}@post.example")
    with pytest.raises(Throttled):
        ask(cast.ana)
    with pytest.raises(Throttled):
        act(cast.ana, email_changes.ask_again)
    clock.forward(minutes=61)
    ask(cast.ana)


def test_one_address_gets_five_letters_an_hour_whoever_asks(cast: Cast) -> None:
    for person in (cast.ana, cast.ben, cast.chloe, cast.pat, cast.mallory):
        ask(person, "stranger@elsewhere.example")
    with pytest.raises(Throttled):
        ask(cast.thea, "Stranger@Elsewhere.example")


def test_the_record_of_the_client_says_what_happened(cast: Cast) -> None:
    ask(cast.ana)
    act(cast.ana, email_changes.keep_old)
    ask(cast.ana)
    confirm(cast.ana, link_to(cast.ana))
    lines = [line.what for line in read(cast.thea, audit.list_for_client, client_id=cast.ana.client_id)]
    assert [line for line in lines if "sign-in address" in line] == [
        "changed their sign-in address",
        "asked to change their sign-in address",
        "kept their sign-in address",
        "asked to change their sign-in address",
    ]
