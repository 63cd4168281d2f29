"""Prospects: portal accounts that are tied to no client, as Owners and Admins see and settle them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy
from sqlalchemy import ColumnElement, Select, bindparam, case, false, or_
from sqlmodel import Session, col, func, select

from owl_app import words
from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.errors import Conflict, Invalid, NotFound, Throttled
from owl_app.i18n import t
from owl_app.models import Account, Client, Practice, Prospect, SignUp
from owl_app.services import audit, forms, invitations, passwords, proven_addresses, sign_ups, throttle
from owl_app.services.access import OWNER_ADMIN, Viewer, get_practice, parse_id, writes
from owl_app.services.listing import COUNTED, PAGE, Page, Query
from owl_app.services.matching import Sign
from owl_app.services.phones import written_phone

MOST_AT_ONCE = 500
"""Prospects that one act may settle."""


@dataclass(frozen=True)
class ProspectRow:
    """One line of Prospects; `match` is the client the person may be, and `signs` say why."""

    id: str
    name: str
    email: str
    phone: str
    state: str
    since: datetime
    match: str
    verdict: str
    signs: list[Sign]


@dataclass(frozen=True)
class ProspectDetails:
    """What is known of one prospect, as the Add Client window takes it."""

    id: str
    name: str
    first_name: str
    last_name: str
    email: str
    phone: str
    date_of_birth: str
    verified: bool


def list_prospects(session: Session, viewer: Viewer, *, query: Query) -> Page[ProspectRow]:
    """The prospects that fit the search and the filter `state`, sorted by `name`, or how long they have waited.

    Without a sort the newest come first; by `since` whoever has waited longest.
    """
    viewer.must_be(OWNER_ADMIN)
    typed = words.searched(forms.searched(query.search))
    params = {"offset": query.offset, **{f"word{at}": f"%{word}%" for at, word in enumerate(typed)}}
    which = (query.filters.get("state", ""), len(typed))
    down = query.descending if query.sort else True
    connection = session.connection()  # rows of columns need nothing of what a session does for objects
    found = connection.execute(_page_of(*which, by_name=query.sort == "name", down=down), params).all()
    total = query.total_seen(len(found))
    if total is None:
        total = connection.execute(_count_of(*which), params).scalar_one()
    return Page([_row(each) for each in found[:PAGE]], total, has_more=len(found) > PAGE)


def count_waiting(session: Session, viewer: Viewer) -> int:
    """How many wait for somebody to look, for the badge: at most 100 are counted."""
    viewer.must_be(OWNER_ADMIN)
    some = select(Prospect.account_id).where(col(Prospect.waiting), col(Prospect.dismissed_at).is_(None)).limit(100)
    return session.exec(select(func.count()).select_from(some.subquery())).one()


def get_details(session: Session, viewer: Viewer, *, prospect_id: object) -> ProspectDetails:
    prospect, account = get_prospect_for(session, viewer, prospect_id)
    locale = get_practice(session).locale
    return ProspectDetails(
        id=str(account.id),
        name=prospect.full_name,
        first_name=prospect.first_name,
        last_name=prospect.last_name,
        email=account.email,
        phone=written_phone(prospect.phone, locale),
        date_of_birth=prospect.date_of_birth.isoformat() if prospect.date_of_birth else "",
        verified=account.email_proven_at is not None,
    )


def get_prospect_for(session: Session, viewer: Viewer, prospect_id: object) -> tuple[Prospect, Account]:
    """The prospect and its account, for Owners and Admins; whoever is about to settle it waits for others who are.

    Raises:
        NotFound: there is none, or it was associated a moment ago.
    """
    viewer.must_be(OWNER_ADMIN)
    found = _load(session, [parse_id(prospect_id)])
    if not found:
        raise NotFound(t("This prospect is not here any more: somebody settled it a moment ago."))
    return found[0]


def verify(session: Session, viewer: Viewer, *, ids: list[str]) -> int:
    """Say that the addresses are their owners'; returns how many were not verified before.

    Raises:
        Invalid: others signed up with the address than whoever made the login: only the letter can tell whose it is.
    """
    unproven = [each for each in _chosen(session, viewer, ids) if each[1].email_proven_at is None]
    for prospect, account in unproven:
        unsettled = select(SignUp.id).where(SignUp.email_key == account.email_key, col(SignUp.settled_at).is_(None))
        if prospect.contested or session.exec(unsettled.limit(1)).first() is not None:
            raise Invalid(
                {
                    "": t(
                        "Several sign-ups used the address of {name}. Only the letter can tell whose it is.",
                        name=prospect.full_name,
                    )
                }
            )
        proven_addresses.prove(session, account)
        audit.record_for_account(session, account, viewer, "verified_by_staff")
    return len(unproven)


def send_again(session: Session, viewer: Viewer, *, ids: list[str]) -> int:
    """Send the letter that proves the address again, and return how many people get one; others had several lately.

    Raises:
        Throttled: nobody gets one.
    """
    sent, too_many = 0, None
    for _, account in _chosen(session, viewer, ids):
        if account.email_proven_at is None and account.disabled_at is None:
            try:
                throttle.count(session, throttle.VERIFY_LETTER, account.email_key)
            except Throttled as throttled:
                too_many = throttled
                continue
            if account.password_hash is None:
                invitations.send(session, viewer, account)
            elif not sign_ups.write_again(session, account):
                passwords.send_confirmation(session, account)
            sent += 1
            audit.record_for_account(session, account, viewer, "verification_sent")
    if too_many is not None and not sent:
        raise too_many
    return sent


def dismiss(session: Session, viewer: Viewer, *, ids: list[str]) -> int:
    """Put them out of the way; they can still sign in, and be brought back."""
    return _set_dismissed(session, viewer, ids, dismissed=True)


def bring_back(session: Session, viewer: Viewer, *, ids: list[str]) -> int:
    """They are among those that wait again."""
    return _set_dismissed(session, viewer, ids, dismissed=False)


def _set_dismissed(session: Session, viewer: Viewer, ids: list[str], *, dismissed: bool) -> int:
    changed = [each for each in _chosen(session, viewer, ids) if (each[0].dismissed_at is not None) is not dismissed]
    for prospect, account in changed:
        prospect.dismissed_at = now() if dismissed else None
        session.add(prospect)
        audit.record_for_account(session, account, viewer, "prospect_dismissed" if dismissed else "prospect_back")
    announce(session, "prospects")
    return len(changed)


def _chosen(session: Session, viewer: Viewer, ids: list[str]) -> list[tuple[Prospect, Account]]:
    """Those of the ticked ones that are still prospects.

    Raises:
        Invalid: none is ticked, or too many are.
    """
    viewer.must_be(OWNER_ADMIN)
    if not ids or len(ids) > MOST_AT_ONCE:
        raise Invalid({"": t("Choose between 1 and {count} people.", count=MOST_AT_ONCE)})
    found = _load(session, [parse_id(each) for each in ids])
    if not found:
        raise Conflict(t("Somebody settled them a moment ago."))
    return found


def _load(session: Session, ids: Sequence[UUID]) -> list[tuple[Prospect, Account]]:
    query = (
        select(Prospect, Account)
        .select_from(Account)  # Postgres locks in this order: the login first, as whoever proves its address
        .join(Prospect, col(Prospect.account_id) == Account.id)
        .where(col(Prospect.account_id).in_(ids), col(Prospect.waiting))
        .order_by(col(Prospect.account_id))
    )
    return [
        (prospect, account) for prospect, account in session.exec(query.with_for_update() if writes(session) else query)
    ]


@lru_cache
def _page_of(state: str, searched: int, *, by_name: bool, down: bool) -> Select[Any]:
    """The rows of one page and the first of the next; made once, because making it takes longer than asking it."""
    place = col(Prospect.sort_key) if by_name else col(Prospect.since)
    chosen = _those(state, searched).order_by(place.desc() if down else place, col(Prospect.account_id))
    # Pages are turned on the index alone: only of those on the page is anything else read.
    page = chosen.add_columns(place.label("place")).limit(PAGE + 1).offset(bindparam("offset")).subquery()
    return (
        sqlalchemy.select(*_COLUMNS)
        .select_from(page)
        .join(Prospect, col(Prospect.account_id) == page.c.account_id)
        .join(Account, col(Account.id) == page.c.account_id)
        .outerjoin(Client, col(Client.id) == Prospect.match_id)
        .order_by(page.c.place.desc() if down else page.c.place, page.c.account_id)
    )


@lru_cache
def _count_of(state: str, searched: int) -> Select[Any]:
    """How many there are on all pages, up to one more than are counted."""
    # In the order of the index that knows who was dismissed, so that SQLite takes this one.
    some = _those(state, searched).order_by(col(Prospect.since)).limit(COUNTED + 1)
    return select(func.count()).select_from(some.subquery())


def _those(state: str, searched: int) -> Select[Any]:
    """The ids of prospects in this state, where so many words are each in the name, the address or the number."""
    query = sqlalchemy.select(col(Prospect.account_id)).where(col(Prospect.waiting), _of_state(state))
    if searched:
        query = query.join(Account, col(Account.id) == Prospect.account_id)
    return query.where(*(_holds(bindparam(f"word{at}")) for at in range(searched)))


_COLUMNS: tuple[Any, ...] = (
    Prospect.account_id,
    Prospect.first_name,
    Prospect.last_name,
    Prospect.phone,
    Prospect.since,
    Prospect.verdict,
    Prospect.signs,
    Account.email,
    case(
        (col(Prospect.dismissed_at).is_not(None), "dismissed"),
        (col(Prospect.verified), "verified"),
        else_="unverified",
    ),
    Client.first_name,
    Client.last_name,
    select(Practice.locale).where(Practice.id == 1).scalar_subquery(),
)


def _of_state(state: str) -> ColumnElement[bool]:
    here = col(Prospect.dismissed_at).is_(None)
    conditions: dict[str, ColumnElement[bool]] = {
        "": here,
        "verified": here & col(Prospect.verified),
        "unverified": here & ~col(Prospect.verified),
        "dismissed": col(Prospect.dismissed_at).is_not(None),
    }
    return conditions.get(state, false())


def _holds(pattern: Any) -> ColumnElement[bool]:
    return or_(
        col(Prospect.sort_key).like(pattern),
        func.replace(func.replace(col(Account.email_key), ".", ""), "@", "").like(pattern),
        col(Prospect.phone).like(pattern),
    )


def _row(found: Any) -> ProspectRow:
    account_id, first, last, phone, since, verdict, signs, email, state, match_first, match_last, locale = found
    is_matched = match_first is not None
    return ProspectRow(
        id=str(account_id),
        name=f"{first} {last}".strip(),
        email=email,
        phone=written_phone(phone, locale),
        state=state,
        since=since,
        match=f"{match_first} {match_last}" if is_matched else "",
        verdict=verdict if is_matched else "",
        signs=[Sign(each) for each in signs.split()] if is_matched else [],
    )
