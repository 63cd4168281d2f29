"""The relay: `check` proves it by a packet, and says what is wrong with one that does not do it."""

from pathlib import Path

import pytest

from owl_app.check import findings
from owl_app.clock import now
from owl_app.config import SettingsError
from owl_app.security.turn import credentials
from owl_app.web.calls import relay
from owl_app.web.calls.turn_probe import Unreachable, relay_a_packet
from tests.installation import installed
from tests.server import free_port
from tests.turn_server import SECRET, turn_server


def said(folder: Path, **settings: str) -> tuple[bool, str, str]:
    with installed(data_dir=folder, **settings) as current:
        (found,) = [finding for finding in findings(current) if finding.about == "Video relay"]
    return found.ok, found.text, found.mend


@pytest.mark.turn
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_check_proves_the_relay_by_a_packet(tmp_path: Path, transport: str) -> None:
    with turn_server(tmp_path) as server:
        url = f"turn:127.0.0.1:{server.port}?transport={transport}"
        assert said(tmp_path, turn_url=url, turn_secret=SECRET) == (True, f"{url} relayed a packet", "")


@pytest.mark.turn
def test_check_says_that_the_secrets_differ(tmp_path: Path) -> None:
    with turn_server(tmp_path, secret="another secret than the one that the app has") as server:
        ok, text, mend = said(tmp_path, turn_url=server.url, turn_secret=SECRET)
    assert (ok, text) == (False, f"{server.url} refuses our credentials.")
    assert "OWL_TURN_SECRET" in mend


@pytest.mark.turn
def test_credentials_that_have_ended_are_refused(tmp_path: Path) -> None:
    from owl_app.web.calls.turn_probe import Unauthorized

    with turn_server(tmp_path) as server, pytest.raises(Unauthorized):
        relay_a_packet(server.url, credentials(SECRET, "somebody", at=now().timestamp() - 5 * 60 * 60))


def test_check_says_that_nothing_answers(tmp_path: Path) -> None:
    url = f"turn:127.0.0.1:{free_port()}"
    ok, text, _ = said(tmp_path, turn_url=url, turn_secret=SECRET)
    assert (ok, text) == (False, f"{url} does not answer.")
    with pytest.raises(Unreachable):
        relay_a_packet(url, credentials(SECRET, "x", at=0))


def test_check_is_content_without_a_relay_and_says_what_that_means(tmp_path: Path) -> None:
    ok, text, _ = said(tmp_path)
    assert ok
    assert "OWL_TURN_URL" in text


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"turn_url": "http://turn.example.org"}, "OWL_TURN_URL: write turn:turn.example.org:3478"),
        ({"turn_url": "turn:host evil;x", "turn_secret": SECRET}, "OWL_TURN_URL: write turn:turn.example.org:3478"),
        ({"turn_url": "turn:turn.example.org"}, "OWL_TURN_URL needs OWL_TURN_SECRET"),
        ({"turn_url": "turn:turn.example.org", "turn_secret": "short"}, "OWL_TURN_URL needs OWL_TURN_SECRET"),
    ],
)
def test_a_relay_that_cannot_be_used_is_refused_at_the_start(
    tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence), installed(data_dir=tmp_path, **settings):
        pass


def test_browsers_are_told_of_both_ways_to_the_relay(tmp_path: Path) -> None:
    urls = "turn:turn.example.org:3478 turns:turn.example.org:5349"
    with installed(data_dir=tmp_path, turn_url=urls, turn_secret=SECRET) as settings:
        stun, turn = relay.servers(settings, "0123456789abcdef", at=1_800_000_000.0)
    assert stun == {"urls": ["stun:turn.example.org:3478"]}
    assert turn["urls"] == [
        "turn:turn.example.org:3478?transport=udp",
        "turn:turn.example.org:3478?transport=tcp",
        "turns:turn.example.org:5349",
    ]
    assert (turn["username"], turn["credential"]) == (
        "1800014400:0123456789abcdef",
        "0a8W9cYhxxdNsSwLeiB473uUZbc=",
    )


def test_without_a_relay_browsers_are_told_of_nobody(tmp_path: Path) -> None:
    with installed(data_dir=tmp_path) as settings:
        assert relay.servers(settings, "0123456789abcdef", at=0.0) == []
