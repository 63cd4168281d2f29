"""Mallory over HTTP: forged origins and hosts, links of others, sign-ins that tell too much."""

import json
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlencode

import pytest

from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.mail.outbox import link_token
from owl_app.models import Account, Area, AuditEntry, Letter, SignIn, SingleUseLink
from owl_app.services import passwords
from owl_app.services.practice import set_up_code
from tests.cast import STARTER, Person, letters_to, link_in
from tests.door import act, change, row, rows
from tests.mallory.house import House
from tests.mallory.wire import Answer

NEW = "window pebble 64 sailor"
ROUTES_THAT_WRITE = [
    "/auth/portal/sign-in",
    "/auth/staff/sign-in",
    "/auth/sign-out",
    "/auth/portal/forgot",
    "/auth/new-password",
    "/auth/first-password",
    "/auth/change-password",
    "/auth/invitation",
    "/auth/confirm-email",
    "/auth/change-email",
    "/auth/new-email",
    "/auth/set-up",
    "/clients/{id}/portal-access",
    "/clients/{id}/starter-password",
    "/clients/{id}/access-slip",
    "/settings/logo",
]


def reset_link(person: Person) -> str:
    act(None, passwords.ask_reset, area=person.area, email=person.email)
    return link_in(letters_to(person, "reset_password")[-1])


def sign_in(house: House, email: str, password: str, area: str = "portal", **headers: str) -> Answer:
    return house.http().post(f"/auth/{area}/sign-in", {"email": email, "password": password}, **headers)


def test_signing_in_is_a_post_that_sets_a_cookie_no_script_can_read(house: House) -> None:
    somebody = house.newcomer()
    answer = sign_in(house, somebody.email, somebody.password)
    assert (answer.status, answer.location) == (303, "/portal/account")
    assert len(answer.cookies["owl"]) == 43
    assert answer.headers["cache-control"] == "no-store"
    assert answer.cookies["owl"] not in repr(rows(SignIn))


def test_every_cookie_is_http_only_and_same_site(house: House) -> None:
    somebody = house.newcomer()
    connection = HTTPConnection("127.0.0.1", house.port)
    origin = f"http://localhost:{house.port}"
    form = urlencode({"email": somebody.email, "password": somebody.password})
    headers = {"Host": origin[7:], "Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/auth/portal/sign-in", form, headers)
    set_cookies = connection.getresponse().headers.get_all("set-cookie") or []
    connection.close()
    assert len(set_cookies) >= 2
    for cookie in set_cookies:
        attributes = {part.strip().casefold() for part in cookie.split(";")[1:]}
        assert {"httponly", "path=/", "samesite=lax"} <= attributes


def test_a_failed_sign_in_keeps_the_email_and_says_so_without_javascript(house: House) -> None:
    http = house.http()
    answer = http.post("/auth/portal/sign-in", {"email": 'x"><script>@post.example', "password": "not the password"})
    assert (answer.status, answer.location) == (303, "/portal")
    page = http.get("/portal", Accept="text/html")
    assert "do not fit together" in page.text
    assert 'value="x&quot;&gt;&lt;script&gt;@post.example"' in page.text
    assert "not the password" not in page.text + json.dumps(answer.cookies)
    assert page.headers["cache-control"] == "no-store"
    assert "do not fit together" not in http.get("/portal", Accept="text/html").text


def alike(answer: Answer) -> tuple[int, str, list[str]]:
    return answer.status, answer.location, sorted(set(answer.headers) | set(answer.cookies))


def test_sign_in_and_forgotten_password_answer_the_same_whether_or_not_the_account_exists(house: House) -> None:
    there, disabled, missing = house.newcomer(), house.newcomer(), "nobody@post.example"
    change(Account, disabled.account_id, disabled_at=now())
    for area in ("portal", "staff"):
        answers = [sign_in(house, email, "wrong", area) for email in (there.email, disabled.email, missing)]
        assert len({repr(alike(answer)) for answer in answers}) == 1
    answers = [
        house.http().post("/auth/portal/forgot", {"email": email})
        for email in (there.email, disabled.email, missing, "nonsense", "\x00")
    ]
    assert len({repr(alike(answer)) for answer in answers}) == 1
    assert len({answer.cookies["owl-flash"] for answer in answers}) == 1


def test_sign_in_takes_the_same_time_whether_or_not_the_account_exists(house: House) -> None:
    people = [house.newcomer().email for _ in range(7)]

    def seconds(email: str) -> float:
        begun = perf_counter()
        sign_in(house, email, "not the password")
        return perf_counter() - begun

    seconds("warm@post.example")
    pairs = [(seconds(email), seconds(f"nobody{number}@post.example")) for number, email in enumerate(people)]
    there, missing = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
    assert 0.25 < there / missing < 4


def test_guesses_are_throttled_and_the_people_they_are_meant_for_are_not_locked_out(house: House) -> None:
    somebody = house.newcomer()
    forwarded = {"X-Forwarded-For": "198.51.100.1"}
    texts = [sign_in(house, somebody.email, "wrong", **forwarded).cookies["owl-flash"] for _ in range(11)]
    assert texts[9] == texts[0]
    assert texts[10] != texts[0]
    answer = house.http(somebody).post("/auth/portal/sign-in", {"email": somebody.email, "password": somebody.password})
    assert answer.location == "/portal/account"


@pytest.mark.parametrize("path", ROUTES_THAT_WRITE)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_a_post_from_another_site_is_refused(house: House, path: str, origin: str | None) -> None:
    path = path.format(id=house.cast.ana.client_id)
    answer = house.http(house.cast.thea, origin=origin).post(path, {"email": "x", "password": "y"})
    assert answer.status == 403
    assert not answer.cookies


def test_a_foreign_host_is_sent_to_our_own(house: House) -> None:
    for host in ("evil.example", "localhost.evil.example", f"evil.example:{house.port}"):
        http = house.http(host=host, origin=f"http://{host}")
        for answer in (http.get("/portal"), http.post("/auth/portal/sign-in", {"email": "x", "password": "y"})):
            assert answer.status == 308
            assert answer.location.startswith(f"http://localhost:{house.port}/")


def test_a_letters_links_never_follow_the_host_header(house: House) -> None:
    somebody = house.newcomer()
    house.http(host="evil.example").post("/auth/portal/forgot", {"email": somebody.email})
    assert not letters_to(somebody, "reset_password")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_a_link_uses_nothing_up_and_keeps_it_out_of_the_address(house: House, method: str) -> None:
    token = reset_link(house.cast.ana)
    for _ in range(5):
        answer = house.http().send(method, f"/link/{token}", None, {})
        assert answer.status in {303, 405}
        assert token not in answer.location
    assert [link.used_at for link in rows(SingleUseLink, account_id=house.cast.ana.account_id)][-1] is None
    assert row(Account, house.cast.ana.account_id).must_change_password is False


def test_a_reset_link_is_used_by_its_button_and_signs_every_device_out(house: House) -> None:
    somebody = house.newcomer()
    act(somebody, passwords.confirm_email, token=link_in(letters_to(somebody, "confirm_email")[0]))
    tab = house.tab(somebody, "/portal/account")
    http = house.http()
    http.get(f"/link/{reset_link(somebody)}")
    answer = http.post("/auth/new-password", {"password": NEW})
    assert (answer.status, answer.location) == (303, "/portal")
    tab.hear(lambda: tab.is_told() == ["/portal?why=ended"])
    assert house.http(somebody).get("/portal/account").location == "/portal?why=ended"
    again = http.post("/auth/new-password", {"password": NEW})
    assert again.status == 303
    assert sign_in(house, somebody.email, NEW).location == "/portal/account"


@pytest.mark.parametrize("token", ["", "x", "%00", "..%2f..", "%F0%9F%A6%89", "a" * 3000, "%ED%A0%80", "'--"])
def test_a_malformed_link_gets_a_page_and_no_error(house: House, token: str) -> None:
    http = house.http()
    answer = http.get(f"/link/{token}")
    assert answer.status in {303, 404}
    sent_back = http.post("/auth/new-password", {"password": NEW})
    assert (sent_back.status, sent_back.location) == (303, "/new-password")


def test_mallory_cannot_confirm_with_somebody_elses_link(house: House) -> None:
    somebody = house.newcomer()
    token = link_in(letters_to(somebody, "confirm_email")[0])
    for http in (house.http(house.cast.mallory), house.http()):
        http.get(f"/link/{token}")
        http.post("/auth/confirm-email")
        assert row(Account, somebody.account_id).email_proven_at is None
    http = house.http(somebody)
    http.get(f"/link/{token}")
    http.post("/auth/confirm-email")
    assert row(Account, somebody.account_id).email_proven_at is not None


def test_a_link_derived_from_another_key_or_letter_is_nothing(house: House) -> None:
    letter = rows(Letter)[0]
    for forged in (link_token(b"k" * 32, letter.id), link_token(get_settings().key, house.cast.ana.account_id)):
        http = house.http()
        http.get(f"/link/{forged}")
        http.post("/auth/new-password", {"password": NEW})
    assert row(Account, house.cast.ana.account_id).must_change_password is False


def test_anas_access_is_not_mallorys_to_give(house: House) -> None:
    hers = house.cast.ana.client_id
    hers_too = str(house.cast.ana.account_id)
    new = {"relationship": "other", "name": "M", "email": "m@evil.example", "way": "starter", "password": NEW}
    forms = {"portal-access": new, "starter-password": {"login": hers_too, "password": NEW}}
    expected = {None: 403, house.cast.mallory: 403, house.cast.ana: 403, house.cast.tom: 404}
    for who, status in expected.items():
        for route, form in forms.items():
            assert house.http(who).post(f"/clients/{hers}/{route}", form).status == status
        slip = house.http(who).post(f"/clients/{hers}/access-slip", {"login": hers_too, "password": NEW})
        assert not slip.body.startswith(b"%PDF")
    assert row(Account, house.cast.ana.account_id).must_change_password is False
    assert rows(Account, email_key="m@evil.example") == []


def test_a_slip_is_for_the_password_that_is_still_the_starter_password(house: House) -> None:
    somebody = house.newcomer(starter=True)
    http = house.http(house.cast.thea)
    path = f"/clients/{somebody.client_id}/access-slip"
    login = str(somebody.account_id)
    right, wrong = (http.post(path, {"login": login, "password": password}) for password in (STARTER, NEW))
    assert right.body.startswith(b"%PDF")
    assert (right.headers["cache-control"], right.headers["content-type"]) == ("no-store", "application/pdf")
    assert (wrong.status, wrong.body.startswith(b"%PDF")) == (303, False)


def test_the_first_password_cannot_be_the_starter_password(house: House) -> None:
    somebody = house.newcomer(starter=True)
    http = house.http(somebody)
    for password in (STARTER, "abc", "x" * 5000, "password12", "Newcomer 7781 harbour"):
        assert http.post("/auth/first-password", {"password": password}).location == "/first-password"
    assert row(Account, somebody.account_id).must_change_password
    assert http.post("/auth/first-password", {"password": NEW}).location == "/portal/account"


def test_a_password_is_changed_with_the_current_one_alone(house: House) -> None:
    somebody = house.newcomer()
    http = house.http(somebody)
    wrong = http.post("/auth/change-password", {"current": "not it at all", "password": NEW})
    assert (wrong.status, json.loads(wrong.body)) == (
        422,
        {"errors": {"current": "This is not your current password."}},
    )
    assert http.post("/auth/change-password", {"current": somebody.password, "password": NEW}).status == 200
    assert house.http(somebody).get("/portal/account").location == "/portal?why=ended"
    assert http.get("/portal/account", Accept="text/html").status == 200


def test_a_letter_is_read_by_those_it_may_be_shown_to_and_leaves_its_link_nowhere(house: House) -> None:
    somebody, owner = house.newcomer(), house.cast.olivia
    act(somebody, passwords.ask_confirmation)
    theirs = letters_to(somebody, "confirm_email")[-1]
    act(None, passwords.ask_reset, area=Area.STAFF, email=owner.email)
    hers = letters_to(owner, "reset_password")[-1]

    answer = house.http(house.cast.adam).get(f"/settings/mail/{theirs.id}")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    assert f"/link/{link_in(theirs)}" in answer.text
    assert "letter_read" in {entry.act for entry in rows(AuditEntry, actor_id=house.cast.adam.account_id)}
    assert f"/link/{link_in(hers)}" in house.http(owner).get(f"/settings/mail/{hers.id}").text

    for who, letter in (
        (house.cast.adam, hers),
        (house.cast.thea, theirs),
        (house.cast.mallory, theirs),
        (somebody, theirs),
        (None, hers),
    ):
        refused = house.http(who).get(f"/settings/mail/{letter.id}")
        assert (refused.status, refused.location) == (303, "/settings/mail")
        assert "/link/" not in refused.text
    for letter in (theirs, hers):
        assert link_in(letter).encode() not in house.in_redis()


def test_signing_in_from_another_site_cannot_replace_anas_session(house: House) -> None:
    http = house.http(house.cast.ana, origin="https://evil.example")
    http.post("/auth/portal/sign-in", {"email": house.cast.mallory.email, "password": house.cast.mallory.password})
    assert http.cookies["owl"] == house.cast.ana.token


def test_two_sign_in_cookies_make_nobody_new(house: House) -> None:
    cookie = f"owl={house.cast.mallory.token}; owl=x; __Host-owl={house.cast.ana.token}"
    page = house.http().send("GET", "/portal/account", None, {"Cookie": cookie})
    assert "Ana Lopez" not in page.text


@pytest.mark.parametrize(
    "flash", ["x", "e30", "bnVsbA", "WzFd", "W1tbW1tbW1tbW1s=" * 20, "eyJzYXkiOiAiXHVkODAwIn0=", "////"]
)
def test_a_flash_cookie_of_ones_own_making_breaks_nothing(house: House, flash: str) -> None:
    page = house.http().send("GET", "/portal", None, {"Cookie": f"owl-flash={flash}", "Accept": "text/html"})
    assert page.status == 200
    assert "Willow Street Therapy" in page.text


@pytest.mark.parametrize(
    "body",
    [b"", b"&" * 3000, b"email=" + b"x" * 60_000, b"email=%FF%FE&password=%00", b"email=a&email=b&password=c", b"\xff"],
)
def test_a_form_that_makes_no_sense_gets_an_answer(house: House, body: bytes) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", ""):
        answer = house.http().send("POST", "/auth/portal/sign-in", body, {"Content-Type": kind})
        assert answer.status in {303, 400, 413, 415}


def test_a_set_up_practice_cannot_be_set_up_again(house: House) -> None:
    form = {
        "code": set_up_code(),
        "practice_name": "Mine",
        "time_zone": "America/Toronto",
        "name": "Mallory Mole",
        "email": "mallory@evil.example",
        "password": NEW,
    }
    answer = house.http().post("/auth/set-up", form)
    assert "owl" not in answer.cookies
    assert not rows(Account, area=Area.STAFF, email="mallory@evil.example")
    assert house.http().get("/set-up").location == "/login"


def test_the_code_of_the_set_up_is_not_in_the_log_of_a_practice_that_is_set_up(house: House) -> None:
    assert set_up_code() not in house.server.printed()


@pytest.mark.parametrize(
    "path", ["/_event", "/_event/?EIO=4&transport=polling", "/ping", "/_health", "/_upload", "/_all_routes"]
)
def test_the_frameworks_own_endpoints_do_not_exist(house: House, path: str) -> None:
    assert house.http().get(path).status == 404
    assert house.http().post(path).status in {404, 405}


def test_private_pages_are_shown_to_nobody_who_may_not_open_them(house: House) -> None:
    for who, path, to in (
        (None, "/home", "/login"),
        (None, "/clients", "/login"),
        (None, "/portal/account", "/portal"),
        (house.cast.mallory, "/clients", "/portal/account"),
        (house.cast.mallory, f"/clients/{house.cast.ana.client_id}", "/portal/account"),
        (house.cast.thea, "/portal/account", "/home"),
        (house.cast.thea, "/settings/mail", "/home"),
        (house.cast.thea, "/settings/team", "/home"),
    ):
        answer = house.http(who).get(path, Accept="text/html")
        assert (answer.status, answer.location) == (303, to)
        assert answer.headers["cache-control"] == "no-store"


def test_built_pages_hold_no_data(house: House) -> None:
    for who, path in ((house.cast.thea, f"/clients/{house.cast.ana.client_id}"), (house.cast.ana, "/portal/account")):
        assert "Lopez" not in house.http(who).get(path, Accept="text/html").text
