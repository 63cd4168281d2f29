"""Whose page somebody sees in the portal: one of the clients that their login is tied to."""

from contextlib import suppress
from dataclasses import dataclass

from sqlmodel import Session, col, select

from owl_app.errors import NotFound
from owl_app.models import Client, ClientAccess, Relationship
from owl_app.services.access import CLIENTS, PORTAL, Viewer, get_own_client_for


@dataclass(frozen=True)
class OwnClient:
    """Somebody whose page the login may see, and who its owner is to them."""

    id: str
    name: str
    relationship: Relationship


@dataclass(frozen=True)
class Whose:
    """The people to choose from, oneself first, and the one that is chosen; nobody for a login tied to nobody."""

    people: list[OwnClient]
    chosen: OwnClient | None


def choose(session: Session, viewer: Viewer, *, asked: object) -> Whose:
    """The one with the id `asked` when the login is tied to them; for everything else the first."""
    viewer.must_be(PORTAL)
    if viewer.kind not in CLIENTS:
        return Whose([], None)
    found = session.exec(
        select(Client, ClientAccess.relationship)
        .join(ClientAccess, col(ClientAccess.client_id) == Client.id)
        .where(ClientAccess.account_id == viewer.account_id)
        .order_by(
            col(ClientAccess.relationship) != Relationship.SELF, col(ClientAccess.created_at), col(ClientAccess.id)
        )
        .limit(50)
    )
    people = [OwnClient(str(client.id), client.full_name, Relationship(relation)) for client, relation in found]
    chosen_id = people[0].id
    with suppress(NotFound):
        chosen_id = str(get_own_client_for(session, viewer, asked).id)
    return Whose(people, next((each for each in people if each.id == chosen_id), people[0]))
