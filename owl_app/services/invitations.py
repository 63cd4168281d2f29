"""Invitations: a letter with a link, by which somebody chooses the password that nobody else ever knows."""

from sqlmodel import Session

from owl_app.announcements import announce
from owl_app.mail import letters
from owl_app.models import Account, Area, LinkPurpose
from owl_app.services import audit, email_changes, links, passwords, proven_addresses, sign_ins
from owl_app.services.access import Viewer, get_practice
from owl_app.services.passwords import OwnAccount


def send(session: Session, viewer: Viewer, account: Account) -> None:
    """Invite somebody whose account the caller has made, or may change; an older invitation is good no more."""
    practice = get_practice(session)
    write = letters.invite_to_portal if account.area is Area.PORTAL else letters.invite_to_team
    audit.record_for_account(session, account, viewer, "invitation_sent")
    links.send(session, account, LinkPurpose.INVITATION, write(practice, account))


def check(session: Session, viewer: Viewer, *, token: str) -> OwnAccount:
    """The account an invitation is for; looking does not use it up.

    Raises:
        NotFound, Conflict: as `links.linked_account`.
    """
    return passwords.own(links.linked_account(session, token, LinkPurpose.INVITATION))


def accept(
    session: Session, viewer: Viewer, *, token: str, password_hash: str, device: str, device_token: str
) -> sign_ins.Opened:
    """Use the invitation: the address is proven, the password is the person's own, and they are signed in.

    Raises:
        NotFound, Conflict: as `links.linked_account`; of many parallel uses one wins.
    """
    account = links.linked_account(session, token, LinkPurpose.INVITATION)
    links.use_up(session, token)
    email_changes.drop(session, account)
    proven_addresses.prove(session, account)
    sign_ins.forget_devices(session, account)
    passwords.replace(session, account, password_hash)
    audit.record_for_account(session, account, viewer, "invitation_accepted")
    if account.area is Area.STAFF:
        announce(session, "team")
    return sign_ins.open_for(session, account, device=device, device_token=device_token)
