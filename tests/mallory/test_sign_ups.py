"""Mallory and sign-up: what the answers tell, what bots get, and what a stranger's account sees."""

import json
from itertools import count

import pytest
from sqlmodel import delete

from owl_app.config import get_settings
from owl_app.database import transaction
from owl_app.mail import outbox
from owl_app.models import Account, AuditEntry, Letter, Prospect, Role, SignUp, Throttle
from owl_app.services import portal_settings
from owl_app.services.portal_settings import PortalSettingsForm
from tests.door import act, change, read, row, rows
from tests.eventually import eventually
from tests.mallory.house import House
from tests.mallory.wire import Answer, Http, handler
from tests.proofs import solve

PASSWORD = "quiet walnut 92 ferry"
_numbers = count()
LOAD = handler("admin.prospects_state", "prospects_state", "load")
BEGIN = handler("admin.association_state", "association_state", "begin")
SEARCH = handler("admin.association_state", "association_state", "search")
LOOK_AT = handler("admin.association_state", "association_state", "look_at")
ASSOCIATE = handler("admin.association_state", "association_state", "associate")
DRY_RUN = handler("admin.client_merge_state", "client_merge_state", "look_at")


@pytest.fixture(autouse=True)
def open_to_all(house: House) -> None:
    """Sign-up is on, and nobody has tried anything yet: all tests come from one network."""
    allow(house, "yes")
    with transaction() as session:
        session.execute(delete(Throttle))


def allow(house: House, answer: str) -> None:
    settings = read(house.cast.olivia, portal_settings.get)
    form = PortalSettingsForm.read({"version": settings.version, "allow_sign_up": answer})
    act(house.cast.olivia, portal_settings.change, form=form)


def new_address() -> str:
    return f"somebody{next(_numbers)}@post.example"


def sign_up(http: Http, email: str, **typed: str) -> Answer:
    """Create Account with the work done, unless another `proof` is given."""
    proof = typed.pop("proof", "") or solve(json.loads(http.get("/auth/sign-up/challenge").text))
    form = {"first_name": "Nina", "last_name": "Noor", "email": email, "password": PASSWORD, "proof": proof}
    return http.post("/auth/sign-up", form | typed)


def told(answer: Answer) -> tuple[int, dict[str, str], bytes, set[str]]:
    """Everything of an answer that could tell one address from another."""
    headers = {name: value for name, value in answer.headers.items() if name not in {"date", "set-cookie"}}
    return answer.status, headers, answer.body, set(answer.cookies)


def letters_once(email: str, number: int = 1) -> list[Letter]:
    """The letters to an address, once there are so many."""
    return eventually(lambda: found if len(found := rows(Letter, to_email=email)) >= number else [])


def test_the_answer_is_the_same_in_every_state_of_an_account(house: House) -> None:
    cast = house.cast
    unproven, starter = house.newcomer(), house.newcomer(starter=True)
    disabled = house.newcomer(proven=True)
    change(Account, disabled.account_id, disabled_at=row(Account, cast.ana.account_id).created_at)
    waiting = new_address()
    sign_up(house.http(), waiting)
    letters_once(waiting)
    addresses = [new_address(), cast.ana.email, unproven.email, starter.email, disabled.email, waiting, cast.thea.email]
    answers = []
    for email in addresses:
        http = house.http()
        answers.append((told(sign_up(http, email)), told_page(http, email)))
    assert [answer == answers[0] for answer in answers] == [True] * len(addresses)
    assert answers[0][0][0] == 303


def told_page(http: Http, email: str) -> str:
    """The page after it, with the address that was typed left out."""
    return http.get("/portal/check-mail", Accept="text/html").text.replace(email, "…")


def test_a_known_address_gets_a_letter_and_nothing_else(house: House) -> None:
    before = row(Account, house.cast.ben.account_id)
    sign_up(house.http(), house.cast.ben.email)
    eventually(lambda: rows(Letter, to_email=house.cast.ben.email, kind="account_exists"))
    assert row(Account, house.cast.ben.account_id) == before


def test_a_bot_without_the_work_creates_nothing(house: House) -> None:
    email = new_address()
    for proof in ("x", "e30=", "A" * 5000):
        answer = sign_up(house.http(), email, proof=proof)
        assert (answer.status, answer.location) == (303, "/portal/create-account")
    assert rows(SignUp, email=email) == []


def test_the_same_work_creates_one_account(house: House) -> None:
    http = house.http()
    proof = solve(json.loads(http.get("/auth/sign-up/challenge").text))
    first, second = new_address(), new_address()
    assert sign_up(http, first, proof=proof).location == "/portal/check-mail"
    assert sign_up(http, second, proof=proof).location == "/portal/create-account"
    assert rows(SignUp, email=second) == []


def test_the_same_work_has_one_password_judged(house: House) -> None:
    http = house.http()
    proof = solve(json.loads(http.get("/auth/sign-up/challenge").text))
    email = new_address()
    assert sign_up(http, email, proof=proof, password="password123").location == "/portal/create-account"
    assert sign_up(http, email, proof=proof).location == "/portal/create-account"
    assert rows(SignUp, email=email) == []


def test_whoever_compares_a_prospect_with_a_record_has_seen_it(house: House) -> None:
    nia = house.colleague(Role.ADMIN)
    client_id = house.cast.ana.client_id
    tab = house.tab(nia, "/prospects")
    tab.answer_to(BEGIN, {"prospect_id": str(house.cast.pat.account_id)})
    assert "Lopez" in tab.answer_to(LOOK_AT, {"client_id": client_id})
    tab = house.tab(nia, f"/clients/{house.cast.ben.client_id}")
    tab.answer_to(DRY_RUN, {"other_id": house.cast.chloe.client_id})
    seen = {str(each.client_id) for each in rows(AuditEntry, act="client_seen", actor_id=nia.account_id)}
    assert seen == {client_id, house.cast.ben.client_id, house.cast.chloe.client_id}


def test_whoever_fills_in_what_nobody_sees_creates_nothing_and_hears_nothing(house: House) -> None:
    email = new_address()
    answer = sign_up(house.http(), email, website="https://spam.example")
    assert (answer.status, answer.location) == (303, "/portal/check-mail")
    assert rows(SignUp, email=email) == []


def test_with_no_there_is_no_page_no_work_and_no_account(house: House) -> None:
    http = house.http()
    proof = solve(json.loads(http.get("/auth/sign-up/challenge").text))
    allow(house, "no")
    email = new_address()
    assert house.http().get("/portal/create-account", Accept="text/html").location == "/portal?why=closed"
    assert house.http().get("/auth/sign-up/challenge").status == 404
    assert sign_up(http, email, proof=proof).location == "/portal/create-account"
    assert rows(SignUp, email=email) == []
    assert ">Create Account<" not in house.http().get("/portal", Accept="text/html").text


def test_twenty_scanners_open_the_link_and_it_is_still_good(house: House) -> None:
    email, http = new_address(), house.http()
    sign_up(http, email)
    (letter,) = letters_once(email)
    token = outbox.link_token(get_settings().key, letter.id)
    for _ in range(20):
        scanner = house.http()
        assert scanner.get(f"/link/{token}").location == "/verify"
        assert "Confirm my email address" in scanner.get("/verify", Accept="text/html").text
    http.get(f"/link/{token}")
    assert http.post("/auth/verify").location == "/portal/account"
    (account,) = rows(Account, email=email)
    assert account.email_proven_at is not None


def test_the_link_in_another_browser_wants_the_password(house: House) -> None:
    email = new_address()
    sign_up(house.http(), email)
    (letter,) = letters_once(email)
    other = house.http()
    other.get(f"/link/{outbox.link_token(get_settings().key, letter.id)}")
    assert other.post("/auth/verify").location == "/verify"
    assert other.post("/auth/verify", {"password": "wicked walnut 66 ferry"}).location == "/verify"
    (account,) = rows(Account, email=email)
    assert account.email_proven_at is None
    assert other.post("/auth/verify", {"password": PASSWORD}).location == "/portal/account"


def test_nobody_guesses_the_password_behind_a_link(house: House) -> None:
    email = new_address()
    sign_up(house.http(), email)
    (letter,) = letters_once(email)
    other = house.http()
    other.get(f"/link/{outbox.link_token(get_settings().key, letter.id)}")
    for number in range(10):
        other.post("/auth/verify", {"password": f"wrong number {number}"})
    assert other.post("/auth/verify", {"password": PASSWORD}).location == "/verify"


def test_a_stranger_with_anas_new_address_gets_nothing_by_her_letter(house: House) -> None:
    email, stranger, ana = new_address(), house.http(), house.http()
    sign_up(stranger, email, password="wicked walnut 66 ferry", first_name="Mallory", last_name="Mole")
    letters_once(email)
    sign_up(ana, email)
    letter = max(letters_once(email, 2), key=lambda each: each.created_at)
    ana.get(f"/link/{outbox.link_token(get_settings().key, letter.id)}")
    assert ana.post("/auth/verify").location == "/portal/account"
    refused = stranger.post("/auth/portal/sign-in", {"email": email, "password": "wicked walnut 66 ferry"})
    assert refused.location == "/portal"
    assert stranger.post("/auth/verify-code", {"code": "123456"}).location == "/portal/check-mail"
    (account,) = rows(Account, email=email)
    assert (account.name, row(Prospect, account.id).first_name) == ("Nina Noor", "Nina")


@pytest.mark.parametrize("who", ["tom", "ana", "mallory"])
def test_nobody_else_hears_of_prospects_or_settles_them_by_socket(house: House, who: str) -> None:
    email = new_address()
    sign_up(house.http(), email)
    letters_once(email)
    (account,) = rows(Account, email=email)
    person = getattr(house.cast, who)
    tab = house.tab(person, "/clients" if who == "tom" else "/portal/account")
    form = {"prospect_id": str(account.id), "client_id": person.client_id, "relationship": "self"}
    for event, payload in (
        (LOAD, {}),
        (BEGIN, {"prospect_id": str(account.id)}),
        (SEARCH, {"typed": "ana"}),
        (ASSOCIATE, {"form": form}),
        (DRY_RUN, {"other_id": house.cast.ben.client_id}),
    ):
        tab.answer_to(event, payload)
    assert email not in tab.text
    assert row(Prospect, account.id).waiting is True


def test_the_page_of_a_prospect_holds_nothing_of_any_client(house: House) -> None:
    tab = house.tab(house.another_device(house.cast.pat), "/portal/account")
    assert "Lopez" not in tab.text
    assert tab.state()["account_state.person"]["client_id"] == ""
