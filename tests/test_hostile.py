"""What somebody hostile tries: each test is an attack, and what must come of it."""

import time
from uuid import UUID

import pytest
from starlette.datastructures import Headers

from owl_app.errors import Invalid, NotAllowed
from owl_app.models import ClientAccess, Relationship
from owl_app.security.passwords import check_new_password
from owl_app.web import cookies
from tests.cast import Cast, add_client, give_starter
from tests.door import change, rows


def test_a_therapist_cannot_take_over_a_login_that_is_also_tied_to_a_client_nobody_has_taken(cast: Cast) -> None:
    child = add_client(cast.olivia, "Milo", "Mole", therapist_id=str(cast.thea.account_id))
    give_starter(cast.olivia, child, "milo@post.example")
    tie = rows(ClientAccess, client_id=UUID(child))[0]
    change(ClientAccess, tie.id, account_id=cast.mallory.account_id, relationship=Relationship.PARENT)
    with pytest.raises(NotAllowed):
        give_starter(cast.thea, child, cast.mallory.email)


def test_no_password_keeps_the_server_busy_while_it_is_judged() -> None:
    started = time.process_time()
    with pytest.raises(Invalid):
        check_new_password("short")
    check_new_password("4@8({[</369&#!1/|0$5+7%2" * 3, about=("Ana Lopez", "ana"))
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize(
    "foreign", ['prefs={"dark":true}', "a name=1", "plain", 'open="', "accent=é", "list=a,b c", "owl-other=1; =; ;"]
)
def test_no_cookie_of_a_neighbouring_site_signs_anybody_out(cast: Cast, foreign: str) -> None:
    for header in (f"{foreign}; owl={cast.ana.token}", f"owl={cast.ana.token}; {foreign}"):
        assert cookies.sign_in_token(Headers({"cookie": header})) == cast.ana.token
