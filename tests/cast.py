"""The cast: Olivia (Owner), Adam (Admin), Thea and Tom (Therapists), Ana, Ben and Chloé (clients), Pat and Mallory.

Ana and Ben are Thea's clients, Chloé is Tom's. Ana's address is proven, Ben's and Chloé's are not. Pat's login is tied
to no client yet. Mallory is a client nobody has taken, and must never get anything of the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from uuid import UUID

from sqlmodel import update

from owl_app import words
from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.database import transaction
from owl_app.errors import NotFound
from owl_app.mail.outbox import link_token
from owl_app.models import Account, Area, Letter, LetterState, Prospect, Role
from owl_app.security import passwords as cryptography
from owl_app.security.emails import email_key
from owl_app.services import clients, passwords, portal_access, portal_logins, portal_timeline, practice, sign_ins, team
from owl_app.services.access import SYSTEM
from owl_app.services.portal_access import Given
from owl_app.services.portal_logins import Sent
from owl_app.services.sign_ins import Opened
from tests.door import act, read, row, rows

PRACTICE = "Willow Street Therapy"
STARTER = "copper kettle 41 meadow"


@dataclass(frozen=True)
class Person:
    """Somebody of the cast, signed in on one device."""

    name: str
    email: str
    password: str
    area: Area
    account_id: UUID
    token: str
    device_token: str
    client_id: str = ""


@dataclass(frozen=True)
class Cast:
    """Everybody, by name."""

    olivia: Person
    adam: Person
    thea: Person
    tom: Person
    ana: Person
    ben: Person
    chloe: Person
    pat: Person
    mallory: Person

    def __iter__(self) -> Iterator[Person]:
        return (getattr(self, each.name) for each in fields(self))


@lru_cache
def hashed(password: str) -> str:
    """The hash of one of the cast's passwords, made once for each process."""
    return cryptography.hash_password(password)


def make_owner() -> Person:
    """The practice and Olivia, who set it up; her address is proven."""
    name, email, password = "Olivia Owens", "olivia@willow.example", "marble lantern 58 river"
    form = practice.OwnerForm(practice_name=PRACTICE, name=name, email=email, password=password)
    act(SYSTEM, practice.create_owner, form=form, password_hash=hashed(password))
    return signed_in(name, email, password, Area.STAFF)


def make_cast() -> Cast:
    """The practice with everybody in it, made through the services, and an outbox with nothing left to send."""
    olivia = make_owner()
    thea = _staff("Thea Thorne", "thea@willow.example", Role.THERAPIST)
    tom = _staff("Tom Tran", "tom@willow.example", Role.THERAPIST)
    made = Cast(
        olivia=olivia,
        adam=_staff("Adam Abara", "adam@willow.example", Role.ADMIN),
        thea=thea,
        tom=tom,
        ana=_client(olivia, "Ana", "Lopez", "ana@post.example", thea, proven=True),
        ben=_client(olivia, "Ben", "Okafor", "ben@post.example", thea),
        chloe=_client(olivia, "Chloé", "Élie", "chloe@post.example", tom),
        pat=_unassociated("Pat Prospect", "pat@post.example"),
        mallory=_client(olivia, "Mallory", "Mole", "mallory@evil.example", None, proven=True),
    )
    with_letters_sent()
    return made


def signed_in(name: str, email: str, password: str, area: Area, client_id: str = "") -> Person:
    """Somebody who has just signed in with the password."""
    opened = sign_in(email, password, area, compare=False)
    account_id = opened.viewer.account_id
    assert account_id is not None
    return Person(name, email, password, area, account_id, opened.token, opened.device_token, client_id)


def sign_in(
    email: str,
    password: str,
    area: Area = Area.PORTAL,
    *,
    address: str = "203.0.113.9",
    device_token: str = "",
    compare: bool = True,
) -> Opened:
    """Sign in as the web does: count, compare outside of any transaction, open.

    Raises:
        Throttled, NotFound: as the web would answer.
    """
    attempt = act(None, sign_ins.count_attempt, area=area, email=email, address=address, device_token=device_token)
    if compare and not cryptography.verify_password(password, attempt.password_hash):
        raise NotFound("This email address and password do not fit together.")
    return act(None, sign_ins.open_sign_in, attempt=attempt, device="Firefox · Linux")


def give_starter(staff: Person, client_id: str, email: str, password: str = STARTER) -> str:
    """Client Portal Settings: a starter password for the login with this address, made when there is none; its id."""
    found = read(staff, portal_timeline.get_portal_access, client_id=client_id).logins
    login_id = next((login.id for login in found if login.email == email), "")
    if not login_id:
        return add_login(staff, client_id, email, password=password).login_id
    which = {"client_id": client_id, "login_id": login_id}
    read(staff, portal_access.check_starter, **which, password=password)
    act(staff, portal_access.give_starter, **which, password_hash=hashed(password))
    return login_id


def add_login(staff: Person, client_id: str, email: str, **typed: str) -> Given:
    """Client Portal Settings > Add another login: with a starter password when one is typed, else by invitation."""
    way = "starter" if typed.get("password") else "invitation"
    form = portal_access.NewLoginForm.read({"email": email, "way": way, **typed})
    holder = read(staff, portal_access.check_new_login, client_id=client_id, form=form)
    password_hash = hashed(form.password) if form.password and holder is None else None
    return act(staff, portal_access.add_login, client_id=client_id, form=form, password_hash=password_hash)


def change_login(staff: Person, login: Person, **typed: str) -> Sent:
    """Client Portal Settings > Change, of somebody's own login."""
    form = portal_logins.LoginForm.read({"email": login.email, **typed})
    which = {"client_id": login.client_id, "login_id": login.account_id}
    return act(staff, portal_logins.change_login, **which, form=form)


def add_client(staff: Person, first_name: str, last_name: str, **typed: str) -> str:
    form = clients.NewClientForm.read({"first_name": first_name, "last_name": last_name, **typed})
    return act(staff, clients.add_client, form=form)


def change_password(person: Person, password: str) -> Opened:
    """My Account > change password, or the first password of one's own."""
    return act(
        person,
        passwords.change,
        old_hash=row(Account, person.account_id).password_hash,
        password_hash=hashed(password),
        device="Firefox · Linux",
        device_token=person.device_token,
    )


def link_in(letter: Letter) -> str:
    """The token of the link in a letter."""
    return link_token(get_settings().key, letter.id)


def letters_to(person: Person, kind: str) -> list[Letter]:
    """The letters to somebody, oldest first."""
    return sorted(rows(Letter, account_id=person.account_id, kind=kind), key=lambda letter: letter.created_at)


def with_letters_sent() -> None:
    """Say that every letter so far has arrived."""
    with transaction() as session:
        session.execute(update(Letter).values(state=LetterState.ACCEPTED))


def _staff(name: str, email: str, role: Role) -> Person:
    password = f"velvet harbour 73 {name.split()[1][::-1].lower()}"
    act(SYSTEM, team.add_staff, name=name, email=email, role=role, password_hash=hashed(password))
    return signed_in(name, email, password, Area.STAFF)


def _client(
    owner: Person, first_name: str, last_name: str, email: str, therapist: Person | None, *, proven: bool = False
) -> Person:
    therapist_id = str(therapist.account_id) if therapist else ""
    client_id = add_client(owner, first_name, last_name, email=email, therapist_id=therapist_id)
    give_starter(owner, client_id, email)
    name = f"{first_name} {last_name}"
    started = signed_in(name, email, STARTER, Area.PORTAL, client_id)
    password = "quiet walnut 92 ferry"
    opened = change_password(started, password)
    person = Person(
        name, email, password, Area.PORTAL, started.account_id, opened.token, started.device_token, client_id
    )
    if proven:
        act(person, passwords.confirm_email, token=link_in(letters_to(person, "confirm_email")[0]))
    return person


def _unassociated(name: str, email: str) -> Person:
    """Somebody who signed up and verified the address, without the ways there."""
    password = "gentle anchor 27 maple"
    first, last = name.split()
    with transaction() as session:
        account = Account(
            area=Area.PORTAL,
            name=name,
            email=email,
            email_key=email_key(email),
            email_proven_at=now(),
            password_hash=hashed(password),
        )
        session.add(account)
        session.flush()
        sort_key = words.sort_key(last, first)
        session.add(Prospect(account_id=account.id, first_name=first, last_name=last, sort_key=sort_key))
    return signed_in(name, email, password, Area.PORTAL)
