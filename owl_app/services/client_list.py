"""All Clients: one page of them as somebody sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from owl_app import words
from owl_app.errors import NotFound
from owl_app.models import Account, Client, ClientStatus, Practice
from owl_app.services import appointment_counts, charges, client_search, login_states
from owl_app.services.access import Viewer, clients_seen_by, get_practice, parse_id, sees_own_clients_alone
from owl_app.services.billing_access import may_bill
from owl_app.services.charges import Owed
from owl_app.services.client_search import Clients, Search
from owl_app.services.listing import PAGE, Page, Query
from owl_app.services.phones import written_phone
from owl_app.written import written_moment

NO_THERAPIST = "none"
"""The filter for clients who have no therapist."""


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One line of All Clients."""

    id: str
    name: str
    therapist: str
    phone: str
    status: str
    portal: str
    next: str
    """When the next session is, as the practice writes it."""
    owing: str
    """What is owed by now, for those who may take it."""


def list_clients(session: Session, viewer: Viewer, *, query: Query) -> Page[ClientRow]:
    """The clients this viewer may open that fit the search and the filters `status` and `therapist`.

    They are sorted by `name`, or as they were `added`.
    """
    search = Search(
        filters=_filters(session, viewer, query),
        words=words.searched(query.search),
        by_added=query.sort == "added",
        descending=query.descending,
    )
    found = search.page(session, query.offset)
    ids = [parse_id(each) for each in found.ids[:PAGE]]
    return Page(_rows(session, viewer, ids), found.total, has_more=len(found.ids) > PAGE)


def _filters(session: Session, viewer: Viewer, query: Query) -> list[Clients]:
    """The lists that every client has to be on: the viewer's own, and those that are chosen above the grid."""
    filters = []
    if sees_own_clients_alone(session, viewer):
        filters.append(client_search.with_therapist(viewer.account_id))
    if status := query.filters.get("status"):
        known = status in set(ClientStatus)
        filters.append(client_search.with_status(ClientStatus(status)) if known else client_search.nobody())
    if therapist := query.filters.get("therapist"):
        filters.append(_of_therapist(therapist))
    return filters


def _of_therapist(chosen: str) -> Clients:
    if chosen == NO_THERAPIST:
        return client_search.with_therapist(None)
    try:
        return client_search.with_therapist(parse_id(chosen))
    except NotFound:
        return client_search.nobody()


def _rows(session: Session, viewer: Viewer, ids: Sequence[UUID]) -> list[ClientRow]:
    """The lines of these clients, in this order; whoever the viewer may not see is left out once more."""
    practice = get_practice(session)
    booked = appointment_counts.next_of(session, ids)
    portal = login_states.states_of(session, ids)
    columns = (Client.id, Client.first_name, Client.last_name, Client.phone, Client.status, Client.therapist_id)
    found: Sequence[Any] = session.execute(
        select(*columns, col(Account.name).label("therapist"))  # type: ignore[call-overload]
        .outerjoin(Account, col(Account.id) == Client.therapist_id)
        .where(col(Client.id).in_(ids), clients_seen_by(session, viewer))
    ).all()
    owed = charges.owed_by(session, [each.id for each in found if may_bill(viewer, each)])
    shared: dict[str, str] = {}  # hundreds of open pages repeat a few names
    rows = {
        each.id: _row(
            each, str(portal.get(each.id, "none")), practice, booked.get(each.id), owed.get(each.id, []), shared
        )
        for each in found
    }
    return [rows[each] for each in ids if each in rows]


def _row(
    found: Any,
    portal: str,
    practice: Practice,
    booked: datetime | None,
    owed: Sequence[Owed],
    shared: dict[str, str],
) -> ClientRow:
    return ClientRow(
        id=str(found.id),
        name=f"{found.first_name} {found.last_name}",
        therapist=shared.setdefault(found.therapist, found.therapist) if found.therapist else "",
        phone=written_phone(found.phone, practice.locale),
        status=found.status.value,
        portal=portal,
        next=written_moment(booked, practice.time_zone, practice.locale) if booked else "",
        owing=charges.written_sums(owed, practice.locale),
    )
