"""One installation for one journey: a real server on a data folder and database of its own, and its letters."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests import machine
from tests.eventually import eventually
from tests.server import ROOT, RunningServer, free_port

KINDS = ["sqlite+memory", *(["postgres+redis"] if machine.postgres_url() and machine.redis_url() else [])]
"""SQLite with one worker, and Postgres and Redis with two."""


@dataclass(frozen=True)
class Letter:
    """A letter as it reached its addressee."""

    to: str
    subject: str
    text: str
    html: str
    calendar: str
    """The calendar file that goes with it, if there is one."""

    @property
    def link(self) -> str:
        found = re.search(r"https?://\S+/link/\S+", self.text)
        assert found, self.text
        return found[0]


class House:
    """A running installation that can be stopped, killed and started again at the same address."""

    def __init__(self, kind: str, folder: Path, settings: dict[str, str]) -> None:
        self.kind = kind
        self.data_dir = folder / "data"
        self.settings = settings
        self.port = free_port()
        self.origin = f"http://localhost:{self.port}"
        self.start()

    def start(self, **settings: str) -> None:
        """Start the server, with other settings where they are given."""
        self.settings |= settings
        self.server = RunningServer(self.data_dir, port=self.port, **self.settings)

    def restart(self, **settings: str) -> None:
        self.server.stop()
        self.start(**settings)

    @property
    def code(self) -> str:
        """The set-up code, out of what the server printed."""
        found = re.search(r"with this code: (\S+)", self.server.printed())
        assert found, self.server.printed()
        return found[1]

    def letters(self, to: str = "", subject: str = "") -> list[Letter]:
        """The letters that were written so far, the oldest first."""
        found = [_read(path) for path in sorted((self.data_dir / "mail").glob("*.eml"), key=_written)]
        return [letter for letter in found if to in letter.to and letter.subject.startswith(subject)]

    def letter(self, to: str, subject: str = "", *, number: int = 1) -> Letter:
        """The letter with this number to an address, once it is there."""
        return eventually(lambda: self.letters(to, subject)[number - 1 : number])[0]

    def add_owner(self, name: str, email: str, password: str) -> None:
        """Another Owner, made in the terminal."""
        given = {"practice": "unused", "name": name, "email": email}
        arguments = [part for option, value in given.items() for part in (f"--{option}", value)]
        self._run("-m", "owl_app", "create-owner", *arguments, OWL_OWNER_PASSWORD=password)

    def book(self, client_id: str | list[str], day: str, start: str, **typed: str) -> str:
        """A video session of the practice's first therapist for the first service; gives back its path."""
        program = (
            "import sys, json\n"
            "from owl_app.models import Account, Area, Service\n"
            "from owl_app.services import appointments\n"
            "from owl_app.services.access import SYSTEM\n"
            "from owl_app.services.appointment_forms import BookingForm\n"
            "from tests.door import act, rows\n"
            "typed = json.loads(sys.argv[1])\n"
            "typed |= {'service_id': str(rows(Service)[0].id)}\n"
            "typed |= {'therapist_id': str(rows(Account, area=Area.STAFF)[0].id)}\n"
            "print(act(SYSTEM, appointments.book, form=BookingForm.read(typed)).id)\n"
        )
        given = {"clients": client_id, "day": day, "start": start, **typed}
        return f"/sessions/{self._run('-c', program, json.dumps(given)).strip()}"

    def fill(self) -> None:
        """Make the demo practice, its letters in the pseudo-language."""
        self._run("-c", "from owl_app import demo, i18n\nwith i18n.speaking(i18n.PSEUDO): demo.fill()")

    def _run(self, *arguments: str, **settings: str) -> str:
        environment = self.server.environment | settings
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout

    def fill_logs(self, client_id: str, lines: int) -> None:
        """As if a record had been opened so many times, in years past."""
        engine = create_engine(self.settings.get("OWL_DATABASE_URL") or f"sqlite:///{self.data_dir / 'owl.db'}")
        insert = text(
            "INSERT INTO audit_entry (id, at, actor_name, act, client_id, detail)"
            " VALUES (:id, :at, 'Thea Branch', 'client_seen', :client, '{}')"
        )
        shown = (lambda value: value) if engine.dialect.name == "postgresql" else (lambda value: value.replace("-", ""))
        with engine.begin() as connection:
            for line in range(lines):
                at = f"20{10 + line // 12}-{line % 12 + 1:02d}-15T12:00:00.000000+00:00"
                connection.execute(insert, {"id": shown(str(uuid4())), "at": at, "client": shown(client_id)})
        engine.dispose()

    def let_begin(self, session: str, *, seconds: int) -> None:
        """As if a session had been booked long ago, and began in so many seconds."""
        program = (
            "import sys\n"
            "from datetime import timedelta\n"
            "from uuid import UUID\n"
            "from sqlmodel import update\n"
            "from owl_app.clock import now\n"
            "from owl_app.database import transaction\n"
            "from owl_app.models import Appointment, AppointmentClient\n"
            "session_id = UUID(sys.argv[1])\n"
            "starts_at = now() + timedelta(seconds=int(sys.argv[2]))\n"
            "ends_at = starts_at + timedelta(minutes=50)\n"
            "times = {'starts_at': starts_at, 'ends_at': ends_at, 'free_at': ends_at}\n"
            "long_ago = {'timed_at': now() - timedelta(days=30)}\n"
            "with transaction() as session:\n"
            "    session.execute(update(Appointment).where(Appointment.id == session_id).values(**times, **long_ago))\n"
            "    of = AppointmentClient.appointment_id == session_id\n"
            "    session.execute(update(AppointmentClient).where(of).values(starts_at=starts_at))\n"
        )
        self._run("-c", program, session.rsplit("/", 1)[1], str(seconds))

    def let_links_expire(self) -> None:
        """As if a week had passed for every link in a letter."""
        engine = create_engine(self.settings.get("OWL_DATABASE_URL") or f"sqlite:///{self.data_dir / 'owl.db'}")
        with engine.begin() as connection:
            connection.execute(text("UPDATE single_use_link SET expires_at = created_at"))
        engine.dispose()


@contextmanager
def a_house(kind: str, folder: Path, **settings: str) -> Iterator[House]:
    """An empty installation of one of the `KINDS`; nothing of it is left afterwards."""
    if kind == "sqlite+memory":
        yield from _lived_in(kind, folder, settings)
        return
    with _database() as url:
        shared = {"OWL_DATABASE_URL": url, "OWL_REDIS_URL": machine.REDIS, "OWL_WORKERS": "2"}
        yield from _lived_in(kind, folder, shared | settings)


def _lived_in(kind: str, folder: Path, settings: dict[str, str]) -> Iterator[House]:
    house = House(kind, folder, settings)
    try:
        yield house
    finally:
        if house.server.process.poll() is None:
            house.server.stop()


@contextmanager
def _database() -> Iterator[str]:
    name = f"owl_browser_{uuid4().hex[:12]}"
    engine = create_engine(machine.POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    try:
        yield make_url(machine.POSTGRES).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def _written(path: Path) -> int:
    return path.stat().st_mtime_ns


def _read(path: Path) -> Letter:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain and html
    calendars = [each for each in message.iter_attachments() if each.get_content_type() == "text/calendar"]
    calendar = calendars[0].get_content() if calendars else ""
    return Letter(message["To"], message["Subject"], plain.get_content(), html.get_content(), calendar)
