"""Clients who sign themselves up: the same answer for everybody, and a letter that tells whose address it is."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from pydantic import field_validator
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.errors import Conflict, NotAllowed, Throttled
from owl_app.i18n import speaking, t
from owl_app.mail import letters, outbox
from owl_app.models import Account, Area, LinkPurpose, Practice, Prospect, SignUp, Terms
from owl_app.security.emails import email_key
from owl_app.services import audit, forms, links, passwords, prospect_matches, sign_ins, throttle
from owl_app.services.access import PORTAL, Viewer, ViewerKind, get_own_account, get_practice
from owl_app.services.email_changes import NewEmailForm

KEPT = links.LASTS[LinkPurpose.VERIFY]
"""How long a sign-up whose address was not proven is remembered; as long as its letter is good."""
LEFT_BEHIND = timedelta(seconds=10)
"""A sign-up that is still unsettled after this time belongs to a process that died."""


class SignUpForm(forms.Form):
    """Create Account. `terms` is the version the person agreed to, empty where the practice has none."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    date_of_birth: date | None = None
    password: str = ""
    terms: str = ""

    _names = field_validator("first_name", "last_name")(lambda value: forms.required(value, 80))
    _email = field_validator("email")(lambda value: forms.email_or_nothing(forms.required(value, 254)))
    _phone = field_validator("phone")(forms.phone_or_nothing)
    _born = field_validator("date_of_birth", mode="before")(forms.birth_date_or_nothing)

    @property
    def about(self) -> tuple[str, ...]:
        """What the password may not be made of."""
        return (self.first_name, self.last_name, self.email.split("@")[0])


@dataclass(frozen=True)
class Offer:
    """What somebody reads before they create an account."""

    allowed: bool
    locale: str
    terms: str
    terms_version: str


def get_offer(session: Session, viewer: Viewer) -> Offer:
    """Whether people may create an account at this moment, and what they agree to."""
    practice = session.get(Practice, 1)
    if practice is None or not practice.allow_sign_up:
        return Offer(False, "", "", "")
    terms = session.get(Terms, practice.terms_version) if practice.terms_version else None
    return Offer(True, practice.locale, terms.text if terms else "", str(terms.version) if terms else "")


def count(session: Session, viewer: Viewer, *, form: SignUpForm, address: str, proof: str) -> None:
    """Count one sign-up, whose `proof` of work is good once.

    Raises:
        NotAllowed: the practice does not let people create accounts.
        Conflict: the practice's terms are others by now.
        Throttled: too many from this network, or this work was used.
    """
    _must_be_allowed(session, form.terms)
    throttle.count(session, throttle.SIGN_UP_ADDRESS, throttle.network(address))
    throttle.count(session, throttle.PROOF_OF_WORK, proof)


def ask(
    session: Session, viewer: Viewer, *, form: SignUpForm, password_hash: str, browser_hash: str, language: str
) -> UUID:
    """Keep what was typed, and return its id; whether the address has an account is looked at later, in `settle`.

    Raises:
        NotAllowed, Conflict: as `count`.
        Throttled: too many with this address.
    """
    practice = _must_be_allowed(session, form.terms)
    throttle.count(session, throttle.SIGN_UP_EMAIL, email_key(form.email))
    sign_up = SignUp(
        **form.model_dump(exclude={"password", "terms"}),
        email_key=email_key(form.email),
        password_hash=password_hash,
        browser_hash=browser_hash,
        language=language,
        terms_version=practice.terms_version,
    )
    session.add(sign_up)
    return sign_up.id


def settle(session: Session, viewer: Viewer, *, sign_up_id: UUID) -> None:
    """Make the account, unless the address has one, and send the letter that fits; harmless a second time."""
    sign_up = session.get(SignUp, sign_up_id, with_for_update=True)
    if sign_up is None or sign_up.settled_at is not None:
        return
    sign_up.settled_at = now()
    account = _account_of(session, sign_up)
    if account is None:
        session.delete(sign_up)
        return
    if _waits_for_proof(session, account):
        sign_up.account_id = account.id
        _note_others(session, account, sign_up)
    session.add(sign_up)
    session.flush()
    _write(session, sign_up)


def settle_left_behind(session: Session, viewer: Viewer) -> None:
    """Settle what a process left behind that died, and forget what was not proven in time."""
    left = select(SignUp.id).where(col(SignUp.settled_at).is_(None), SignUp.created_at < now() - LEFT_BEHIND)
    for sign_up_id in session.exec(left).all():
        settle(session, viewer, sign_up_id=sign_up_id)
    session.execute(delete(SignUp).where(col(SignUp.created_at) < now() - KEPT))


def has_work(session: Session, viewer: Viewer) -> bool:
    """Whether `settle_left_behind` has anything to do."""
    left = col(SignUp.settled_at).is_(None) & (col(SignUp.created_at) < now() - LEFT_BEHIND)
    return session.exec(select(SignUp.id).where(left | (col(SignUp.created_at) < now() - KEPT))).first() is not None


def address_of(session: Session, viewer: Viewer, *, browser_hash: str) -> str:
    """The address that this browser signed up with last; empty when it did not."""
    sign_up = _newest_of(session, browser_hash)
    return sign_up.email if sign_up else ""


def count_letter(session: Session, viewer: Viewer, *, browser_hash: str) -> UUID:
    """Count one more letter for this browser's sign-up, and return its id, for `send_again`.

    Raises:
        Conflict: this browser has not signed up.
        Throttled: too many letters in the last hour.
    """
    sign_up = _must_be_newest_of(session, browser_hash)
    throttle.count(session, throttle.VERIFY_LETTER, sign_up.email_key)
    return sign_up.id


def send_again(session: Session, viewer: Viewer, *, sign_up_id: UUID) -> None:
    """Send the letter of this sign-up again; the older one is good no more."""
    sign_up = _locked(session, sign_up_id)
    if sign_up is not None and sign_up.settled_at is not None:
        _write(session, sign_up)


def ask_confirmation(session: Session, viewer: Viewer) -> None:
    """Send the viewer a letter that proves their address: with a code, when they made the account themselves.

    Raises:
        Throttled: too many letters in the last hour.
    """
    account = get_own_account(session, viewer)
    sign_up = holder_of(session, account)
    if sign_up is None:
        passwords.ask_confirmation(session, viewer)
        return
    throttle.count(session, throttle.VERIFY_LETTER, sign_up.email_key)
    _write(session, sign_up)
    audit.record_for_account(session, account, viewer, "confirmation_sent")


@dataclass(frozen=True)
class Correction:
    """The sign-up with the mistyped address, and the one that takes its place."""

    mistyped_id: UUID
    sign_up_id: UUID


def correct_address(
    session: Session, viewer: Viewer, *, browser_hash: str, form: NewEmailForm, address: str
) -> Correction:
    """Sign up again as in this browser before, with another address; `take_place` does the rest.

    Raises:
        NotAllowed, Conflict, Throttled: the practice allows no sign-ups, this browser has none, or too many.
    """
    _must_be_allowed(session, None)
    old = _must_be_newest_of(session, browser_hash)
    throttle.count(session, throttle.SIGN_UP_ADDRESS, throttle.network(address))
    throttle.count(session, throttle.SIGN_UP_BROWSER, browser_hash)
    throttle.count(session, throttle.SIGN_UP_EMAIL, email_key(form.email))
    same = old.model_dump(exclude={"id", "email", "email_key", "account_id", "holds", "letter_id", "settled_at"})
    new = SignUp(**same | {"created_at": now()}, email=form.email, email_key=email_key(form.email))
    session.add(new)
    return Correction(old.id, new.id)


def take_place(session: Session, viewer: Viewer, *, correction: Correction) -> None:
    """Settle the corrected sign-up, and forget the one with the mistyped address."""
    forget_mistyped(session, viewer, correction=correction)
    settle(session, viewer, sign_up_id=correction.sign_up_id)


def forget_mistyped(session: Session, viewer: Viewer, *, correction: Correction) -> None:
    """The login that the wrong address made goes, if nobody else has to do with it."""
    old = _locked(session, correction.mistyped_id)
    if old is None:
        return
    links.drop_letter(session, old.letter_id)
    account = session.get(Account, old.account_id) if old.account_id else None
    session.delete(old)
    session.flush()
    if account is not None and old.holds and _is_nobodys(session, account):
        session.delete(account)
        session.flush()
    announce(session, "prospects")


def awaits_proof(session: Session, viewer: Viewer) -> bool:
    """Whether the viewer made their account themselves, and a letter with a code can prove its address."""
    viewer.must_be(PORTAL)
    return holder_of(session, get_own_account(session, viewer)) is not None


def holder_of(session: Session, account: Account) -> SignUp | None:
    """The sign-up that the account was made of, while its address is not proven."""
    return session.exec(select(SignUp).where(SignUp.account_id == account.id, col(SignUp.holds))).first()


def write_again(session: Session, account: Account) -> bool:
    """Send the letters of those who signed up with the account's address again; False when there are none any more."""
    waiting = select(SignUp).where(SignUp.account_id == account.id).order_by(col(SignUp.created_at).desc()).limit(3)
    found = session.exec(waiting.with_for_update()).all()
    for sign_up in found:
        _write(session, sign_up)
    return bool(found)


def not_allowed() -> str:
    """The sentence for those who come while nobody may create an account."""
    return t("Accounts cannot be created here at the moment. Please get in touch with the practice.")


def _must_be_allowed(session: Session, terms: str | None) -> Practice:
    practice = get_practice(session)
    if not practice.allow_sign_up:
        raise NotAllowed(not_allowed())
    if terms is not None and terms != str(practice.terms_version or ""):
        raise Conflict(t("Please read the terms and agree to them."))
    return practice


def _account_of(session: Session, sign_up: SignUp) -> Account | None:
    """The account that has the address; where there is none it is made of the sign-up, while the practice allows it."""
    account = sign_ins.find_account(session, Area.PORTAL, sign_up.email)
    if account is not None:
        return session.get(Account, account.id, with_for_update=True, populate_existing=True)
    if not get_practice(session).allow_sign_up:
        return None
    made = Account(
        area=Area.PORTAL,
        name=f"{sign_up.first_name} {sign_up.last_name}",
        email=sign_up.email,
        email_key=sign_up.email_key,
        password_hash=sign_up.password_hash,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return sign_ins.find_account(session, Area.PORTAL, sign_up.email)
    sign_up.holds = True
    prospect_matches.put(session, Prospect(account_id=made.id, first_name="", last_name=""), sign_up)
    audit.record_for_account(session, made, Viewer(ViewerKind.ANONYMOUS), "signed_up")
    return made


def _note_others(session: Session, account: Account, sign_up: SignUp) -> None:
    """Whoever signs up with an address that somebody else has signed up with contests it."""
    prospect = session.get(Prospect, account.id)
    if prospect is not None and not sign_up.holds:
        prospect.contested = True
        session.add(prospect)


def _waits_for_proof(session: Session, account: Account) -> bool:
    """Whether the account is one that somebody made themselves, whose address nobody has proven."""
    prospect = session.get(Prospect, account.id)
    return (
        prospect is not None
        and prospect.waiting
        and account.email_proven_at is None
        and account.disabled_at is None
        and not account.must_change_password
    )


def _write(session: Session, sign_up: SignUp) -> None:
    """Send the letter that proves the address; to an address that has an account already, one that says so."""
    account = session.get(Account, sign_up.account_id) if sign_up.account_id else None
    practice = get_practice(session)
    with speaking(sign_up.language):
        if account is None:
            _write_to_holder(session, practice, sign_up)
            return
        links.drop_letter(session, sign_up.letter_id)
        draft = letters.verify_sign_up(practice, account, sign_up.email)
        sign_up.letter_id = links.send(session, account, LinkPurpose.VERIFY, draft, beside_others=True).id
    session.add(sign_up)


def _write_to_holder(session: Session, practice: Practice, sign_up: SignUp) -> None:
    account = sign_ins.find_account(session, Area.PORTAL, sign_up.email)
    if account is None or account.disabled_at is not None:
        return
    try:
        throttle.count(session, throttle.ACCOUNT_EXISTS, str(account.id))
    except Throttled:
        return
    outbox.queue(session, letters.account_exists(practice, account))


def _is_nobodys(session: Session, account: Account) -> bool:
    """Whether the account waits for its address to be proven, and nobody but its maker has signed up with it."""
    others = select(SignUp.id).where(SignUp.account_id == account.id)
    return _waits_for_proof(session, account) and session.exec(others).first() is None


def _newest_of(session: Session, browser_hash: str) -> SignUp | None:
    if not browser_hash:
        return None
    own = select(SignUp).where(SignUp.browser_hash == browser_hash).order_by(col(SignUp.created_at).desc())
    return session.exec(own).first()


def _must_be_newest_of(session: Session, browser_hash: str) -> SignUp:
    sign_up = _newest_of(session, browser_hash)
    if sign_up is None:
        raise Conflict(t("There is nothing to confirm in this browser any more. Sign in, or create an account."))
    return sign_up


def _locked(session: Session, sign_up_id: UUID) -> SignUp | None:
    """The sign-up as it is once its login is locked, as by whoever proves the address; None when it is gone."""
    found = session.get(SignUp, sign_up_id)
    if found is not None and found.account_id is not None:
        session.get(Account, found.account_id, with_for_update=True, populate_existing=True)
    query = select(SignUp).where(SignUp.id == sign_up_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()
