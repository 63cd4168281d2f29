"""A lively and visibly fictional practice, made through the services."""

import random
from datetime import date

from sqlmodel import Session

from owl_app.clock import now
from owl_app.database import reading, transaction
from owl_app.models import Account, Area, Practice, Role
from owl_app.security.passwords import hash_password
from owl_app.services import clients, passwords, portal_access, practice, sign_ins
from owl_app.services.access import SYSTEM, Viewer, ViewerKind
from owl_app.services.clients import NewClientForm
from owl_app.services.portal_access import PortalAccessForm

PASSWORD = "owls see well at night"
"""Every demo account's password; the demo is for looking, never for real people."""
STAFF = [
    ("Olivia Feather", "olivia@demo.example", Role.OWNER),
    ("Adam Perch", "adam@demo.example", Role.ADMIN),
    ("Thea Branch", "thea@demo.example", Role.THERAPIST),
]
_FIRST = [
    "Ana",
    "Ben",
    "Chloé",
    "Dmitri",
    "Élise",
    "Farah",
    "Gus",
    "Hana",
    "Ivo",
    "Jaya",
    "Kofi",
    "Lena",
    "Milo",
    "Noor",
    "Otis",
    "Pia",
    "Quinn",
    "Rosa",
    "Sami",
    "Tess",
]
_LAST = [
    "Roy",
    "Starling",
    "Wren",
    "Finch",
    "Lark",
    "Heron",
    "Plover",
    "Swift",
    "Martin",
    "Robin",
    "Thrush",
    "Jay",
    "Siskin",
    "Dipper",
    "Tern",
    "Crane",
    "Drake",
    "Quill",
    "Nest",
    "Talon",
]
_STREETS = ["Acorn Lane", "Moonlight Road", "Hollow Tree Way", "Barn Street"]


def fill() -> list[str]:
    """Make the practice unless there is one; returns the lines that say who can sign in."""
    with reading() as session:
        if session.get(Practice, 1) is not None:
            return who_can_sign_in()
    hashed = hash_password(PASSWORD)
    viewers = _staff(hashed)
    client_ids = _clients(viewers)
    _portal_accounts(viewers[0], client_ids[:6], hashed)
    return who_can_sign_in()


def who_can_sign_in() -> list[str]:
    """One line an account."""
    lines = [f"{role.value.capitalize():<10} {email:<24} {PASSWORD}" for _, email, role in STAFF]
    return [*lines, f"{'Client':<10} {'ana.roy@demo.example':<24} {PASSWORD}"]


def _staff(hashed: str) -> list[Viewer]:
    with transaction() as session:
        session.add(
            Practice(
                name="The Night Owl Practice (demo)",
                welcome="Welcome. Sign in to see your details and what is next.",
                support_contact="Questions? Call the front desk: 416 555 0100",
            )
        )
        session.flush()
        viewers = []
        for name, email, role in STAFF:
            account = practice.add_staff(session, SYSTEM, name=name, email=email, role=role, password_hash=hashed)
            account.email_proven_at = now()
            viewers.append(
                Viewer(ViewerKind(role.value), account_id=account.id, area=account.area, name=name, email=email)
            )
    return viewers


def _clients(viewers: list[Viewer]) -> list[str]:
    chance = random.Random(7)
    made = []
    with transaction() as session:
        for number in range(40):
            first, last = _FIRST[number % 20], _LAST[(number * 7 + number // 20) % 20]
            form = NewClientForm.read(
                {
                    "first_name": first,
                    "last_name": last,
                    "email": f"{_plain(first)}.{_plain(last)}@demo.example",
                    "phone": f"416 555 01{number:02d}",
                    "date_of_birth": date(1950 + chance.randrange(60), chance.randrange(12) + 1, 15).isoformat(),
                    "therapist_id": str(viewers[chance.randrange(3)].account_id),
                }
            )
            client_id = clients.add_client(session, viewers[0], form=form)
            _move_in(session, viewers[0], client_id, chance)
            made.append(client_id)
    return made


def _move_in(session: Session, viewer: Viewer, client_id: str, chance: random.Random) -> None:
    record = clients.get_record(session, viewer, client_id=client_id)
    kept = ("first_name", "last_name", "email", "phone", "date_of_birth", "therapist_id", "version")
    form = clients.AccountDetailsForm.read(
        {name: getattr(record, name) for name in kept}
        | {
            "street": f"{chance.randrange(1, 400)} {chance.choice(_STREETS)}",
            "city": "Owlton",
            "region": "ON",
            "postal_code": "K1A 0B1",
            "country": "Canada",
            "status": "inactive" if chance.random() < 0.15 else "active",
        }
    )
    clients.change_account_details(session, viewer, client_id=client_id, form=form)


def _portal_accounts(owner: Viewer, client_ids: list[str], hashed: str) -> None:
    for number, client_id in enumerate(client_ids):
        with transaction() as session:
            record = clients.get_record(session, owner, client_id=client_id)
            form = PortalAccessForm(email=record.email, password=PASSWORD)
            portal_access.give_access(session, owner, client_id=client_id, form=form, password_hash=hashed)
        if number < 3:
            _first_sign_in(record.email, hashed)


def _first_sign_in(email: str, hashed: str) -> None:
    """The client signs in, replaces the starter password, and confirms the address."""
    with transaction() as session:
        account = _account(session, email)
        opened = sign_ins.open_for(session, account, device="Safari · iPhone")
    with transaction() as session:
        passwords.change(
            session, opened.viewer, old_hash=hashed, password_hash=hashed, device="Safari · iPhone", device_token=""
        )
    with transaction() as session:
        account = _account(session, email)
        account.email_proven_at = now()
        session.add(account)


def _account(session: Session, email: str) -> Account:
    account = sign_ins.find_account(session, Area.PORTAL, email)
    if account is None:
        raise LookupError(email)
    return account


def _plain(name: str) -> str:
    return name.casefold().replace("é", "e")
