"""Whose page of the portal it is: the choice in the address, and nobody else's."""

from uuid import uuid4

import pytest

from owl_app.clock import now
from owl_app.errors import NotAllowed, NotFound
from owl_app.models import Account, Relationship
from owl_app.services import own_clients, own_details, portal_logins
from owl_app.services.own_clients import OwnClient, Whose
from tests.cast import Cast, Person, add_client, add_login, give_starter
from tests.door import act, change, read


def connect(cast: Cast, client_id: str, login: Person, relationship: str = "parent") -> None:
    typed = {"relationship": relationship, "name": "X", "connect": str(login.account_id)}
    add_login(cast.olivia, client_id, login.email, **typed)


def choose(who: object, asked: object = "") -> Whose:
    return read(who, own_clients.choose, asked=asked)


@pytest.fixture
def children(cast: Cast) -> tuple[str, str]:
    """Two children whose parent is Ana, herself a client."""
    made = add_client(cast.thea, "Milo", "Nest"), add_client(cast.thea, "Pia", "Nest")
    for child in made:
        connect(cast, child, cast.ana)
    return made


def test_a_parent_chooses_between_oneself_and_the_children_oneself_first(cast: Cast, children: tuple[str, str]) -> None:
    milo, pia = children
    found = choose(cast.ana)
    assert found.people == [
        OwnClient(cast.ana.client_id, "Ana Lopez", Relationship.SELF),
        OwnClient(milo, "Milo Nest", Relationship.PARENT),
        OwnClient(pia, "Pia Nest", Relationship.PARENT),
    ]
    assert found.chosen == found.people[0]


def test_the_page_is_that_of_the_one_in_the_address(cast: Cast, children: tuple[str, str]) -> None:
    for client_id in (*children, cast.ana.client_id):
        chosen = choose(cast.ana, client_id).chosen
        assert chosen is not None
        assert chosen.id == client_id
        assert read(cast.ana, own_details.get_own_details, client_id=client_id).client_id == client_id


@pytest.mark.parametrize("nonsense", ["", "nonsense", "' OR 1=1 --", "\x00", "🦉", None, 7, ["a"], "0" * 5000])
def test_nonsense_is_answered_with_the_first(cast: Cast, children: tuple[str, str], nonsense: object) -> None:
    assert choose(cast.ana, nonsense) == choose(cast.ana)


def test_mallory_gets_nobody_else_by_asking_for_them(cast: Cast, children: tuple[str, str]) -> None:
    for somebody in (*children, cast.ana.client_id, cast.ben.client_id, str(uuid4())):
        found = choose(cast.mallory, somebody)
        assert [person.name for person in found.people] == ["Mallory Mole"]
        assert found.chosen == found.people[0]
        with pytest.raises(NotFound):
            read(cast.mallory, own_details.get_own_details, client_id=somebody)


def test_a_child_that_was_taken_away_is_chosen_no_more(cast: Cast, children: tuple[str, str]) -> None:
    milo, pia = children
    act(cast.thea, portal_logins.remove_login, client_id=milo, login_id=cast.ana.account_id)
    found = choose(cast.ana, milo)
    assert [person.id for person in found.people] == [cast.ana.client_id, pia]
    assert found.chosen == found.people[0]
    with pytest.raises(NotFound):
        read(cast.ana, own_details.get_own_details, client_id=milo)


def test_both_partners_of_one_client_see_the_same_page(cast: Cast) -> None:
    change(Account, cast.ben.account_id, email_proven_at=now())
    connect(cast, cast.ana.client_id, cast.ben, "partner")
    own, partners = choose(cast.ana, cast.ana.client_id), choose(cast.ben, cast.ana.client_id)
    assert own.chosen is not None and partners.chosen is not None
    assert (own.chosen.id, partners.chosen.id) == (cast.ana.client_id, cast.ana.client_id)
    assert (own.chosen.relationship, partners.chosen.relationship) == ("self", "partner")


def test_whoever_is_tied_to_nobody_sees_nobody(cast: Cast) -> None:
    assert choose(cast.pat, cast.ana.client_id) == Whose([], None)
    change(Account, cast.pat.account_id, email_proven_at=None)
    assert choose(cast.pat, cast.ana.client_id) == Whose([], None)


def test_staff_strangers_and_starter_passwords_choose_nobody(cast: Cast) -> None:
    give_starter(cast.thea, cast.ben.client_id, cast.ben.email)
    for who in (None, cast.olivia, cast.thea, cast.ben):
        with pytest.raises(NotAllowed):
            choose(who, cast.ana.client_id)
