"""Whose login it is: tying a prospect to a client, and taking that back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import field_validator
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from owl_app import words
from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.errors import Conflict, Invalid, NotFound
from owl_app.i18n import t
from owl_app.mail import letters, outbox
from owl_app.models import Account, Association, Client, ClientAccess, NotSamePerson, Prospect, Relationship
from owl_app.services import audit, clients, forms, match_cards, portal_access, prospect_matches, starter_passwords
from owl_app.services.access import CLIENTS, OWNER_ADMIN, Viewer, get_client_for, get_practice, parse_id
from owl_app.services.clients import NewClientForm
from owl_app.services.listing import PAGE
from owl_app.services.prospects import get_prospect_for

UNDONE_FOR = timedelta(days=30)
"""How long an association can be undone here."""


class AssociationForm(forms.Form):
    """Who the person is to the client; `last_name` only where the dates of birth conflict."""

    relationship: str = ""
    last_name: str = ""

    _relationship = field_validator("relationship")(lambda value: forms.one_of(set(Relationship), value))


@dataclass(frozen=True)
class Recent:
    """An association that can still be undone."""

    id: str
    name: str
    email: str
    client_id: str
    client: str
    relationship: Relationship
    made_client: bool
    at: datetime
    by: str


@dataclass(frozen=True)
class Welcome:
    """What a person is told who was associated lately."""

    id: str
    client_name: str
    relationship: str


def associate(
    session: Session, viewer: Viewer, *, prospect_id: object, client_id: object, form: AssociationForm
) -> str:
    """Tie the prospect's login to the client, and return the id of the association, for `undo`.

    Raises:
        NotFound: the prospect was settled, or the client is gone.
        Conflict: the address is not verified, or the login is disabled.
        Invalid: the client has a login of their own, or the dates of birth conflict and the last name is another.
    """
    prospect, account, client = _both(session, viewer, prospect_id, client_id)
    relationship = Relationship(form.relationship)
    if relationship is Relationship.SELF and portal_access.has_own_login(session, client):
        raise Invalid(
            {"relationship": t("{client} has a login already. Say who else signs in.", client=client.full_name)}
        )
    if relationship is Relationship.SELF and match_cards.dates_conflict(prospect, client):
        if not form.last_name:
            raise Invalid({"last_name": t("The dates of birth differ. Type the client's last name to go on.")})
        if words.plain(form.last_name) != words.plain(client.last_name):
            raise Invalid({"last_name": t("This is not the client's last name.")})
    return _tie(session, viewer, prospect, account, client, relationship, made_client=False)


def create_client(
    session: Session, viewer: Viewer, *, prospect_id: object, form: NewClientForm, client_id: object
) -> str:
    """Make a client of the prospect, whose login sees the new record; returns the id of the association.

    Raises:
        NotFound: the prospect was settled.
        Conflict: the address is not verified, or the login is disabled.
    """
    viewer.must_be(OWNER_ADMIN)
    if client_id and session.get(Client, parse_id(client_id)) is not None:
        raise Conflict(t("There is such a client already. Associate the login instead."))
    made = clients.add_client(session, viewer, form=form, client_id=client_id)
    prospect, account, client = _both(session, viewer, prospect_id, made)
    return _tie(session, viewer, prospect, account, client, Relationship.SELF, made_client=True)


def rule_out(session: Session, viewer: Viewer, *, prospect_id: object, client_id: object) -> None:
    """Remember that the prospect is not this client."""
    prospect, account, client = _both(session, viewer, prospect_id, client_id)
    if session.get(NotSamePerson, (account.id, client.id)) is None:
        session.add(NotSamePerson(account_id=account.id, client_id=client.id, decided_by=viewer.account_id))
        audit.record(session, viewer, "ruled_out", account_id=account.id)
        prospect_matches.forget(session, prospect)


def list_recent(session: Session, viewer: Viewer) -> list[Recent]:
    """The associations that can still be undone, the newest first."""
    viewer.must_be(OWNER_ADMIN)
    found = session.exec(
        select(Association, Account, Client)
        .join(Account, col(Account.id) == Association.account_id)
        .join(Client, col(Client.id) == Association.client_id)
        .where(col(Association.undone_at).is_(None), Association.at > now() - UNDONE_FOR)
        .order_by(col(Association.at).desc(), col(Association.id).desc())
        .limit(PAGE)
    ).all()
    who = {association.by_id for association, _, _ in found if association.by_id}
    names = dict(session.exec(select(Account.id, Account.name).where(col(Account.id).in_(who))).all())
    return [
        Recent(
            id=str(association.id),
            name=account.name,
            email=account.email,
            client_id=str(client.id),
            client=client.full_name,
            relationship=Relationship(association.relationship),
            made_client=association.made_client,
            at=association.at,
            by=names.get(association.by_id, "") if association.by_id else "",
        )
        for association, account, client in found
    ]


def undo(session: Session, viewer: Viewer, *, association_id: object) -> str:
    """Take back what was tied: the login sees the client no more from the next event on; returns whose login it is.

    Raises:
        NotFound: there is no such association.
        Conflict: it was undone already, or too long ago.
    """
    viewer.must_be(OWNER_ADMIN)
    association = session.get(Association, parse_id(association_id))
    if association is None:
        raise NotFound(t("There is no such association."))
    client = get_client_for(session, viewer, association.client_id)  # in the order of everybody else
    account = session.get(Account, association.account_id, with_for_update=True)
    found = select(Association).where(Association.id == association.id).with_for_update()
    association = session.exec(found.execution_options(populate_existing=True)).first()
    if association is None or account is None:
        raise NotFound(t("There is no such association."))
    if association.client_id != client.id:
        raise Conflict(t("The client was merged a moment ago. Try again."))
    if association.undone_at is not None:
        raise Conflict(t("It was undone a moment ago."))
    if association.at <= now() - UNDONE_FOR:
        raise Conflict(t("It was made more than 30 days ago. Remove the login in the client's record instead."))
    association.undone_at = now()
    session.add(association)
    tie = session.get(ClientAccess, association.tie_id)
    if tie is not None:
        session.delete(tie)
        session.flush()
        if account.disabled_at is None:
            outbox.queue(session, letters.disconnected(get_practice(session), account))
    if session.exec(select(ClientAccess.id).where(ClientAccess.account_id == account.id)).first() is None:
        prospect_matches.put_account(session, account)
    audit.record(session, viewer, "association_undone", client_id=association.client_id, account_id=account.id)
    _tell(session, account, association.client_id)
    return account.name


def get_welcome(session: Session, viewer: Viewer) -> Welcome | None:
    """What to say to somebody who was associated lately and has not put the welcome away."""
    viewer.must_be(CLIENTS)
    found = session.exec(
        select(Association, Client)
        .join(Client, col(Client.id) == Association.client_id)
        .join(ClientAccess, col(ClientAccess.id) == Association.tie_id)
        .where(
            Association.account_id == viewer.account_id,
            col(Association.undone_at).is_(None),
            col(Association.welcomed_at).is_(None),
        )
        .order_by(col(Association.at).desc())
    ).first()
    if found is None:
        return None
    association, client = found
    return Welcome(str(association.id), client.full_name, association.relationship.value)


def put_welcome_away(session: Session, viewer: Viewer) -> None:
    viewer.must_be(CLIENTS)
    mine = select(Association).where(
        Association.account_id == viewer.account_id, col(Association.welcomed_at).is_(None)
    )
    for association in session.exec(mine).all():
        association.welcomed_at = now()
        session.add(association)


def _both(session: Session, viewer: Viewer, prospect_id: object, client_id: object) -> tuple[Prospect, Account, Client]:
    """The client is locked first, as by whoever changes the record, which touches the prospects who are alike."""
    viewer.must_be(OWNER_ADMIN)
    client = get_client_for(session, viewer, client_id)
    return *get_prospect_for(session, viewer, prospect_id), client


def _tie(
    session: Session,
    viewer: Viewer,
    prospect: Prospect,
    account: Account,
    client: Client,
    relationship: Relationship,
    *,
    made_client: bool,
) -> str:
    _must_be_usable(account)
    tie = ClientAccess(
        account_id=account.id, client_id=client.id, relationship=relationship, created_by=viewer.account_id
    )
    session.add(tie)
    association = Association(
        account_id=account.id,
        client_id=client.id,
        tie_id=tie.id,
        relationship=relationship,
        made_client=made_client,
        by_id=viewer.account_id,
    )
    session.add(association)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(t("Somebody settled this prospect a moment ago.")) from None
    prospect_matches.wait_no_more(session, account)
    starter_passwords.withdraw_strangers(session, viewer, [client.id])
    outbox.queue(session, letters.connected(get_practice(session), account))
    audit.record(session, viewer, "associated", client_id=client.id, account_id=account.id)
    _tell(session, account, client.id)
    return str(association.id)


def _tell(session: Session, account: Account, client_id: object) -> None:
    announce(session, "account", account.id)
    announce(session, "client", client_id)
    announce(session, "clients")


def _must_be_usable(account: Account) -> None:
    if account.email_proven_at is None:
        raise Conflict(t("This address is not verified yet. Verify it first."))
    if account.disabled_at is not None:
        raise Conflict(t("This login is disabled. Enable it first."))
