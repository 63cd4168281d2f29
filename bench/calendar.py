"""A month of twenty therapists with two thousand sessions: the service against its raw query, and the whole click."""

import asyncio
import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from statistics import median
from time import perf_counter
from uuid import UUID

from sqlalchemy import text
from sqlmodel import insert

from bench import practice
from bench.figures import Figure
from bench.many_clients import OWNER_EMAIL, PASSWORD
from bench.names import people
from bench.wire import OpenPage
from owl_app import database, words
from owl_app.models import (
    Appointment,
    AppointmentClient,
    Area,
    Attendance,
    Client,
    Meeting,
    Role,
    Service,
    ServiceColour,
)
from owl_app.models.columns import new_id
from owl_app.security.tokens import hash_token
from owl_app.services import calendars, team
from owl_app.services import practice as practices
from owl_app.services.access import SYSTEM, get_viewer
from owl_app.services.local_times import moment_of
from owl_app.services.practice import OwnerForm

TITLE = "The calendar: a month of 20 therapists with 2,000 sessions"
THERAPISTS, SESSIONS, MONTHS, CLIENTS = 20, 2_000, 12, 400
ROUNDS = 30
MOST_TIMES = 2.0
MONTH = date(2027, 2, 1)
LOAD = "reflex___state____state.owl_app___admin___calendar_state____calendar_state.load"
_ZONE = "America/Toronto"
_RAW = text("""
    SELECT a.id, a.therapist_id, a.series_id, c.first_name, c.last_name, c.therapist_id, a.version, a.starts_at,
        a.ends_at, a.free_at, t.name, s.name, s.colour, a.meeting, a.attendance
    FROM appointment a
    JOIN account t ON t.id = a.therapist_id
    JOIN service s ON s.id = a.service_id
    LEFT JOIN appointment_client ac ON ac.appointment_id = a.id
    LEFT JOIN client c ON c.id = ac.client_id
    WHERE a.starts_at > :before AND a.starts_at < :until AND a.ends_at > :since
    ORDER BY a.starts_at, a.id, c.sort_key
""")
"""The same rows, as the driver gives them."""


def measure() -> list[Figure]:
    return [figure for kind in practice.kinds() for figure in _measure(kind)]


def _measure(kind: str) -> list[Figure]:
    figures: list[Figure] = []
    with practice.running(kind, 0, partial(_furnish, kind, figures)) as house:
        took, received = asyncio.run(_click(house.server.port, house.owner_tokens[0]))
        detail = f"{received / 1024:,.0f} KB on the socket, which compresses nothing; median of {ROUNDS // 3}"
        return [*figures, Figure(f"From the click to the month, {kind}", took * 1000, "ms", detail=detail)]


def _furnish(kind: str, figures: list[Figure], people_count: int) -> practice.Furnished:
    """Fill the practice, and measure the service before there is a server that works beside."""
    _seed()
    with database.transaction() as session:
        token = practice.signed_in(session, Area.STAFF, OWNER_EMAIL)
    figures.append(_against_raw(kind, token))
    return token, [], []


def _against_raw(kind: str, token: str) -> Figure:
    took: list[tuple[float, float]] = []
    found = 0
    for _ in range(ROUNDS):
        with database.reading() as session:
            viewer = get_viewer(session, hash_token(token))
            begun = perf_counter()
            rows = calendars.look(session, viewer, view="month", day=MONTH.isoformat()).rows
            service = perf_counter() - begun
        took.append((service, _read()))
        found = len(rows)
    service, raw = (median(each) * 1000 for each in zip(*took, strict=True))
    detail = (
        f"{service:.1f} ms for {found:,} sessions against {raw:.1f} ms of SQL, medians of {ROUNDS}, turn and turn about"
    )
    return Figure(f"The service against its raw query, {kind}", service / raw, "x", most=MOST_TIMES, detail=detail)


def _read() -> float:
    first, after = calendars.days_of("month", MONTH, "en_CA")
    since, until = (moment_of(each, time(), _ZONE) for each in (first, after))
    bounds = {"before": since - timedelta(hours=12), "since": since, "until": until}
    is_sqlite = database.engine().dialect.name == "sqlite"
    given = {name: _as_kept(moment) if is_sqlite else moment for name, moment in bounds.items()}
    with database.reading() as session:
        begun = perf_counter()
        session.connection().execute(_RAW, given).all()
        return perf_counter() - begun


def _as_kept(moment: datetime) -> str:
    """As SQLite keeps it; the type of the column knows how."""
    dialect = database.engine().dialect
    write = Appointment.__table__.c.starts_at.type.bind_processor(dialect)  # type: ignore[attr-defined]
    return str(write(moment))


async def _click(port: int, token: str) -> tuple[float, float]:
    """Seconds from the click to the entries of the month, and the characters that came."""
    page = await OpenPage.open(port, "/calendar?view=day&date=2026-06-01", token)
    took, received = [], []
    for _ in range(ROUNDS // 3):
        await page.click(LOAD, "/calendar?view=day&date=2026-06-01")
        before = page.received
        took.append(await page.click(LOAD, f"/calendar?view=month&date={MONTH}"))
        received.append(page.received - before)
    page.close()
    return median(took), median(received)


def _seed() -> None:
    """A year of such months, so that the one that is asked for has to be found."""
    chance = random.Random(11)
    form = OwnerForm(practice_name="Harbour Clinic", name="Olivia Owens", email=OWNER_EMAIL, password=PASSWORD)
    with database.transaction() as session:
        practices.create_owner(session, SYSTEM, form=form, password_hash="none")
        therapists = [
            team.add_staff(
                session,
                SYSTEM,
                name=f"Thea Number{number}",
                email=f"thea{number}@example.org",
                role=Role.THERAPIST,
                password_hash="none",
            ).id
            for number in range(THERAPISTS)
        ]
        services = [Service(name=each.value, name_key=each.value, colour=each) for each in ServiceColour]
        session.add_all(services)
        clients = [
            Client(
                first_name=person.first_name,
                last_name=person.last_name,
                sort_key=words.sort_key(person.last_name, person.first_name),
                therapist_id=therapists[number % THERAPISTS],
            )
            for number, person in enumerate(people(CLIENTS))
        ]
        session.add_all(clients)
        session.flush()
        client_ids = [client.id for client in clients]
        for month in range(MONTHS):
            booked = _month(chance, MONTH + timedelta(weeks=6 * (month - MONTHS // 2)), therapists, services)
            session.execute(insert(Appointment), booked)
            session.execute(insert(AppointmentClient), _who_comes(chance, booked, client_ids))
    if database.engine().dialect.name == "postgresql":
        with database.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _month(
    chance: random.Random, first: date, therapists: Sequence[UUID], services: Sequence[Service]
) -> list[dict[str, object]]:
    """Sessions of fifty minutes on the weekdays of four weeks, five a day for each therapist."""
    days = [first + timedelta(days=each) for each in range(28) if (first + timedelta(days=each)).weekday() < 5]
    out = []
    for number in range(SESSIONS):
        place, therapist = divmod(number, THERAPISTS)
        hour, day = divmod(place, len(days))
        start = moment_of(days[day], time(9 + hour), _ZONE)
        appointment = Appointment(
            therapist_id=therapists[therapist],
            service_id=chance.choice(services).id,
            starts_at=start,
            ends_at=start + timedelta(minutes=50),
            free_at=start + timedelta(minutes=60),
            zone=_ZONE,
            meeting=chance.choice(list(Meeting)),
            attendance=Attendance.BOOKED if chance.random() < 0.9 else Attendance.CANCELLED,
            series_id=new_id() if chance.random() < 0.7 else None,
        )
        out.append(appointment.model_dump())
    return out


def _who_comes(
    chance: random.Random, booked: Sequence[dict[str, object]], client_ids: Sequence[UUID]
) -> list[dict[str, object]]:
    """One client each, and two to every eighth."""
    return [
        {"appointment_id": each["id"], "client_id": client_id, "starts_at": each["starts_at"]}
        for number, each in enumerate(booked)
        for client_id in chance.sample(client_ids, 2 if number % 8 == 0 else 1)
    ]
