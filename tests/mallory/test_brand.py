"""How the practice looks, over HTTP: what anybody may fetch, and files from people who may not send them."""

import re
import socket
from io import BytesIO

import pytest
from PIL import Image

from owl_app.models import Logo, Practice
from owl_app.services import logos
from tests.cast import Person
from tests.door import act, change, rows
from tests.mallory.house import House
from tests.mallory.wire import Answer

MEGABYTE = 1024 * 1024


def png(colour: str = "purple") -> bytes:
    out = BytesIO()
    Image.new("RGB", (400, 100), colour).save(out, "PNG")
    return out.getvalue()


def send(house: House, who: Person | None, content: bytes) -> Answer:
    return house.http(who).send("POST", "/settings/logo", content, {"Content-Type": "image/png"})


@pytest.fixture(autouse=True)
def as_at_first(house: House) -> None:
    act(house.cast.olivia, logos.remove_logo)
    change(Practice, 1, accent="")


def test_a_logo_is_on_every_page_as_soon_as_it_is_sent(house: House) -> None:
    assert "logo" not in house.http().get("/brand.css").text
    assert send(house, house.cast.adam, png()).status == 200
    sheet = house.http().get("/brand.css")
    found = re.search(r'url\("(/brand/logo-[0-9a-f]{64}\.png)"\)', sheet.text)
    assert found
    assert "--logo-ratio:4.0000" in sheet.text
    picture = house.http().get(found[1])
    assert (picture.status, picture.headers["content-type"]) == (200, "image/png")
    assert picture.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert Image.open(BytesIO(picture.body)).size == (400, 100)


def test_the_style_sheet_is_asked_for_anew_and_sent_only_when_it_is_another(house: House) -> None:
    first = house.http().get("/brand.css")
    assert (first.status, first.headers["cache-control"]) == (200, "no-cache")
    assert first.headers["content-type"] == "text/css; charset=utf-8"
    again = house.http().get("/brand.css", **{"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    change(Practice, 1, accent="#7a2e8e")
    other = house.http().get("/brand.css", **{"If-None-Match": first.headers["etag"]})
    assert other.status == 200
    assert ":root{--accent:#7a2e8e;--on-accent:#ffffff}" in other.text


def test_every_page_asks_for_the_style_sheet_before_it_shows_anything(house: House) -> None:
    for path in ("/portal", "/login", "/qps/portal", "/nowhere"):
        head = house.http().get(path, Accept="text/html").text.partition("</head>")[0]
        assert re.search(r'<link [^>]*href="/brand\.css"', head), path


@pytest.mark.parametrize("name", ["0" * 64, "../owl", "%2e%2e", "", "x" * 5000])
def test_no_other_picture_is_there(house: House, name: str) -> None:
    assert house.http().get(f"/brand/logo-{name}.png").status == 404


@pytest.mark.parametrize("name", ["thea", "ana", "pat", "mallory"])
def test_nobody_but_owners_and_admins_sets_the_logo(house: House, name: str) -> None:
    assert send(house, house.another_device(getattr(house.cast, name)), png()).status == 403
    assert send(house, None, png()).status == 403
    assert rows(Logo) == []


def test_a_strangers_file_stays_unread(house: House) -> None:
    lines = [
        "POST /settings/logo HTTP/1.1",
        f"Host: localhost:{house.port}",
        f"Origin: http://localhost:{house.port}",
        f"Content-Length: {2 * MEGABYTE}",
    ]
    with socket.create_connection(("127.0.0.1", house.port), 10) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 403")


def test_a_file_of_40_megabytes_gets_its_sentence_beside_the_field(house: House) -> None:
    answer = send(house, house.cast.adam, b"\x89PNG\r\n\x1a\n" + b"x" * 40 * MEGABYTE)
    assert answer.status == 422
    assert "This file is too large. Choose one of at most 2 MB." in answer.text


def test_an_svg_gets_its_sentence_beside_the_field(house: House) -> None:
    answer = send(house, house.cast.adam, b"<svg><script>alert(1)</script></svg>")
    assert answer.status == 422
    assert "An SVG can hold a program" in answer.text
    assert rows(Logo) == []


def test_a_logo_from_another_site_is_refused(house: House) -> None:
    http = house.http(house.cast.adam, origin="https://evil.example")
    assert http.send("POST", "/settings/logo", png(), {"Content-Type": "image/png"}).status == 403
    assert rows(Logo) == []


def test_a_page_that_is_open_hears_that_the_look_is_another(house: House) -> None:
    tab = house.tab(house.cast.ana, "/portal/account")
    before = tab.state()["frame.brand"]
    assert send(house, house.cast.adam, png()).status == 200
    tab.hear(lambda: tab.state()["frame.brand"] != before)
