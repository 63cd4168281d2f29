"""Many receipts for tests that race or kill: sessions to pay, those who issue, and what must be true afterwards."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy.exc import OperationalError

from owl_app.clock import now
from owl_app.database import transaction
from owl_app.models import (
    Appointment,
    AppointmentClient,
    Attendance,
    Charge,
    Meeting,
    Payment,
    Receipt,
    ReceiptFile,
)
from owl_app.services.access import SYSTEM
from tests.booking import add_service
from tests.cast import Cast
from tests.door import rows
from tests.paying import open_the_books, pay
from tests.together import ROOT

WORKERS = 16
CROWD = """
import os
from owl_app.models import Charge
from tests.door import rows
from tests.issuing import issue_over
children = []
for number in range({workers}):
    children.append(os.fork())
    if not children[-1]:
        for charge in rows(Charge)[number::{workers}]:
            print(issue_over(charge), flush=True)
        os._exit(0)
assert [os.waitpid(each, 0)[1] for each in children] == [0] * len(children)
"""
"""Sixteen processes, each with its own part of the sessions."""
MORTAL = """
import os, sys
from tests.issuing import issue_over, to_pay
for _ in sys.stdin:
    child = os.fork()
    if not child:
        for charge in to_pay():
            print(issue_over(charge), flush=True)
        os._exit(0)
    print("begun", child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""
"""Issues over whatever is not paid, in a process that begins anew for each line it reads."""


def owe_for(cast: Cast, count: int) -> None:
    """So many sessions of Ana's and Ben's, of which none is paid."""
    open_the_books(cast)
    service = UUID(add_service(cast.olivia))
    clients = [UUID(each.client_id) for each in (cast.ana, cast.ben)]
    with transaction() as session:
        for number in range(count):
            starts_at = now().replace(microsecond=0) - timedelta(hours=count - number + 1)
            made = Appointment(
                therapist_id=cast.thea.account_id,
                service_id=service,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=50),
                free_at=starts_at + timedelta(minutes=50),
                zone="America/Toronto",
                meeting=Meeting.VIDEO,
                attendance=Attendance.ATTENDED,
            )
            session.add(made)
            session.flush()
            client_id = clients[number % 2]
            session.add(AppointmentClient(appointment_id=made.id, client_id=client_id, starts_at=starts_at))
            session.add(Charge(appointment_id=made.id, client_id=client_id, currency="CAD", fee=14000))


def to_pay() -> list[Charge]:
    """The charges that nobody has paid, in an order of their own."""
    return [each for each in rows(Charge) if not each.paid]


def issue_over(charge: Charge) -> str:
    """The payment that paid it; whoever had no turn sends the same form again, as people do."""
    while True:
        with suppress(OperationalError, sqlite3.OperationalError):
            return pay(SYSTEM, str(charge.client_id), [str(charge.id)], "140", key=str(charge.id)).payment_id


def issue_at_once(cast: Cast, count: int) -> None:
    """Sixteen processes issue so many receipts at the same time."""
    owe_for(cast, count)
    crowd = [sys.executable, "-c", CROWD.format(workers=WORKERS)]
    done = subprocess.run(crowd, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answered = done.stdout.split()
    assert len(answered) == count
    nothing_is_lost(answered)


def issue_and_kill(cast: Cast, kills: int) -> None:
    """One process after the other issues, and is killed at a random moment."""
    owe_for(cast, kills * 12)
    chance, answered = random.Random(20261130), []
    mother = subprocess.Popen(
        [sys.executable, "-c", MORTAL], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert mother.stdin and mother.stdout
    for _ in range(kills):
        print(file=mother.stdin, flush=True)
        while not (line := mother.stdout.readline()).startswith("begun"):
            answered.append(line.strip())
        answered.append(mother.stdout.readline().strip())
        threading.Event().wait(chance.random() * 0.2)
        os.kill(int(line.split()[1]), signal.SIGKILL)
        while (line := mother.stdout.readline().strip()) != "gone":
            assert line
            answered.append(line)
    mother.stdin.close()
    assert mother.wait(60) == 0
    assert len(answered) >= kills
    nothing_is_lost(answered)


def nothing_is_lost(answered: list[str]) -> None:
    """No gap, no number twice, every payment that was answered is there, and every receipt has its PDF."""
    receipts, files = rows(Receipt), {each.receipt_id: each.content for each in rows(ReceiptFile)}
    assert sorted(each.number for each in receipts) == list(range(1, len(receipts) + 1))
    payments = {str(each.id): each for each in rows(Payment)}
    assert set(answered) <= set(payments)
    assert sorted(str(each.payment_id) for each in receipts) == sorted(payments)
    assert {(each.amount, each.allocated) for each in payments.values()} == {(14000, 14000)}
    assert {each.id: each.sha256 for each in receipts} == {key: sha256(file).hexdigest() for key, file in files.items()}
    assert sum(each.paid for each in rows(Charge)) == 14000 * len(payments)
