"""The server killed at random moments, again and again: nothing that was promised is lost or done twice."""

import random
import threading
from collections import Counter
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest

from owl_app import database
from owl_app.models import Account, Area, AuditEntry, Letter, LetterState, Role
from owl_app.services import practice, team
from owl_app.services.access import SYSTEM
from tests.cast import hashed
from tests.conftest import installed
from tests.door import act, change, rows
from tests.server import RunningServer

KILLS = 60
PEOPLE = 40
PASSWORD = "marble lantern 58 river"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A practice whose many members of staff can ask for a new password."""
    folder = tmp_path / "data"
    with installed(data_dir=folder):
        database.migrate()
        form = practice.OwnerForm(practice_name="Willow", name="Olivia", email="p0@willow.example", password=PASSWORD)
        act(SYSTEM, practice.create_owner, form=form, password_hash=hashed(PASSWORD))
        for number in range(1, PEOPLE):
            account = act(
                SYSTEM,
                team.add_staff,
                name=f"Person {number}",
                email=f"p{number}@willow.example",
                role=Role.THERAPIST,
                password_hash=hashed(PASSWORD),
            )
            change(Account, account.id, email_proven_at=datetime.now(UTC))
    return folder


def ask(server: RunningServer, number: int) -> None:
    """Ask for a reset letter from an address of one's own; the server may die at any moment."""
    connection = HTTPConnection("localhost", server.port, timeout=5)
    try:
        connection.request(
            "POST",
            "/auth/staff/forgot",
            urlencode({"email": f"p{number % PEOPLE}@willow.example"}),
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": server.origin,
                "X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}",
            },
        )
        connection.getresponse().read()
    except (OSError, HTTPException):
        pass
    finally:
        connection.close()


def test_each_letter_that_was_promised_arrives_once_however_often_the_server_is_killed(data_dir: Path) -> None:
    chance = random.Random(20261123)
    number = 0
    for _ in range(KILLS):
        server = RunningServer(data_dir, OWL_TRUSTED_PROXY_HOPS="1")
        asking = [threading.Thread(target=ask, args=(server, number + each)) for each in range(2)]
        number += len(asking)
        for thread in asking:
            thread.start()
        threading.Event().wait(chance.random() * 0.25)
        server.kill()
        for thread in asking:
            thread.join()
    server = RunningServer(data_dir, OWL_TRUSTED_PROXY_HOPS="1")
    try:
        with installed(data_dir=data_dir):
            assert settled()
            letters = rows(Letter)
            asked = [entry for entry in rows(AuditEntry) if entry.act == "reset_asked"]
    finally:
        server.stop()
    assert len(letters) > KILLS / 4
    assert len(letters) == len(asked)
    assert {letter.state for letter in letters} == {LetterState.ACCEPTED}
    files = Counter(
        BytesParser(policy=policy.default).parsebytes(file.read_bytes())["Message-ID"]
        for file in (data_dir / "mail").glob("*.eml")
    )
    assert len(files) == len(letters)
    assert set(files.values()) == {1}


def settled(seconds: float = 400) -> bool:
    """Whether every letter has left, once those of killed servers were taken up again."""
    waiting = threading.Event()
    for _ in range(int(seconds / 0.5)):
        if all(letter.state is LetterState.ACCEPTED for letter in rows(Letter)):
            return True
        waiting.wait(0.5)
    return False


def test_every_sign_in_that_was_answered_is_there_after_the_kill(data_dir: Path) -> None:
    for _ in range(KILLS // 3):
        server = RunningServer(data_dir, OWL_TRUSTED_PROXY_HOPS="1")
        cookies: list[str] = []
        signing = [threading.Thread(target=sign_in, args=(server, each, cookies)) for each in range(4)]
        for thread in signing:
            thread.start()
        for thread in signing:
            thread.join()
        server.kill()
        server = RunningServer(data_dir, OWL_TRUSTED_PROXY_HOPS="1")
        try:
            assert len(cookies) == 4
            assert [opens_clients(server, cookie) for cookie in cookies] == [200] * 4
        finally:
            server.kill()


def sign_in(server: RunningServer, number: int, cookies: list[str]) -> None:
    connection = HTTPConnection("localhost", server.port, timeout=20)
    connection.request(
        "POST",
        f"/auth/{Area.STAFF}/sign-in",
        urlencode({"email": f"p{number}@willow.example", "password": PASSWORD}),
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": server.origin,
            "X-Forwarded-For": f"10.1.0.{number + 1}",
        },
    )
    answer = connection.getresponse()
    found = [value for name, value in answer.getheaders() if name.lower() == "set-cookie" and value.startswith("owl=")]
    cookies.append(found[0].split(";")[0])
    connection.close()


def opens_clients(server: RunningServer, cookie: str) -> int:
    connection = HTTPConnection("localhost", server.port, timeout=20)
    connection.request("GET", "/clients", headers={"Cookie": cookie, "Accept": "text/html"})
    status = connection.getresponse().status
    connection.close()
    return status
