"""A practice with many people in it on a real server, for measuring."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlmodel import Session, select

from owl_app import database
from owl_app.models import Account, Area, Role
from owl_app.security.passwords import hash_password
from owl_app.security.tokens import hash_token
from owl_app.services import clients, portal_access, practice, sign_ins
from owl_app.services.access import SYSTEM, get_viewer
from owl_app.services.clients import NewClientForm
from owl_app.services.portal_access import NewLoginForm, WayIn
from owl_app.services.practice import OwnerForm
from tests import machine
from tests.cast import with_letters_sent
from tests.installation import KEY, installed, new_postgres
from tests.server import RunningServer

PASSWORD = "quiet harbour lantern 7"
PEOPLE = 250


@dataclass(frozen=True)
class Practice:
    """A running server, with the people who can sign in and the tokens of those who have."""

    server: RunningServer
    database_name: str
    """On Postgres; empty on SQLite."""
    owner_tokens: list[str]
    """Of the Owner on several devices, since one may only have so many pages open."""
    emails: list[str]
    tokens: list[str]


def kinds() -> list[str]:
    """The databases this machine can measure on."""
    return ["SQLite", *(["Postgres"] if machine.postgres_url() else [])]


Furnished = tuple[str, list[str], list[str]]
"""The Owner's token, and the addresses and tokens of everybody else."""


@contextmanager
def running(
    kind: str = "SQLite", people: int = PEOPLE, furnish: Callable[[int], Furnished] | None = None
) -> Iterator[Practice]:
    """A practice with so many clients, each with a portal login; nothing of it is left afterwards."""
    with tempfile.TemporaryDirectory() as folder, _database(kind) as url:
        data_dir = Path(folder) / "data"
        with installed(data_dir=data_dir, database_url=url):
            database.migrate()
            owner_token, emails, tokens = (furnish or _furnish)(people)
            owner_tokens = [owner_token, *_on_more_devices()]
        server = RunningServer(
            data_dir,
            OWL_TRUSTED_PROXY_HOPS="1",
            OWL_PSEUDO_LANGUAGE="0",
            OWL_SECRET_KEY=KEY,
            OWL_DATABASE_URL=url,
        )
        try:
            yield Practice(server, url.rpartition("/")[2], owner_tokens, emails, tokens)
        finally:
            server.stop()


@contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "SQLite":
        yield ""
        return
    with new_postgres(f"owl_bench_{uuid4().hex[:8]}") as url:
        yield url


def _on_more_devices() -> list[str]:
    with database.transaction() as session:
        owner = session.exec(select(Account).where(Account.role == Role.OWNER)).first()
        return [signed_in(session, Area.STAFF, owner.email) for _ in range(4)] if owner else []


def _furnish(people: int) -> Furnished:
    hashed = hash_password(PASSWORD)
    name, email = "Olivia Owens", "olivia@example.org"
    owner = OwnerForm(practice_name="Harbour Clinic", name=name, email=email, password=PASSWORD)
    emails, tokens = [], []
    with database.transaction() as session:
        practice.create_owner(session, SYSTEM, form=owner, password_hash=hashed)
        owner_token = signed_in(session, Area.STAFF, owner.email)
        for number in range(people):
            email = f"client{number}@example.org"
            _add_client(session, owner_token, number, email, hashed)
            emails.append(email)
            tokens.append(signed_in(session, Area.PORTAL, email))
    with_letters_sent()
    return owner_token, emails, tokens


def _add_client(session: Session, owner_token: str, number: int, email: str, hashed: str) -> None:
    viewer = get_viewer(session, hash_token(owner_token))
    typed = {"first_name": f"Ana {number}", "last_name": "Stone", "email": email, "phone": "416 555 0100"}
    client_id = clients.add_client(session, viewer, form=NewClientForm.read(typed))
    form = NewLoginForm(email=email, way=WayIn.STARTER, password=PASSWORD)
    portal_access.add_login(session, viewer, client_id=client_id, form=form, password_hash=hashed)


def signed_in(session: Session, area: Area, email: str) -> str:
    """The token of a sign-in to an account whose starter password has been replaced."""
    account = sign_ins.find_account(session, area, email)
    assert account is not None
    account.must_change_password, account.starter_expires_at = False, None
    return sign_ins.open_for(session, account, device="Firefox · Linux").token
