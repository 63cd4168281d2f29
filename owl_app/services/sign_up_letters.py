"""The letter that staff who wish so get when somebody signed up: at most one an hour, gathered, naming nobody."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.mail import letters, outbox
from owl_app.models import Account, Area, Prospect, Role
from owl_app.services import audit
from owl_app.services.access import OWNER_ADMIN, Viewer, get_own_account, get_practice

EVERY = timedelta(hours=1)


def wants(session: Session, viewer: Viewer) -> bool:
    """Whether the viewer gets the letter."""
    viewer.must_be(OWNER_ADMIN)
    return get_own_account(session, viewer).hears_of_sign_ups


def set_wanted(session: Session, viewer: Viewer, *, wanted: bool) -> None:
    """From now on the viewer gets the letter, or gets it no more."""
    viewer.must_be(OWNER_ADMIN)
    account = get_own_account(session, viewer)
    account.hears_of_sign_ups, account.heard_of_sign_ups_at = wanted, now() if wanted else None
    session.add(account)
    audit.record(session, viewer, "sign_up_letters", account_id=account.id)
    announce(session, "account", account.id)


def is_due(session: Session, viewer: Viewer) -> bool:
    """Whether `send_due` has anything to do."""
    newest = _newest(session)
    if newest is None:
        return False
    return session.exec(_due(newest).limit(1)).first() is not None


def send_due(session: Session, viewer: Viewer) -> None:
    """Write to everybody who wishes so, and has not heard for an hour, how many signed up since."""
    newest = _newest(session)
    if newest is None:
        return
    for account in session.exec(_due(newest).with_for_update()).all():
        since = account.heard_of_sign_ups_at or account.created_at
        count = session.exec(
            select(func.count()).select_from(Prospect).where(col(Prospect.waiting), Prospect.since > since)
        ).one()
        account.heard_of_sign_ups_at = now()
        session.add(account)
        if count:
            outbox.queue(session, letters.people_signed_up(get_practice(session), account, count))


def _newest(session: Session) -> datetime | None:
    newest: datetime | None = session.exec(select(func.max(Prospect.since)).where(col(Prospect.waiting))).one()
    return newest


def _due(newest: datetime) -> SelectOfScalar[Account]:
    """Those who have not heard of the newest one, and of nobody for an hour."""
    return (
        select(Account)
        .where(
            Account.area == Area.STAFF,
            col(Account.hears_of_sign_ups),
            col(Account.role).in_([Role.OWNER, Role.ADMIN]),
            col(Account.disabled_at).is_(None),
            col(Account.heard_of_sign_ups_at) < newest,
            col(Account.heard_of_sign_ups_at) <= now() - EVERY,
        )
        .order_by(col(Account.id))
    )
