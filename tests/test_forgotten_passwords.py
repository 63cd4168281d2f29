"""Forgotten, first and changed passwords, and proving an address: what a link can do and what it cannot."""

from uuid import UUID

import pytest
from sqlmodel import SQLModel

from owl_app.clock import now
from owl_app.database import reading
from owl_app.errors import Conflict, NotFound, OwlError, Throttled
from owl_app.models import Account, Area, AuditEntry, Letter, LinkPurpose, SingleUseLink
from owl_app.security.passwords import verify_password
from owl_app.services import links, passwords
from owl_app.services.access import ViewerKind
from tests.cast import Cast, Person, change_login, change_password, hashed, letters_to, link_in, sign_in
from tests.door import act, change, read, row, rows, viewer_of
from tests.installation import Clock
from tests.together import at_once

NEW = "window pebble 64 sailor"


def ask(email: str, area: Area = Area.PORTAL) -> None:
    act(None, passwords.ask_reset, area=area, email=email)


def reset_link(person: Person) -> str:
    ask(person.email, person.area)
    return link_in(letters_to(person, "reset_password")[-1])


def use(token: str, password: str = NEW) -> None:
    act(None, passwords.use_reset_link, token=token, password_hash=hashed(password))


def refusal(token: str) -> tuple[type[OwlError], str]:
    with pytest.raises(OwlError) as refused:
        use(token)
    return type(refused.value), refused.value.message


def test_a_reset_link_sets_the_new_password_and_ends_every_sign_in(cast: Cast) -> None:
    use(reset_link(cast.ana))
    assert viewer_of(cast.ana).kind is ViewerKind.ENDED
    assert sign_in(cast.ana.email, NEW)
    assert not verify_password(cast.ana.password, row(Account, cast.ana.account_id).password_hash)


def test_staff_reset_their_password_with_a_letter_too(cast: Cast) -> None:
    use(reset_link(cast.olivia))
    assert sign_in(cast.olivia.email, NEW, Area.STAFF)


@pytest.mark.parametrize("typed", ["ANA@post.example", " ana@post.example "])
def test_the_letter_goes_to_the_address_on_file_and_not_to_what_was_typed(cast: Cast, typed: str) -> None:
    ask(typed)
    assert letters_to(cast.ana, "reset_password")[0].to_email == cast.ana.email


def test_an_address_that_was_never_proven_gets_no_letter_but_the_record_says_so(cast: Cast) -> None:
    ask(cast.ben.email)
    assert not letters_to(cast.ben, "reset_password")
    assert [e.act for e in rows(AuditEntry, client_id=UUID(cast.ben.client_id))].count("reset_asked_unproven") == 1


@pytest.mark.parametrize("email", ["nobody@post.example", "", "\x00", "🦉", "x" * 5000, "%", "ana@post.example,b@c.d"])
def test_asking_for_nobody_is_silent(cast: Cast, email: str) -> None:
    before = len(rows(Letter))
    ask(email)
    assert len(rows(Letter)) == before


def test_a_disabled_account_gets_no_letter_and_its_link_stops_working(cast: Cast) -> None:
    token = reset_link(cast.ana)
    change(Account, cast.ana.account_id, disabled_at=now())
    ask(cast.ana.email)
    assert len(letters_to(cast.ana, "reset_password")) == 1
    assert refusal(token)[0] is NotFound


def test_the_other_half_of_the_product_does_not_answer(cast: Cast) -> None:
    ask(cast.ana.email, Area.STAFF)
    assert not letters_to(cast.ana, "reset_password")


def test_an_account_gets_at_most_three_letters_an_hour_and_nobody_is_told(cast: Cast, clock: Clock) -> None:
    for _ in range(5):
        ask(cast.ana.email)
    assert len(letters_to(cast.ana, "reset_password")) == 3
    clock.forward(minutes=61)
    ask(cast.ana.email)
    assert len(letters_to(cast.ana, "reset_password")) == 4


def test_one_network_may_ask_twenty_times_an_hour(cast: Cast) -> None:
    for _ in range(20):
        act(None, passwords.count_reset, address="198.51.100.7")
    with pytest.raises(Throttled):
        act(None, passwords.count_reset, address="198.51.100.7")
    act(None, passwords.count_reset, address="198.51.100.8")


def test_a_link_is_good_once(cast: Cast) -> None:
    token = reset_link(cast.ana)
    use(token)
    assert refusal(token) == (
        Conflict,
        "This link was used already, or a newer one was sent. Ask for a new one if you still need it.",
    )


def test_a_link_is_good_for_two_hours(cast: Cast, clock: Clock) -> None:
    token = reset_link(cast.ana)
    clock.forward(hours=2, seconds=1)
    assert refusal(token) == (Conflict, "This link is too old. Ask for a new one.")


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "../../etc", "\x00", "🦉", "' OR 1=1 --", "a" * 5000])
def test_a_malformed_link_is_not_complete(cast: Cast, token: str) -> None:
    assert refusal(token)[0] is NotFound
    assert read(None, links.purpose_of, token=token) is None


def test_a_link_for_one_purpose_is_nothing_for_another(cast: Cast) -> None:
    confirm = link_in(letters_to(cast.ben, "confirm_email")[0])
    assert refusal(confirm)[0] is NotFound
    token = reset_link(cast.ana)
    with pytest.raises(NotFound):
        act(cast.ana, passwords.confirm_email, token=token)
    use(token)


def test_the_hash_in_the_table_is_no_link(cast: Cast) -> None:
    reset_link(cast.ana)
    for link in rows(SingleUseLink):
        assert refusal(link.token_hash)[0] is NotFound


def test_looking_at_a_link_does_not_use_it_up(cast: Cast) -> None:
    token = reset_link(cast.ana)
    for _ in range(5):
        assert read(None, links.purpose_of, token=token) is LinkPurpose.RESET
        assert read(None, passwords.check_link, token=token, purpose=LinkPurpose.RESET).email == cast.ana.email
    use(token)


def test_a_used_link_uses_up_the_others_in_the_letterbox(cast: Cast) -> None:
    first, second = reset_link(cast.ana), reset_link(cast.ana)
    use(second)
    assert refusal(first)[0] is Conflict


def test_changing_the_password_uses_up_the_reset_links(cast: Cast) -> None:
    token = reset_link(cast.ana)
    change_password(cast.ana, "another walnut 92 ferry")
    assert refusal(token)[0] is Conflict


def test_a_link_belongs_to_the_address_it_was_sent_to(cast: Cast) -> None:
    token = reset_link(cast.ana)
    change(Account, cast.ana.account_id, email="ana.new@post.example", email_key="ana.new@post.example")
    assert refusal(token)[0] is NotFound


def test_an_address_that_the_practice_replaces_uses_up_the_reset_links(cast: Cast) -> None:
    token = reset_link(cast.ana)
    change_login(cast.thea, cast.ana, email="ana.new@post.example")
    assert refusal(token)[0] is Conflict


def test_of_fifty_parallel_uses_one_wins(cast: Cast) -> None:
    token = reset_link(cast.ana)
    results = at_once(50, lambda _: use(token))
    assert results.count("Conflict") == 49
    assert sign_in(cast.ana.email, NEW)


def test_of_two_changes_at_once_one_wins(cast: Cast) -> None:
    old = row(Account, cast.ana.account_id).password_hash

    def replace(number: int) -> object:
        return act(
            cast.ana,
            passwords.change,
            old_hash=old,
            password_hash=hashed(f"window pebble {number} sailor"),
            device="",
            device_token="",
        )

    results = at_once(8, replace)
    assert len([each for each in results if not isinstance(each, str)]) == 1


def test_mallory_cannot_confirm_with_anas_link(cast: Cast) -> None:
    token = link_in(letters_to(cast.ben, "confirm_email")[0])
    with pytest.raises(NotFound, match="another account"):
        act(cast.mallory, passwords.confirm_email, token=token)
    assert row(Account, cast.ben.account_id).email_proven_at is None
    act(cast.ben, passwords.confirm_email, token=token)
    assert row(Account, cast.ben.account_id).email_proven_at is not None


def test_a_confirmation_link_is_good_once_and_for_seven_days(cast: Cast, clock: Clock) -> None:
    token = link_in(letters_to(cast.ben, "confirm_email")[0])
    act(cast.ben, passwords.confirm_email, token=token)
    with pytest.raises(Conflict):
        act(cast.ben, passwords.confirm_email, token=token)
    late = link_in(letters_to(cast.chloe, "confirm_email")[0])
    clock.forward(days=7, seconds=1)
    with pytest.raises(Conflict, match="too old"):
        act(cast.chloe, passwords.confirm_email, token=late)


def test_a_proven_address_needs_no_further_letter(cast: Cast) -> None:
    before = len(letters_to(cast.ana, "confirm_email"))
    act(cast.ana, passwords.ask_confirmation)
    assert len(letters_to(cast.ana, "confirm_email")) == before


def test_at_most_five_confirmation_letters_an_hour(cast: Cast) -> None:
    for _ in range(4):
        act(cast.ben, passwords.ask_confirmation)
    with pytest.raises(Throttled):
        act(cast.ben, passwords.ask_confirmation)


def test_the_current_password_may_be_tried_ten_times(cast: Cast) -> None:
    for _ in range(10):
        act(cast.ana, passwords.count_change)
    with pytest.raises(Throttled):
        act(cast.ana, passwords.count_change)


def test_no_table_holds_a_token_or_a_password(cast: Cast) -> None:
    token = reset_link(cast.ana)
    use(token)
    with reading() as session:
        everything = "\n".join(repr(list(session.execute(table.select()))) for table in SQLModel.metadata.sorted_tables)
    for secret in (token, NEW, "copper kettle", cast.ana.token, cast.ana.password, cast.ana.device_token):
        assert secret not in everything
