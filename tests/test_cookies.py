"""Our cookies: how they are named and marked behind HTTPS and on this machine."""

from pathlib import Path

import pytest
from starlette.datastructures import Headers
from starlette.responses import Response

from owl_app.web import cookies
from tests.installation import installed


def set_by(public_url: str, folder: Path) -> list[str]:
    with installed(data_dir=folder, public_url=public_url):
        response = Response()
        cookies.set_sign_in(response, "t" * 43, "d" * 43)
        cookies.set_link(response, "link")
        cookies.set_flash(response, say="x")
    return response.headers.getlist("set-cookie")


def test_behind_https_every_cookie_has_the_host_prefix_and_is_secure(tmp_path: Path) -> None:
    for cookie in set_by("https://portal.willow.example", tmp_path):
        assert cookie.startswith("__Host-")
        attributes = {part.strip().casefold() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= attributes
        assert not any(attribute.startswith("domain") for attribute in attributes)


def test_on_this_machine_the_prefix_and_secure_are_dropped_and_nothing_else(tmp_path: Path) -> None:
    for cookie in set_by("http://localhost:3000", tmp_path):
        assert cookie.startswith("owl")
        attributes = {part.strip().casefold() for part in cookie.split(";")[1:]}
        assert {"httponly", "path=/", "samesite=lax"} <= attributes
        assert "secure" not in attributes


@pytest.mark.parametrize("name", ["owl", "__Secure-owl", "__host-owl"])
def test_behind_https_a_cookie_without_the_prefix_counts_for_nothing(tmp_path: Path, name: str) -> None:
    with installed(data_dir=tmp_path, public_url="https://portal.willow.example"):
        assert cookies.sign_in_hash(Headers({"cookie": f"{name}=token"})) == ""
        assert cookies.sign_in_hash(Headers({"cookie": "__Host-owl=token"})) != ""
