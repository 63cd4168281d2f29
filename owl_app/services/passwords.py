"""Changing, forgetting and replacing one's own password, and proving one's own address."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select, update

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.errors import Conflict, NotFound, Throttled
from owl_app.i18n import t
from owl_app.mail import letters, outbox
from owl_app.models import Account, Area, ClientAccess, LinkPurpose, SingleUseLink
from owl_app.security.emails import email_key
from owl_app.security.tokens import hash_token
from owl_app.services import audit, sign_ins, throttle
from owl_app.services.access import SIGNED_IN, Viewer, get_own_account, get_practice, writes

RESET_LASTS = timedelta(hours=2)
CONFIRM_LASTS = timedelta(days=7)


def count_reset(session: Session, viewer: Viewer, *, address: str) -> None:
    """Count one request for a reset letter.

    Raises:
        Throttled: too many from this network.
    """
    throttle.count(session, throttle.RESET_ADDRESS, throttle.network(address))


def ask_reset(session: Session, viewer: Viewer, *, area: Area, email: str) -> None:
    """Send a letter with a reset link, but only to a proven address; silent about which it was."""
    account = sign_ins.find_account(session, area, email)
    if account is None or account.disabled_at is not None:
        return
    try:
        throttle.count(session, throttle.RESET_ACCOUNT, str(account.id))
    except Throttled:
        return
    proven = account.email_proven_at is not None
    _audit_for_clients(session, account, viewer, "reset_asked" if proven else "reset_asked_unproven")
    if proven:
        _send_link(session, account, LinkPurpose.RESET, RESET_LASTS)


def purpose_of(session: Session, viewer: Viewer, *, token: str) -> LinkPurpose:
    """What a link is for, so that its page can be shown; a link that is not there is treated like a reset link."""
    found = session.exec(select(SingleUseLink.purpose).where(SingleUseLink.token_hash == hash_token(token))).first()
    return LinkPurpose(found) if found else LinkPurpose.RESET


@dataclass(frozen=True)
class OwnAccount:
    """What changing a password needs to know of an account."""

    name: str
    email: str
    area: Area
    email_proven: bool
    password_hash: str = field(repr=False)

    @property
    def about(self) -> tuple[str, ...]:
        """What a new password may not be made of."""
        return (self.name, self.email.split("@")[0])


def check_link(session: Session, viewer: Viewer, *, token: str, purpose: LinkPurpose) -> OwnAccount:
    """The account a link belongs to; looking does not use it up.

    Raises:
        NotFound: there is no such link, or it is for something else.
        Conflict: it was used already, or it is too old.
    """
    return _own(_linked_account(session, token, purpose))


def use_reset_link(session: Session, viewer: Viewer, *, token: str, password_hash: str) -> None:
    """Set the new password and use the link up, at once; every sign-in of the account ends.

    Raises:
        NotFound, Conflict: as `check_link`; of many parallel uses one wins.
    """
    account = _linked_account(session, token, LinkPurpose.RESET)
    _use_up(session, token)
    # The letter was opened at this address, and the account is signed in to with what came with it.
    account.email_proven_at = account.email_proven_at or now()
    sign_ins.forget_devices(session, account)
    _replace(session, account, password_hash)
    _audit_for_clients(session, account, viewer, "password_reset")


def own_account(session: Session, viewer: Viewer) -> OwnAccount:
    """The viewer's own account, to compare passwords with outside the transaction."""
    return _own(get_own_account(session, viewer))


def count_change(session: Session, viewer: Viewer) -> OwnAccount:
    """Count one try of the current password in this sign-in, and return the account to compare it with.

    Raises:
        Throttled: too many tries.
    """
    account = get_own_account(session, viewer)
    throttle.count(session, throttle.SIGN_IN_DEVICE, f"change:{viewer.sign_in_id}")
    return _own(account)


def change(
    session: Session, viewer: Viewer, *, old_hash: str, password_hash: str, device: str, device_token: str
) -> sign_ins.Opened:
    """Replace the viewer's own password, end every sign-in, and open a new one for this browser.

    Raises:
        Conflict: it was changed in between.
    """
    account = get_own_account(session, viewer)
    if account.password_hash != old_hash:
        raise Conflict(t("The password was changed a moment ago. Sign in with the new one."))
    throttle.give_back(session, throttle.SIGN_IN_DEVICE, f"change:{viewer.sign_in_id}")
    _replace(session, account, password_hash, untold=viewer.sign_in_id)
    _audit_for_clients(session, account, viewer, "password_changed")
    with suppress(Throttled):
        ask_confirmation(session, viewer)
    return sign_ins.open_for(session, account, device=device, device_token=device_token)


def ask_confirmation(session: Session, viewer: Viewer) -> None:
    """Send the viewer a letter that proves their address; harmless when it is proven.

    Raises:
        Throttled: too many letters in the last hour.
    """
    account = get_own_account(session, viewer)
    if account.email_proven_at is not None:
        return
    throttle.count(session, throttle.CONFIRM_ACCOUNT, str(account.id))
    _send_link(session, account, LinkPurpose.CONFIRM_EMAIL, CONFIRM_LASTS)


def confirm_email(session: Session, viewer: Viewer, *, token: str) -> None:
    """Prove the address: the letter was opened, and its account is signed in.

    Raises:
        NotFound, Conflict: as `check_link`, and when the link is for another account than the one signed in.
    """
    viewer.must_be(SIGNED_IN)
    account = _linked_account(session, token, LinkPurpose.CONFIRM_EMAIL)
    if account.id != viewer.account_id:
        raise NotFound(t("This link belongs to another account. Sign in with the address the letter was sent to."))
    _use_up(session, token)
    account.email_proven_at = now()
    session.add(account)
    _audit_for_clients(session, account, viewer, "email_proven")
    announce(session, "account", account.id)


def _own(account: Account) -> OwnAccount:
    proven = account.email_proven_at is not None
    return OwnAccount(account.name, account.email, account.area, proven, account.password_hash or "")


def _linked_account(session: Session, token: str, purpose: LinkPurpose) -> Account:
    link = session.exec(
        select(SingleUseLink).where(SingleUseLink.token_hash == hash_token(token), SingleUseLink.purpose == purpose)
    ).first()
    account = session.get(Account, link.account_id, with_for_update=writes(session)) if link else None
    if link is None or account is None or account.disabled_at or account.email_key != link.email_key:
        raise NotFound(t("This link is not complete or not for this page. Copy the whole link from the letter."))
    if link.used_at is not None:
        raise Conflict(t("This link was used already. Ask for a new one if you still need it."))
    if link.expires_at <= now():
        raise Conflict(t("This link is too old. Ask for a new one."))
    return account


def _replace(session: Session, account: Account, password_hash: str, *, untold: UUID | None = None) -> None:
    account.password_hash = password_hash
    account.must_change_password = False
    account.starter_expires_at = None
    session.add(account)
    sign_ins.end_all(session, account, untold=untold)
    drop_reset_links(session, account)


def drop_reset_links(session: Session, account: Account) -> None:
    """Links that were sent to choose a new password are good no more."""
    session.execute(
        update(SingleUseLink)
        .where(
            col(SingleUseLink.account_id) == account.id,
            col(SingleUseLink.purpose) == LinkPurpose.RESET,
            col(SingleUseLink.used_at).is_(None),
        )
        .values(used_at=now())
    )


def _use_up(session: Session, token: str) -> None:
    used = session.execute(
        update(SingleUseLink)
        .where(
            col(SingleUseLink.token_hash) == hash_token(token),
            col(SingleUseLink.used_at).is_(None),
            col(SingleUseLink.expires_at) > now(),
        )
        .values(used_at=now())
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(t("This link was used already. Ask for a new one if you still need it."))


def _send_link(session: Session, account: Account, purpose: LinkPurpose, lasts: timedelta) -> None:
    practice = get_practice(session)
    write = {LinkPurpose.RESET: letters.reset_password, LinkPurpose.CONFIRM_EMAIL: letters.confirm_email}[purpose]
    letter = outbox.queue(session, write(practice, account))
    session.add(
        SingleUseLink(
            token_hash=hash_token(outbox.link_token(get_settings().key, letter.id)),
            purpose=purpose,
            account_id=account.id,
            email_key=email_key(account.email),
            expires_at=now() + lasts,
        )
    )


def _audit_for_clients(session: Session, account: Account, viewer: Viewer, act: str) -> None:
    """Leave the row in the Logs of every client the login is tied to, or on the account alone."""
    who = viewer if viewer.account_id else Viewer(viewer.kind, account_id=account.id, name=account.name)
    client_ids = session.exec(select(ClientAccess.client_id).where(ClientAccess.account_id == account.id)).all()
    no_client: list[UUID | None] = [None]
    for client_id in client_ids or no_client:
        audit.record(session, who, act, client_id=client_id, account_id=account.id)
