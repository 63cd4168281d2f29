"""Connection tests: what somebody's test of camera, microphone and line found, and what the therapist reads of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.errors import Invalid
from owl_app.i18n import t
from owl_app.models import Account, AppointmentClient, ClientAccess, ConnectionTest, Verdict
from owl_app.services import audit, throttle
from owl_app.services.access import PORTAL, STAFF, Viewer, get_own_account
from owl_app.services.appointment_access import get_appointment_for

FAILED = frozenset({"microphone_denied", "microphone_none", "microphone_in_use", "microphone_unknown", "line_failed"})
"""What a call does not work with."""
POOR = frozenset(
    {
        "camera_denied",
        "camera_none",
        "camera_in_use",
        "camera_unknown",
        "microphone_silent",
        "line_slow",
        "relay_failed",
        "relay_slow",
        "relay_lossy",
    }
)
"""What a call works with, but not well."""
KEPT_FOR = timedelta(days=90)


def count(session: Session, viewer: Viewer) -> None:
    """Count that somebody begins a test.

    Raises:
        NotAllowed: they have no login to the portal.
        Throttled: they began many.
    """
    viewer.must_be(PORTAL)
    throttle.count(session, throttle.CONNECTION_TEST, str(viewer.account_id))


def keep(session: Session, viewer: Viewer, *, why: Iterable[object]) -> Verdict:
    """Keep what a test found; the verdict follows from it.

    Raises:
        Invalid: it found what no test of ours can find.
    """
    viewer.must_be(PORTAL)
    account = get_own_account(session, viewer)
    found = sorted({str(each) for each in why})
    if not set(found) <= FAILED | POOR:
        raise Invalid({"": t("This result cannot be used. Load the page again and repeat the test.")})
    verdict = Verdict.FAILED if FAILED & set(found) else Verdict.POOR if found else Verdict.GOOD
    old = col(ConnectionTest.at) < now() - KEPT_FOR
    session.execute(delete(ConnectionTest).where(col(ConnectionTest.account_id) == account.id, old))
    session.add(ConnectionTest(account_id=account.id, result=verdict, why=found))
    audit.record(session, viewer, "connection_tested", account_id=account.id, result=verdict.value)
    announce(session, "connection-test", account.id)
    return verdict


@dataclass(frozen=True)
class TestRow:
    """The newest test of one login of a session."""

    __test__ = False

    account_id: str
    name: str
    at: datetime | None
    verdict: Verdict | None
    why: tuple[str, ...]


def list_for_appointment(session: Session, viewer: Viewer, *, appointment_id: object) -> list[TestRow]:
    """The newest test of every login that is tied to a client of the session, also of those who made none."""
    viewer.must_be(STAFF)
    appointment = get_appointment_for(session, viewer, appointment_id)
    logins = session.exec(
        select(Account)
        .join(ClientAccess, col(ClientAccess.account_id) == Account.id)
        .join(AppointmentClient, col(AppointmentClient.client_id) == ClientAccess.client_id)
        .where(AppointmentClient.appointment_id == appointment.id, col(Account.disabled_at).is_(None))
        .order_by(col(Account.name))
        .distinct()
    ).all()
    return [_row(session, login) for login in logins]


def _row(session: Session, login: Account) -> TestRow:
    newest = session.exec(
        select(ConnectionTest)
        .where(ConnectionTest.account_id == login.id, col(ConnectionTest.at) >= now() - KEPT_FOR)
        .order_by(col(ConnectionTest.at).desc())
        .limit(1)
    ).first()
    if newest is None:
        return TestRow(str(login.id), login.name, None, None, ())
    return TestRow(str(login.id), login.name, newest.at, newest.result, tuple(newest.why))
