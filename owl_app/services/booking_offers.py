"""What the booking window offers: the clients that fit a search, and whom and what can be booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from owl_app.models import Account, Client
from owl_app.services import client_list, offered_services, team
from owl_app.services.access import STAFF, Viewer, clients_seen_by, get_client_for, parse_id
from owl_app.services.listing import Query
from owl_app.services.offered_services import Offered
from owl_app.services.team import TherapistRow

MOST_FOUND = 8


@dataclass(frozen=True)
class Bookable:
    """A client who can be chosen, with the therapist they belong to."""

    id: str
    name: str
    therapist_id: str
    therapist: str


@dataclass(frozen=True)
class Offers:
    """Whom and what can be booked; `own_id` is who looks."""

    services: list[Offered]
    therapists: list[TherapistRow]
    own_id: str


def get_offers(session: Session, viewer: Viewer) -> Offers:
    viewer.must_be(STAFF)
    services = offered_services.list_offered(session, viewer)
    return Offers(services, team.list_therapists(session, viewer), str(viewer.account_id))


def find_clients(session: Session, viewer: Viewer, *, search: str) -> list[Bookable]:
    """The first clients of this viewer that fit, in the order of All Clients."""
    found = client_list.list_clients(session, viewer, query=Query(search=search))
    return _bookable(session, viewer, [parse_id(row.id) for row in found.rows[:MOST_FOUND]])


def get_bookable(session: Session, viewer: Viewer, *, client_id: object) -> Bookable:
    """One client.

    Raises:
        NotFound: there is none, or it is not this viewer's.
    """
    return _bookable(session, viewer, [get_client_for(session, viewer, client_id).id])[0]


def _bookable(session: Session, viewer: Viewer, ids: Sequence[UUID]) -> list[Bookable]:
    found = session.exec(
        select(Client, Account)
        .outerjoin(Account, col(Account.id) == Client.therapist_id)
        .where(col(Client.id).in_(ids), clients_seen_by(session, viewer))
    )
    rows = {
        client.id: Bookable(
            str(client.id),
            client.full_name,
            str(therapist.id) if therapist else "",
            therapist.name if therapist else "",
        )
        for client, therapist in found
    }
    return [rows[each] for each in ids if each in rows]
