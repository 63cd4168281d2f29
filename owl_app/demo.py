"""A lively and visibly fictional practice, made through the services."""

import random
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, update

from owl_app.clock import now
from owl_app.database import reading, transaction
from owl_app.demo_billing import fill_billing
from owl_app.demo_calendar import fill_calendar
from owl_app.i18n import current_language
from owl_app.models import Account, Area, ClientStatus, Letter, LetterState, Practice, Prospect, Role, SingleUseLink
from owl_app.security.passwords import hash_password
from owl_app.services import (
    associations,
    client_records,
    clients,
    passwords,
    portal_access,
    portal_logins,
    portal_settings,
    prospects,
    proven_addresses,
    sign_ins,
    sign_ups,
    team,
)
from owl_app.services.access import ANONYMOUS, SYSTEM, Viewer, ViewerKind
from owl_app.services.associations import AssociationForm
from owl_app.services.clients import NewClientForm
from owl_app.services.portal_access import NewLoginForm, WayIn
from owl_app.services.portal_settings import PortalSettingsForm
from owl_app.services.sign_ups import SignUpForm
from owl_app.services.team import DeactivationForm, InvitationForm

PASSWORD = "owls see well at night"
"""Every demo account's password; the demo is for looking, never for real people."""
STAFF = [
    ("Olivia Feather", "olivia@demo.example", Role.OWNER),
    ("Adam Perch", "adam@demo.example", Role.ADMIN),
    ("Thea Branch", "thea@demo.example", Role.THERAPIST),
]
INVITED = ("Iris Alder", "iris@demo.example")
LEFT = ("Theo Moss", "theo@demo.example")
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
_SHOWN = [
    ("Client", "ana.roy@demo.example"),
    ("Parent", "rosa.nest@demo.example"),
    ("Partner", "tess.quill@demo.example"),
]
_TERMS = """These are the terms of a practice that does not exist.

You can look around as you like. Nothing here is real, and nobody is treated by owls."""
_STREETS = ["Acorn Lane", "Moonlight Road", "Hollow Tree Way", "Barn Street"]


def fill() -> list[str]:
    """Make the practice unless there is one; returns the lines that say who can sign in."""
    with reading() as session:
        if session.get(Practice, 1) is not None:
            return who_can_sign_in()
    hashed = hash_password(PASSWORD)
    viewers = _staff(hashed)
    _comers_and_goers(viewers[0], hashed)
    client_ids = _clients(viewers)
    _portal_accounts(viewers[0], client_ids, hashed)
    _families(viewers, hashed)
    _prospects(viewers[0], client_ids, hashed)
    fill_calendar(viewers, client_ids)
    fill_billing(viewers, client_ids)
    return who_can_sign_in()


def who_can_sign_in() -> list[str]:
    """One line an account."""
    lines = [f"{role.value.capitalize():<10} {email:<24} {PASSWORD}" for _, email, role in STAFF]
    return [*lines, *(f"{who:<10} {email:<24} {PASSWORD}" for who, email in _SHOWN)]


def _staff(hashed: str) -> list[Viewer]:
    with transaction() as session:
        session.add(
            Practice(
                name="The Night Owl Practice (demo)",
                language=current_language(),
                street="12 Barn Street",
                city="Owlton",
                region="ON",
                postal_code="K1A 0B1",
                country="Canada",
                phone="+14165550100",
                portal_name="The Night Owl Portal (demo)",
                welcome="Welcome. Sign in to see your details and what is next.",
                support_contact="Questions? Call the front desk: 416 555 0100",
            )
        )
        session.flush()
        viewers = []
        for name, email, role in STAFF:
            account = team.add_staff(session, SYSTEM, name=name, email=email, role=role, password_hash=hashed)
            account.email_proven_at = now()
            viewers.append(
                Viewer(ViewerKind(role.value), account_id=account.id, area=account.area, name=name, email=email)
            )
    return viewers


def _comers_and_goers(owner: Viewer, hashed: str) -> None:
    """One colleague who is invited, and one who has left."""
    with transaction() as session:
        name, email = INVITED
        team.invite(session, owner, form=InvitationForm(name=name, email=email, role=Role.THERAPIST))
        name, email = LEFT
        left = team.add_staff(session, SYSTEM, name=name, email=email, role=Role.THERAPIST, password_hash=hashed)
        team.deactivate(session, owner, account_id=left.id, form=DeactivationForm())


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
                    "email": _address(f"{first} {last}"),
                    "phone": f"416 555 01{number:02d}",
                    "date_of_birth": date(1950 + chance.randrange(60), chance.randrange(12) + 1, 15).isoformat(),
                    "therapist_id": str(viewers[number % 3].account_id),
                }
            )
            client_id = clients.add_client(session, viewers[0], form=form)
            left = number > 8 and number % 6 == 0
            _move_in(session, viewers[0], client_id, chance, ClientStatus.INACTIVE if left else ClientStatus.ACTIVE)
            made.append(client_id)
    return made


def _move_in(session: Session, viewer: Viewer, client_id: str, chance: random.Random, status: ClientStatus) -> None:
    record = client_records.get_record(session, viewer, client_id=client_id)
    kept = ("first_name", "last_name", "email", "phone", "date_of_birth", "therapist_id", "version")
    form = clients.AccountDetailsForm.read(
        {name: getattr(record, name) for name in kept}
        | {
            "street": f"{chance.randrange(1, 400)} {chance.choice(_STREETS)}",
            "city": "Owlton",
            "region": "ON",
            "postal_code": "K1A 0B1",
            "country": "Canada",
            "status": status,
        }
    )
    clients.change_account_details(session, viewer, client_id=client_id, form=form)


def _portal_accounts(owner: Viewer, client_ids: list[str], hashed: str) -> None:
    """Some who signed in, some with an unused starter password, one expired, one disabled, and some invited."""
    for number, client_id in enumerate(client_ids[:8]):
        with transaction() as session:
            record = client_records.get_record(session, owner, client_id=client_id)
            form = NewLoginForm(email=record.email, way=WayIn.STARTER, password=PASSWORD)
            given = portal_access.add_login(session, owner, client_id=client_id, form=form, password_hash=hashed)
            if number == 6:
                _account(session, record.email).starter_expires_at = now() - timedelta(days=1)
        if number < 3 or number == 7:
            _first_sign_in(record.email, hashed)
    with transaction() as session:
        portal_logins.disable_login(session, owner, client_id=client_ids[7], login_id=given.login_id)
    _, failed, forgotten = (_invite(owner, client_id) for client_id in client_ids[8:11])
    with transaction() as session:
        session.execute(
            update(Letter).where(col(Letter.account_id) == failed).values(state=LetterState.FAILED, attempts=1)
        )
        long_ago = {"created_at": now() - timedelta(days=5), "expires_at": now() + timedelta(days=9)}
        session.execute(update(SingleUseLink).where(col(SingleUseLink.account_id) == forgotten).values(**long_ago))


def _invite(owner: Viewer, client_id: str) -> UUID:
    with transaction() as session:
        record = client_records.get_record(session, owner, client_id=client_id)
        form = NewLoginForm(email=record.email)
        given = portal_access.add_login(session, owner, client_id=client_id, form=form, password_hash=None)
    return UUID(given.login_id)


def _families(viewers: list[Viewer], hashed: str) -> None:
    """A parent with two children, another who sees nobody any more, and a couple of whom both sign in."""
    milo, pia, otis = (
        _add(viewers[2], name, born)
        for name, born in (("Milo Nest", "2014-05-02"), ("Pia Nest", "2016-11-19"), ("Otis Quill", "1982-02-07"))
    )
    owner = viewers[0]
    rosa = _login("parent", "Rosa Nest")
    _give(owner, milo, rosa, hashed)
    _give(owner, otis, _login("self", "Otis Quill"), hashed)
    _give(owner, otis, _login("partner", "Tess Quill"), hashed)
    kofi = _give(owner, milo, _login("parent", "Kofi Nest"), hashed)
    for name in ("Rosa Nest", "Kofi Nest", "Otis Quill", "Tess Quill"):
        _first_sign_in(_address(name), hashed, proven=name != "Tess Quill")
    with transaction() as session:
        holder = portal_access.check_new_login(session, owner, client_id=pia, form=rosa)
        if holder is not None:
            again = rosa.model_copy(update={"connect": holder.login_id})
            portal_access.add_login(session, owner, client_id=pia, form=again, password_hash=None)
        portal_logins.remove_login(session, owner, client_id=milo, login_id=kofi)
        passwords.ask_reset(session, ANONYMOUS, area=Area.PORTAL, email=_address("Tess Quill"))


def _prospects(owner: Viewer, client_ids: list[str], hashed: str) -> None:
    """People who signed up: some verified, one who is here already, a mother, one dismissed, one just associated."""
    with transaction() as session:
        settings = portal_settings.get(session, owner)
        kept = {name: getattr(settings, name) for name in PortalSettingsForm.model_fields}
        portal_settings.change(
            session, owner, form=PortalSettingsForm.read(kept | {"allow_sign_up": "yes", "terms": _TERMS})
        )
        shown = client_records.get_record(session, owner, client_id=client_ids[12])
        child = client_records.get_record(session, owner, client_id=client_ids[17])
        lately = client_records.get_record(session, owner, client_id=client_ids[14])
    at_home = _address(f"{shown.name} at home")
    _sign_up(shown.name, at_home, hashed, days=2, born=shown.date_of_birth, phone=shown.phone)
    _sign_up(f"Margot {child.last_name}", child.email, hashed, days=1, phone=child.phone)
    _sign_up("Wilma Whisper", "wilma@demo.example", hashed, days=0)
    _sign_up("Barnaby Bramble", "barnaby@demo.example", hashed, days=4, verified=False)
    dismissed = _sign_up("Casper Cobweb", "casper@demo.example", hashed, days=9, verified=False)
    tied = _sign_up(lately.name, _address(f"{lately.name} at home"), hashed, days=3, born=lately.date_of_birth)
    with transaction() as session:
        prospects.dismiss(session, owner, ids=[str(dismissed)])
        form = AssociationForm(relationship="self")
        associations.associate(session, owner, prospect_id=tied, client_id=lately.id, form=form)


def _sign_up(
    name: str, email: str, hashed: str, *, days: int, verified: bool = True, born: str = "", phone: str = ""
) -> UUID:
    first, last = name.split()
    form = SignUpForm.read(
        {
            "first_name": first,
            "last_name": last,
            "email": email,
            "phone": phone,
            "date_of_birth": born,
            "password": PASSWORD,
            "terms": "1",
        }
    )
    with transaction() as session:
        sign_up_id = sign_ups.ask(
            session,
            ANONYMOUS,
            form=form,
            password_hash=hashed,
            browser_hash=str(UUID(int=days)),
            language=current_language(),
        )
    with transaction() as session:
        sign_ups.settle(session, ANONYMOUS, sign_up_id=sign_up_id)
        account = _account(session, form.email)
        session.execute(
            update(Prospect).where(col(Prospect.account_id) == account.id).values(since=now() - timedelta(days=days))
        )
        if verified:
            proven_addresses.prove(session, account)
    return account.id


def _add(therapist: Viewer, name: str, born: str) -> str:
    first, last = name.split()
    form = NewClientForm.read({"first_name": first, "last_name": last, "date_of_birth": born})
    with transaction() as session:
        return clients.add_client(session, therapist, form=form)


def _login(relationship: str, name: str) -> NewLoginForm:
    typed = {"relationship": relationship, "name": name, "email": _address(name)}
    return NewLoginForm.read(typed | {"way": "starter", "password": PASSWORD})


def _give(owner: Viewer, client_id: str, form: NewLoginForm, hashed: str) -> str:
    with transaction() as session:
        given = portal_access.add_login(session, owner, client_id=client_id, form=form, password_hash=hashed)
    return given.login_id


def _first_sign_in(email: str, hashed: str, *, proven: bool = True) -> None:
    """The client signs in, replaces the starter password, and mostly confirms the address."""
    with transaction() as session:
        account = _account(session, email)
        opened = sign_ins.open_for(session, account, device="Safari · iPhone")
    with transaction() as session:
        passwords.change(
            session, opened.viewer, old_hash=hashed, password_hash=hashed, device="Safari · iPhone", device_token=""
        )
    if proven:
        with transaction() as session:
            account = _account(session, email)
            account.email_proven_at = now()
            session.add(account)


def _account(session: Session, email: str) -> Account:
    account = sign_ins.find_account(session, Area.PORTAL, email)
    if account is None:
        raise LookupError(email)
    return account


def _address(name: str) -> str:
    return name.casefold().replace("é", "e").replace(" ", ".") + "@demo.example"
