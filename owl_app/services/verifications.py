"""Proving the address of a sign-up: by link or code, together with the password or the browser it was made with."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session, col, delete, select

from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.errors import Conflict, Invalid
from owl_app.i18n import t
from owl_app.mail import outbox
from owl_app.models import Account, LinkPurpose, NotSamePerson, Prospect, SignUp, SingleUseLink
from owl_app.security.tokens import hash_token, same
from owl_app.services import (
    audit,
    email_changes,
    links,
    passwords,
    prospect_matches,
    proven_addresses,
    sign_ins,
    throttle,
)
from owl_app.services.access import SIGNED_IN, Viewer, get_own_account
from owl_app.services.sign_ups import holder_of


@dataclass(frozen=True)
class Claim:
    """A sign-up that somebody wants to prove the address of."""

    sign_up_id: UUID
    token: str = field(repr=False)
    is_known: bool
    """Whether the browser or the sign-in says already that it is theirs; otherwise the password has to."""
    password_hash: str = field(repr=False)


def claim_by_link(session: Session, viewer: Viewer, *, token: str, browser_hash: str) -> Claim:
    """What the link of a letter would prove; looking does not use it up.

    Raises:
        NotFound, Conflict: as `links.linked_account`.
    """
    account = links.linked_account(session, token, LinkPurpose.VERIFY)
    sign_up = _sign_up_of(session, token)
    is_known = same(sign_up.browser_hash, browser_hash) or (sign_up.holds and account.id == viewer.account_id)
    return Claim(sign_up.id, token, is_known, _password_of(sign_up, account))


def count_code(session: Session, viewer: Viewer, *, browser_hash: str, address: str) -> None:
    """Count one try of a code.

    Raises:
        Throttled: too many tries from here, or for this address.
    """
    known = _those_known(session, viewer, browser_hash)
    counters = [(throttle.VERIFY_ADDRESS, throttle.network(address))]
    counters += [(throttle.VERIFY_TRY, str(each.id)) for each in known]
    counters += [(throttle.VERIFY_EMAIL, key) for key in sorted({each.email_key for each in known})]
    throttle.count_all(session, counters)


def claim_by_code(session: Session, viewer: Viewer, *, code: str, browser_hash: str) -> Claim:
    """What the code of a letter would prove, typed in the browser of the sign-up or where its account is signed in.

    Raises:
        Invalid: it is not the code of a letter that is still good.
    """
    typed = "".join(char for char in code if char.isdecimal())
    key = get_settings().key
    for sign_up in _those_known(session, viewer, browser_hash):
        if (
            sign_up.account_id is not None
            and sign_up.letter_id is not None
            and same(typed, outbox.code(key, sign_up.letter_id))
        ):
            token = outbox.link_token(key, sign_up.letter_id)
            account = links.linked_account(session, token, LinkPurpose.VERIFY)
            return Claim(sign_up.id, token, True, _password_of(sign_up, account))
    raise Invalid({"code": t("This is not the code of the newest letter. Look again, or have a new letter sent.")})


def count_password(session: Session, viewer: Viewer, *, claim: Claim) -> None:
    """Count one try of the password that was chosen at sign-up.

    Raises:
        Throttled: too many tries.
    """
    throttle.count(session, throttle.VERIFY_TRY, str(claim.sign_up_id))


def verify(session: Session, viewer: Viewer, *, claim: Claim, device: str, device_token: str) -> sign_ins.Opened:
    """Prove the address, once: the account is as this sign-up says from now on, and its owner is signed in.

    Raises:
        NotFound, Conflict: as `links.linked_account`; of many parallel uses one wins.
    """
    account = links.linked_account(session, claim.token, LinkPurpose.VERIFY)
    sign_up = _sign_up_of(session, claim.token)
    if _password_of(sign_up, account) != claim.password_hash:
        raise Conflict(t("The password was changed a moment ago. Open the link again."))
    links.use_up(session, claim.token)
    _take_over(session, account, sign_up)
    proven_addresses.prove(session, account, sign_up)
    audit.record_for_account(session, account, viewer, "email_proven")
    sign_ins.sign_out(session, viewer)  # what this browser was signed in to before
    return sign_ins.open_for(session, account, device=device, device_token=device_token)


def _take_over(session: Session, account: Account, sign_up: SignUp) -> None:
    """Nobody who signed up with the address before has anything to do with the account any more."""
    if sign_up.holds:
        return
    account.name, account.email = f"{sign_up.first_name} {sign_up.last_name}", sign_up.email
    email_changes.drop(session, account)
    sign_ins.forget_devices(session, account)
    passwords.replace(session, account, sign_up.password_hash)
    session.execute(delete(NotSamePerson).where(col(NotSamePerson.account_id) == account.id))
    prospect = session.get(Prospect, account.id, with_for_update=True)
    if prospect is not None:
        prospect.dismissed_at, prospect.since = None, now()
        prospect_matches.put(session, prospect, sign_up)


def _sign_up_of(session: Session, token: str) -> SignUp:
    """Raises Conflict when the link's sign-up has a newer letter, or is gone."""
    found = session.exec(
        select(SignUp)
        .join(SingleUseLink, col(SingleUseLink.letter_id) == SignUp.letter_id)
        .where(SingleUseLink.token_hash == hash_token(token))
    ).first()
    if found is None:
        raise Conflict(links.used_already())
    return found


def _those_known(session: Session, viewer: Viewer, browser_hash: str) -> list[SignUp]:
    """The one whose account is signed in here, or else the sign-ups of this browser, the newest first."""
    own = holder_of(session, get_own_account(session, viewer)) if viewer.kind in SIGNED_IN else None
    if own is not None:
        return [own]
    if not browser_hash:
        return []
    mine = SignUp.browser_hash == browser_hash
    return list(session.exec(select(SignUp).where(mine).order_by(col(SignUp.created_at).desc()).limit(5)))


def _password_of(sign_up: SignUp, account: Account) -> str:
    """The hash of the password that proves the sign-up: whoever holds the account may have changed it."""
    return (account.password_hash or "") if sign_up.holds else sign_up.password_hash
