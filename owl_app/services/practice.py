"""The practice: set up once with a code from the terminal, with its Owner, and its settings."""

from dataclasses import dataclass
from typing import Any

from pydantic import field_validator
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.errors import Conflict, Invalid, NotAllowed
from owl_app.i18n import t
from owl_app.models import Account, Area, Practice, Role
from owl_app.security.passwords import check_new_password
from owl_app.security.tokens import same, short_code
from owl_app.services import audit, forms, logos, passwords, prospects, sign_ins, team, throttle
from owl_app.services.access import OWNER_ADMIN, SIGNED_IN, SYSTEM, Viewer, get_practice


class OwnerForm(forms.Form):
    """The practice's name and its Owner, as the command line asks for them."""

    practice_name: str
    name: str
    email: str
    password: str

    _names = field_validator("practice_name", "name")(lambda value: forms.required(value, 120))
    _email = field_validator("email")(lambda value: forms.email_or_nothing(forms.required(value, 254)))

    @field_validator("password")
    @classmethod
    def _password(cls, value: str, info: Any) -> str:
        about = (info.data.get("name", ""), info.data.get("email", "").split("@")[0])
        try:
            check_new_password(value, about=about)
        except Invalid as invalid:
            raise ValueError(invalid.fields["password"]) from None
        return value


class SetUpForm(OwnerForm):
    """The first form that anybody fills in."""

    code: str
    time_zone: str

    _time_zone = field_validator("time_zone")(forms.time_zone)


def set_up_code() -> str:
    """The code that proves the person at the set-up page can see this server's terminal."""
    return short_code(get_settings().key, "set-up")


def is_set_up(session: Session, viewer: Viewer) -> bool:
    return session.get(Practice, 1) is not None


def count_set_up(session: Session, viewer: Viewer, *, address: str) -> None:
    """Count a try of the set-up code.

    Raises:
        Throttled: too many tries.
        Conflict: the practice is set up.
    """
    _must_be_new(session)
    throttle.count(session, throttle.SET_UP_ADDRESS, throttle.network(address))


def check_set_up_code(code: str) -> None:
    """Raises Invalid when it is not the code from the terminal."""
    typed = code.strip().casefold().replace(" ", "-")
    if not same(typed, set_up_code()):
        raise Invalid({"code": t("This is not the code. It stands in the terminal where Owl App was started.")})


def set_up(session: Session, viewer: Viewer, *, form: SetUpForm, password_hash: str, device: str) -> sign_ins.Opened:
    """Make the practice and its Owner, once, sign the Owner in, and send the letter that proves their address.

    Raises:
        Conflict: somebody was faster.
    """
    check_set_up_code(form.code)
    _must_be_new(session)
    session.add(Practice(name=form.practice_name, time_zone=form.time_zone))
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(_set_up_already()) from None
    account = _add_owner(session, form, password_hash)
    audit.record(session, SYSTEM, "practice_set_up", account_id=account.id)
    opened = sign_ins.open_for(session, account, device=device)
    passwords.ask_confirmation(session, opened.viewer)
    return opened


def create_owner(session: Session, viewer: Viewer, *, form: OwnerForm, password_hash: str) -> Account:
    """Make an Owner from the command line, with the practice when there is none; an Owner who is locked out
    gets the new password.

    Raises:
        NotAllowed: anybody but the installation itself asks.
        Conflict: the address belongs to staff who is no Owner.
    """
    _must_be_system(viewer)
    if session.get(Practice, 1) is None:
        session.add(Practice(name=form.practice_name))
        session.flush()
    account = sign_ins.find_account(session, Area.STAFF, form.email)
    if account is None:
        account = _add_owner(session, form, password_hash)
    elif account.role is not Role.OWNER:
        raise Conflict(t("This address belongs to somebody on the team who is not an Owner."))
    account.password_hash = password_hash
    account.disabled_at = None
    account.email_proven_at = account.email_proven_at or now()
    session.add(account)
    sign_ins.end_all(session, account)
    audit.record(session, viewer, "owner_created", account_id=account.id)
    return account


@dataclass(frozen=True)
class FrameRow:
    """What the frame around every private screen shows, and how the screens in it write."""

    practice_name: str
    viewer_name: str
    viewer_email: str
    zone: str
    locale: str
    brand: str
    manages: bool
    prospects: int
    """How many prospects wait, for those who may see them."""


def get_frame(session: Session, viewer: Viewer) -> FrameRow:
    viewer.must_be(SIGNED_IN)
    practice = get_practice(session)
    return FrameRow(
        practice_name=practice.name if viewer.is_staff else practice.name_for_clients,
        viewer_name=viewer.name,
        viewer_email=viewer.email,
        zone=practice.time_zone,
        locale=practice.locale,
        brand=logos.get_brand(session, viewer).key,
        manages=viewer.kind in OWNER_ADMIN,
        prospects=prospects.count_waiting(session, viewer) if viewer.kind in OWNER_ADMIN else 0,
    )


@dataclass(frozen=True)
class Welcome:
    """What anybody may read of the practice on its sign-in pages."""

    practice_name: str
    name_for_clients: str
    welcome: str
    support_contact: str
    allows_sign_up: bool


def get_welcome(session: Session, viewer: Viewer) -> Welcome:
    """The practice's public words; empty before the set-up."""
    practice = session.get(Practice, 1)
    if practice is None:
        return Welcome("", "", "", "", allows_sign_up=False)
    return Welcome(
        practice_name=practice.name,
        name_for_clients=practice.name_for_clients,
        welcome=practice.welcome,
        support_contact=practice.support_contact,
        allows_sign_up=practice.allow_sign_up,
    )


def portal_url() -> str:
    """The Client Portal URL of this installation."""
    return f"{get_settings().origin}/portal"


def _must_be_system(viewer: Viewer) -> None:
    if viewer is not SYSTEM:
        raise NotAllowed(t("You do not have access to this."))


def _must_be_new(session: Session) -> None:
    if session.get(Practice, 1) is not None:
        raise Conflict(_set_up_already())


def _set_up_already() -> str:
    return t("This practice is set up already. Please sign in.")


def _add_owner(session: Session, form: OwnerForm, password_hash: str) -> Account:
    return team.add_staff(
        session, SYSTEM, name=form.name, email=form.email, role=Role.OWNER, password_hash=password_hash
    )
