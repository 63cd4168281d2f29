"""Changing, forgetting and replacing one's own password, and proving one's own address."""

from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session

from owl_app.announcements import announce
from owl_app.errors import Conflict, NotFound, Throttled
from owl_app.i18n import t
from owl_app.mail import letters
from owl_app.models import Account, Area, LinkPurpose
from owl_app.services import audit, email_changes, links, proven_addresses, sign_ins, throttle
from owl_app.services.access import SIGNED_IN, Viewer, get_own_account, get_practice


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
    audit.record_for_account(session, account, viewer, "reset_asked" if proven else "reset_asked_unproven")
    if proven:
        links.send(session, account, LinkPurpose.RESET, letters.reset_password(get_practice(session), account))
    else:
        announce(session, "stuck")


@dataclass(frozen=True)
class OwnAccount:
    """What changing a password needs to know of an account."""

    name: str
    email: str
    area: Area
    email_proven: bool
    new_email: str
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
    return own(links.linked_account(session, token, purpose))


def use_reset_link(session: Session, viewer: Viewer, *, token: str, password_hash: str) -> None:
    """Set the new password and use the link up, at once; every sign-in of the account ends.

    Raises:
        NotFound, Conflict: as `check_link`; of many parallel uses one wins.
    """
    account = links.linked_account(session, token, LinkPurpose.RESET)
    links.use_up(session, token)
    email_changes.drop(session, account)
    # The letter was opened at this address, and the account is signed in to with what came with it.
    proven_addresses.prove(session, account)
    sign_ins.forget_devices(session, account)
    replace(session, account, password_hash)
    audit.record_for_account(session, account, viewer, "password_reset")


def own_account(session: Session, viewer: Viewer) -> OwnAccount:
    """The viewer's own account, to compare passwords with outside the transaction."""
    return own(get_own_account(session, viewer))


def count_change(session: Session, viewer: Viewer) -> OwnAccount:
    """Count one try of the current password in this sign-in, and return the account to compare it with.

    Raises:
        Throttled: too many tries.
    """
    account = get_own_account(session, viewer)
    throttle.count(session, throttle.SIGN_IN_DEVICE, f"change:{viewer.sign_in_id}")
    return own(account)


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
    is_first = account.must_change_password
    replace(session, account, password_hash, untold=viewer.sign_in_id)
    audit.record_for_account(session, account, viewer, "password_changed")
    if is_first:
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
    send_confirmation(session, account)
    audit.record_for_account(session, account, viewer, "confirmation_sent")


def send_confirmation(session: Session, account: Account) -> None:
    """Send the letter by which whoever can sign in with the account proves its address."""
    links.send(session, account, LinkPurpose.CONFIRM_EMAIL, letters.confirm_email(get_practice(session), account))


def confirm_email(session: Session, viewer: Viewer, *, token: str) -> None:
    """Prove the address: the letter was opened, and its account is signed in.

    Raises:
        NotFound, Conflict: as `check_link`, and when the link is for another account than the one signed in.
    """
    viewer.must_be(SIGNED_IN)
    account = links.linked_account(session, token, LinkPurpose.CONFIRM_EMAIL)
    if account.id != viewer.account_id:
        raise NotFound(t("This link belongs to another account. Sign in with the address the letter was sent to."))
    links.use_up(session, token)
    proven_addresses.prove(session, account)
    audit.record_for_account(session, account, viewer, "email_proven")


def own(account: Account) -> OwnAccount:
    """What changing the password needs to know of this account."""
    proven = account.email_proven_at is not None
    return OwnAccount(account.name, account.email, account.area, proven, account.new_email, account.password_hash or "")


def replace(session: Session, account: Account, password_hash: str, *, untold: UUID | None = None) -> None:
    """Give the account its new password; every sign-in but `untold` ends, and no older letter opens it."""
    account.password_hash = password_hash
    account.must_change_password = False
    account.starter_expires_at = None
    session.add(account)
    sign_ins.end_all(session, account, untold=untold)
    links.drop(session, account, LinkPurpose.RESET, LinkPurpose.INVITATION)
