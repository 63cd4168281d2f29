"""Signing in and out: counted tries, devices signed in, and the end of every other sign-in when something changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy
from sqlalchemy import ColumnElement, bindparam, func
from sqlmodel import Session, col, delete, exists, select, update

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.database import insert_row
from owl_app.errors import NotFound
from owl_app.i18n import current_language, t
from owl_app.models import Account, Area, KnownDevice, SignIn
from owl_app.models.columns import new_id
from owl_app.security.emails import email_key
from owl_app.security.passwords import needs_upgrade
from owl_app.security.tokens import hash_token, new_token
from owl_app.services import audit, throttle
from owl_app.services.access import (
    IDLE,
    LONGEST,
    SIGNED_IN,
    Viewer,
    ViewerKind,
    get_own_account,
    get_viewer_with,
    is_associated,
    parse_id,
)

TOUCH_EVERY = timedelta(minutes=5)
"""How often the use of a sign-in is written down."""
MOST_DEVICES = 50
"""The newest devices an account knows whose tries are looked at."""


@dataclass(frozen=True)
class Attempt:
    """One counted try: what the password is compared with, outside any transaction."""

    counted: list[throttle.Counter]
    device_token: str = field(repr=False)
    account_id: UUID | None
    password_hash: str | None = field(repr=False)


@dataclass(frozen=True)
class Opened:
    """A new sign-in: the tokens for its cookies, and who it is."""

    token: str = field(repr=False)
    device_token: str = field(repr=False)
    viewer: Viewer


def count_attempt(
    session: Session, viewer: Viewer, *, area: Area, email: str, address: str, device_token: str = ""
) -> Attempt:
    """Count the try, and find what to compare with; an address without an account is answered alike.

    Raises:
        Throttled: too many tries from here, or for this account from devices it does not know.
    """
    found = {"area": area, "email_key": email_key(email), "device_hash": hash_token(device_token)}
    account = session.connection().execute(_WITH_DEVICE, found).first()
    if account is not None and account.knows_device:
        counted = [_of_device(account.id, hash_token(device_token))]
    else:
        counted = [(throttle.SIGN_IN_ADDRESS, throttle.network(address)), _of_account(area, email_key(email))]
    throttle.count_all(session, counted)
    usable = account if account and account.disabled_at is None and not _starter_expired(account) else None
    return Attempt(
        counted=counted,
        device_token=device_token,
        account_id=usable.id if usable else None,
        password_hash=usable.password_hash if usable else None,
    )


def open_sign_in(
    session: Session, viewer: Viewer, *, attempt: Attempt, device: str, upgraded_hash: str | None = None
) -> Opened:
    """Open the sign-in of a try whose password fitted, and end the one this browser had before.

    What changed since the try was counted wins.

    Raises:
        NotFound: the account was disabled, or its password replaced, in between.
    """
    # The counters before the account, as when the try was counted: two sign-ins at once never wait for one another.
    throttle.give_all_back(session, attempt.counted)
    opened = _open(
        session,
        attempt.account_id,
        attempt.password_hash,
        upgraded_hash or attempt.password_hash,
        device=device,
        device_token=attempt.device_token,
    )
    sign_out(session, viewer)
    return opened


def open_for(session: Session, account: Account, *, device: str, device_token: str = "") -> Opened:
    """Open a sign-in for an account that has just proven itself."""
    proven = account.password_hash
    return _open(session, account.id, proven, proven, device=device, device_token=device_token)


def _open(
    session: Session,
    account_id: UUID | None,
    proven_hash: str | None,
    kept_hash: str | None,
    *,
    device: str,
    device_token: str,
) -> Opened:
    moment = now()
    proven = {"proven_id": account_id, "proven_hash": proven_hash, "kept_hash": kept_hash, "moment": moment}
    proven["language"] = current_language()
    account = session.connection().execute(_IF_STILL_PROVEN, proven).first()
    if account is None:
        raise NotFound(t("This email address and password do not fit together."))
    sign_in_id, token = new_id(), new_token()
    viewer = get_viewer_with(account, sign_in_id)
    insert_row(
        session,
        SignIn,
        id=sign_in_id,
        token_hash=hash_token(token),
        account_id=account.id,
        device=device[:200],
        expires_at=moment + IDLE[account.area],
    )
    if not knows_device(session, account.id, device_token):
        device_token = new_token()
        insert_row(session, KnownDevice, token_hash=hash_token(device_token), account_id=account.id)
    audit.record(session, viewer, "signed_in", account_id=account.id)
    return Opened(token=token, device_token=device_token, viewer=viewer)


_ACCOUNTS = Account.__table__.c  # type: ignore[attr-defined]
_IF_STILL_PROVEN = (
    update(Account.__table__)  # type: ignore[attr-defined]
    .where(
        _ACCOUNTS.id == bindparam("proven_id"),
        _ACCOUNTS.password_hash == bindparam("proven_hash"),
        _ACCOUNTS.disabled_at.is_(None),
    )
    .values(
        password_hash=bindparam("kept_hash"),
        first_signed_in_at=func.coalesce(_ACCOUNTS.first_signed_in_at, bindparam("moment")),
        last_signed_in_at=bindparam("moment"),
        language=bindparam("language"),
    )
    .returning(*_ACCOUNTS, is_associated(bindparam("proven_id")))
)
"""One statement that finds the account only as it was when the password fitted, and that nothing can come between."""
_DEVICES = KnownDevice.__table__.c  # type: ignore[attr-defined]
_WITH_DEVICE = sqlalchemy.select(
    _ACCOUNTS.id,
    _ACCOUNTS.password_hash,
    _ACCOUNTS.disabled_at,
    _ACCOUNTS.starter_expires_at,
    exists()
    .where(_DEVICES.token_hash == bindparam("device_hash"), _DEVICES.account_id == _ACCOUNTS.id)
    .label("knows_device"),
).where(_ACCOUNTS.area == bindparam("area"), _ACCOUNTS.email_key == bindparam("email_key"))
"""What a try needs to know; a device that the account knows has its own allowance, whatever its neighbours do."""


def should_upgrade(attempt: Attempt) -> bool:
    """Whether the password should be hashed again with today's settings."""
    return attempt.password_hash is not None and needs_upgrade(attempt.password_hash)


def sign_out(session: Session, viewer: Viewer) -> None:
    """End the sign-in of this browser; harmless when there is none."""
    if viewer.sign_in_id is None or viewer.kind is ViewerKind.ENDED:
        return
    _end(session, viewer.account_id, col(SignIn.id) == viewer.sign_in_id)
    audit.record(session, viewer, "signed_out", account_id=viewer.account_id)


@dataclass(frozen=True)
class DeviceRow:
    """One device that is signed in."""

    id: str
    device: str
    signed_in_at: datetime
    seen_at: datetime
    this_one: bool


def list_devices(session: Session, viewer: Viewer) -> list[DeviceRow]:
    """The devices signed in to the viewer's own account, the one that asks first."""
    viewer.must_be(SIGNED_IN)
    rows = session.exec(
        select(SignIn)
        .where(SignIn.account_id == viewer.account_id, col(SignIn.ended_at).is_(None), SignIn.expires_at > now())
        .order_by((col(SignIn.id) == viewer.sign_in_id).desc(), col(SignIn.seen_at).desc())
        .limit(50)
    )
    return [
        DeviceRow(str(row.id), row.device, row.created_at, row.seen_at, row.id == viewer.sign_in_id) for row in rows
    ]


def end_device(session: Session, viewer: Viewer, *, sign_in_id: object) -> None:
    """Sign one device out of the viewer's own account.

    Raises:
        NotFound: it is not one of the viewer's devices.
    """
    account = get_own_account(session, viewer)
    sign_in = session.get(SignIn, parse_id(sign_in_id))
    if sign_in is None or sign_in.account_id != account.id:
        raise NotFound(t("This device is signed out already."))
    _end(session, account.id, col(SignIn.id) == sign_in.id)
    audit.record(session, viewer, "signed_out_elsewhere", account_id=account.id)


def end_other_devices(session: Session, viewer: Viewer) -> None:
    """Sign every other device out of the viewer's own account."""
    account = get_own_account(session, viewer)
    _end(session, account.id, col(SignIn.id) != viewer.sign_in_id)
    audit.record(session, viewer, "signed_out_elsewhere", account_id=account.id)


def end_all(session: Session, account: Account, *, untold: UUID | None = None, kept: UUID | None = None) -> None:
    """End every sign-in of an account but the one that is `kept`: its next event is refused, its open pages are told.

    The pages of the sign-in `untold` are left alone: the answer to their request brings them a new one.
    """
    _end(session, account.id, *([col(SignIn.id) != kept] if kept else []), untold=untold)


def forget_devices(session: Session, account: Account) -> None:
    """No device is known any more; the next sign-in makes its own known again."""
    session.execute(delete(KnownDevice).where(col(KnownDevice.account_id) == account.id))


def touch(session: Session, viewer: Viewer) -> None:
    """Write down that the sign-in is in use, so that it does not run out."""
    sign_in = session.get(SignIn, viewer.sign_in_id) if viewer.sign_in_id else None
    if sign_in is None or viewer.area is None or viewer.kind is ViewerKind.ENDED:
        return
    sign_in.seen_at = now()
    sign_in.expires_at = min(sign_in.seen_at + IDLE[viewer.area], sign_in.created_at + LONGEST)
    session.add(sign_in)


def find_account(session: Session, area: Area, email: str) -> Account | None:
    return session.exec(_BY_EMAIL, params={"area": area, "email_key": email_key(email)}).first()


_BY_EMAIL = select(Account).where(Account.area == bindparam("area"), Account.email_key == bindparam("email_key"))


def knows_device(session: Session, account_id: UUID, device_token: str) -> bool:
    return bool(device_token) and (
        session.exec(
            select(KnownDevice.id).where(
                KnownDevice.token_hash == hash_token(device_token), KnownDevice.account_id == account_id
            )
        ).first()
        is not None
    )


def counters_of(session: Session, accounts: Iterable[Account]) -> dict[UUID, list[throttle.Counter]]:
    """What tries to sign in to each of the accounts are counted against, wherever they come from."""
    counters = {account.id: [_of_account(account.area, account.email_key)] for account in accounts}
    devices = session.exec(
        select(KnownDevice.account_id, KnownDevice.token_hash)
        .where(col(KnownDevice.account_id).in_(counters))
        .order_by(col(KnownDevice.created_at).desc())
    )
    for account_id, device in devices:
        if len(counters[account_id]) <= MOST_DEVICES:
            counters[account_id].append(_of_device(account_id, device))
    return counters


def _of_device(account_id: UUID, token_hash: str) -> throttle.Counter:
    return throttle.SIGN_IN_DEVICE, f"{account_id}:{token_hash}"


def _of_account(area: Area, key: str) -> throttle.Counter:
    return throttle.SIGN_IN_ACCOUNT, f"{area}:{key}"


def _starter_expired(account: Any) -> bool:
    return account.starter_expires_at is not None and account.starter_expires_at <= now()


def _end(session: Session, account_id: UUID | None, *which: ColumnElement[bool], untold: UUID | None = None) -> None:
    ended = session.scalars(
        update(SignIn)
        .where(col(SignIn.account_id) == account_id, col(SignIn.ended_at).is_(None), *which)
        .values(ended_at=now())
        .returning(col(SignIn.id))
        .execution_options(synchronize_session=False)
    )
    for sign_in_id in ended.all():
        if sign_in_id != untold:
            announce(session, "sign-in", sign_in_id)
    if untold is None:
        announce(session, "account", account_id)
