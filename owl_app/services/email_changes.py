"""Changing the address one signs in with: the old one works until the new one is proven, and both are told."""

from pydantic import field_validator
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.errors import Conflict, Invalid, NotFound
from owl_app.i18n import t
from owl_app.mail import letters, outbox
from owl_app.models import Account, Area, ClientAccess, LinkPurpose
from owl_app.security.emails import email_key
from owl_app.services import audit, forms, links, proven_addresses, sign_ins, throttle
from owl_app.services.access import SIGNED_IN, Viewer, ViewerKind, get_own_account, get_practice

MAY_CHANGE = SIGNED_IN - {ViewerKind.MUST_CHANGE_PASSWORD}


class NewEmailForm(forms.Form):
    """The address somebody wants to sign in with from now on; their password is compared before."""

    email: str = ""

    _email = field_validator("email")(lambda value: forms.email_or_nothing(forms.required(value, 254)))


def ask(session: Session, viewer: Viewer, *, form: NewEmailForm, old_hash: str) -> None:
    """Note the new address, send the link that proves it, and tell the old one; nothing else changes yet.

    Whether another login has the address is told to that address alone.

    Raises:
        Invalid: it is the address they have.
        Conflict: the password was changed in between.
        Throttled: too many letters in the last hour.
    """
    viewer.must_be(MAY_CHANGE)
    account = get_own_account(session, viewer)
    if account.password_hash != old_hash:
        raise Conflict(t("The password was changed a moment ago. Sign in with the new one."))
    if email_key(form.email) == account.email_key:
        raise Invalid({"email": t("You sign in with this address already.")})
    throttle.give_back(session, throttle.SIGN_IN_DEVICE, f"change:{viewer.sign_in_id}")
    account.new_email = form.email
    session.add(account)
    _send(session, account)
    if viewer.kind is not ViewerKind.UNVERIFIED:  # an address nobody vouched for may be a stranger's
        outbox.queue(session, letters.email_change_asked(get_practice(session), account))
    audit.record_for_account(session, account, viewer, "email_change_asked")
    announce(session, "account", account.id)


def ask_again(session: Session, viewer: Viewer) -> None:
    """Send the letter to the new address again; the older link is good no more.

    Raises:
        Conflict: no new address waits to be proven.
        Throttled: too many letters in the last hour.
    """
    viewer.must_be(MAY_CHANGE)
    account = get_own_account(session, viewer)
    if not account.new_email:
        raise Conflict(t("No new address waits to be confirmed."))
    _send(session, account)
    audit.record_for_account(session, account, viewer, "email_change_sent")


def keep_old(session: Session, viewer: Viewer) -> None:
    """Think no more of the new address; harmless when there is none."""
    viewer.must_be(MAY_CHANGE)
    account = get_own_account(session, viewer)
    if not account.new_email:
        return
    drop(session, account)
    audit.record_for_account(session, account, viewer, "email_change_dropped")
    announce(session, "account", account.id)


def drop(session: Session, account: Account) -> None:
    """No new address waits any more, and its link is good for nothing."""
    account.new_email = ""
    session.add(account)
    links.drop(session, account, LinkPurpose.CHANGE_EMAIL)


def confirm(session: Session, viewer: Viewer, *, token: str) -> None:
    """Sign in with the new address from now on: its letter was opened, and its account is signed in here.

    Every other sign-in ends, and both addresses are told.

    Raises:
        NotFound, Conflict: as `links.linked_account`; the link is for another account than the one signed in; or
            another login took the address first.
    """
    viewer.must_be(SIGNED_IN)
    account = links.linked_account(session, token, LinkPurpose.CHANGE_EMAIL)
    if account.id != viewer.account_id:
        raise NotFound(t("This link belongs to another account. Sign in with your old address, then open it again."))
    links.use_up(session, token)
    practice = get_practice(session)
    if viewer.kind is not ViewerKind.UNVERIFIED:
        outbox.queue(session, letters.email_replaced(practice, account))
    account.email, account.email_key = account.new_email, email_key(account.new_email)
    account.email_proven_at, account.new_email = now(), ""
    session.add(account)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(t("Another login has this address by now. You still sign in with your old one.")) from None
    proven_addresses.prove(session, account)
    outbox.queue(session, letters.email_in_use(practice, account))
    sign_ins.end_all(session, account, kept=viewer.sign_in_id)
    links.drop(session, account, LinkPurpose.RESET, LinkPurpose.CONFIRM_EMAIL, LinkPurpose.INVITATION)
    audit.record_for_account(session, account, viewer, "email_changed")
    _tell(session, account)


def _send(session: Session, account: Account) -> None:
    """The link to the new address, or a word to whoever signs in with it: nobody else learns which."""
    throttle.count(session, throttle.CHANGE_EMAIL_ACCOUNT, str(account.id))
    throttle.count(session, throttle.CHANGE_EMAIL_ADDRESS, email_key(account.new_email))
    practice = get_practice(session)
    holder = sign_ins.find_account(session, account.area, account.new_email)
    if holder is None:
        links.send(session, account, LinkPurpose.CHANGE_EMAIL, letters.change_email(practice, account))
        return
    links.drop(session, account, LinkPurpose.CHANGE_EMAIL)
    outbox.queue(session, letters.email_taken(practice, holder))


def _tell(session: Session, account: Account) -> None:
    """The pages that show the address to others."""
    if account.area is Area.STAFF:
        announce(session, "team")
    for client_id in session.exec(select(ClientAccess.client_id).where(col(ClientAccess.account_id) == account.id)):
        announce(session, "client", client_id)
    announce(session, "account", account.id)
