"""Who a prospect may be: the likely match that is kept beside each, and looked for again when something changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy
from sqlmodel import Session, col, or_, select, update

from owl_app import words
from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.models import Account, Client, NotSamePerson, Prospect, SignUp
from owl_app.security.emails import email_key
from owl_app.services.access import Viewer
from owl_app.services.client_duplicates import candidates, details_of
from owl_app.services.matching import CONFLICTS, Details, Sign, Verdict, compare, judge

MOST_COMPARED = 200
"""Clients that one prospect is compared with."""
AT_ONCE = 50
"""Prospects that are matched in one transaction."""

_DETAILS: tuple[Any, ...] = (
    Client.id,
    Client.first_name,
    Client.last_name,
    Client.email,
    Client.phone,
    Client.other_phone,
    Client.date_of_birth,
)
"""What is compared of a client."""


@dataclass(frozen=True)
class Match:
    """A client who may be the person, and why."""

    client: Client
    signs: list[Sign]
    verdict: Verdict


def put(session: Session, prospect: Prospect, sign_up: SignUp) -> None:
    """The prospect is as the person wrote at sign-up; whom it matches is looked for anew."""
    prospect.first_name, prospect.last_name = sign_up.first_name, sign_up.last_name
    prospect.sort_key = words.sort_key(sign_up.last_name, sign_up.first_name)
    prospect.phone, prospect.date_of_birth = sign_up.phone, sign_up.date_of_birth
    prospect.terms_version, prospect.agreed_at = sign_up.terms_version, sign_up.created_at
    forget(session, prospect)
    announce(session, "prospects")


def put_account(session: Session, account: Account) -> None:
    """The account sees nobody any more: it is a prospect, again or for the first time."""
    prospect = session.get(Prospect, account.id, with_for_update=True)
    if prospect is None:
        first, _, last = account.name.rpartition(" ")
        prospect = Prospect(
            account_id=account.id, first_name=first, last_name=last, sort_key=words.sort_key(last, first)
        )
    prospect.waiting, prospect.since = True, now()
    forget(session, prospect)
    announce(session, "prospects")


def wait_no_more(session: Session, account: Account) -> None:
    """The account is tied to a client: it is no prospect any more."""
    prospect = session.get(Prospect, account.id, with_for_update=True)
    if prospect is None or not prospect.waiting:
        return
    prospect.waiting, prospect.dismissed_at = False, None
    session.add(prospect)
    announce(session, "prospects")


def find(session: Session, prospect: Prospect, account: Account) -> list[Match]:
    """The clients who may be the person, the likeliest first; those somebody has ruled out are left out."""
    details = _details(prospect, account)
    ids: dict[UUID, None] = {}
    for query, sought in candidates(details):
        ids.update(dict.fromkeys(session.scalars(query, sought)))
        if len(ids) >= MOST_COMPARED:
            break
    ruled_out = select(NotSamePerson.client_id).where(NotSamePerson.account_id == prospect.account_id)
    compared = sqlalchemy.select(*_DETAILS).where(
        col(Client.id).in_(list(ids)[:MOST_COMPARED]), col(Client.id).not_in(ruled_out)
    )
    signs = {each.id: compare(details, details_of(each)) for each in session.execute(compared)}
    # Most of them are somebody else, and are not read as a whole.
    possible = [client_id for client_id, found in signs.items() if judge(found) is not Verdict.UNLIKELY]
    clients = session.exec(select(Client).where(col(Client.id).in_(possible))) if possible else ()
    matches = [Match(client, signs[client.id], judge(signs[client.id])) for client in clients]
    return sorted(matches, key=_rank)


def find_alike(session: Session, name: str) -> list[Client]:
    """The clients whose name is like the typed one, in either order, but for a slip."""
    first, _, last = " ".join(name.split()[:4]).partition(" ")
    typed = Details(first, last or first, "", frozenset(), None)
    ids = {each for query, sought in candidates(typed) for each in session.scalars(query, sought)}
    found = session.exec(
        select(Client).where(col(Client.id).in_(list(ids)[:MOST_COMPARED])).order_by(col(Client.sort_key))
    )
    return [client for client in found if judge(compare(typed, details_of(client))) is not Verdict.UNLIKELY]


def signs_between(prospect: Prospect, account: Account, client: Client) -> Match:
    """What speaks for and against the prospect being this client."""
    return _match(_details(prospect, account), client)


def match_due(session: Session, viewer: Viewer) -> int:
    """Look for the match of prospects for whom something changed; returns how many were matched.

    Whoever may be a client that somebody is changing right now is looked at next time.
    """
    due = session.exec(
        select(Prospect, Account)
        .join(Account, col(Account.id) == Prospect.account_id)
        .where(col(Prospect.matched_at).is_(None), col(Prospect.waiting))
        .order_by(col(Prospect.since))
        .limit(AT_ONCE)
        .with_for_update(of=Prospect, skip_locked=True)
    ).all()
    matched = 0
    for prospect, account in due:
        best = next(iter(find(session, prospect, account)), None)
        if best is not None and not _is_at_rest(session, best.client):
            continue
        prospect.match_id = best.client.id if best else None
        prospect.verdict = best.verdict.value if best else ""
        prospect.signs = " ".join(best.signs) if best else ""
        prospect.matched_at = now()
        session.add(prospect)
        matched += 1
    if matched:  # else nothing wakes the job loop before somebody has saved
        announce(session, "prospects")
    return matched


def is_due(session: Session, viewer: Viewer) -> bool:
    """Whether `match_due` has anything to do."""
    due = select(Prospect.account_id).where(col(Prospect.matched_at).is_(None), col(Prospect.waiting))
    return session.exec(due.limit(1)).first() is not None


def forget_of(session: Session, client: Client) -> None:
    """The client was added or changed: the prospects who have something in common with it are matched again."""
    names = words.sort_key(client.last_name, client.first_name).split("\x01")
    touched = [
        col(Prospect.match_id) == client.id,
        *(col(Prospect.sort_key).startswith(name[: words.BEGINNING], autoescape=True) for name in names),
        col(Prospect.phone).in_([phone for phone in (client.phone, client.other_phone) if phone]),
    ]
    if client.date_of_birth:
        touched.append(col(Prospect.date_of_birth) == client.date_of_birth)
    if client.email:
        same = select(Account.id).where(Account.email_key == email_key(client.email))
        touched.append(col(Prospect.account_id).in_(same))
    alike = select(Prospect.account_id).where(col(Prospect.waiting), or_(*touched))
    # Postgres locks in this order: as whoever settles several of them.
    ids = session.exec(alike.order_by(col(Prospect.account_id)).with_for_update()).all()
    if ids:
        session.execute(
            update(Prospect)
            .where(col(Prospect.account_id).in_(ids))
            .values(matched_at=None)
            .execution_options(synchronize_session=False)
        )


def forget(session: Session, prospect: Prospect) -> None:
    """Its match is looked for anew."""
    prospect.matched_at, prospect.match_id, prospect.verdict, prospect.signs = None, None, "", ""
    session.add(prospect)


def _is_at_rest(session: Session, client: Client) -> bool:
    """Whether nobody is changing the record, who would then wait for its prospects; it stays at rest till the end."""
    free = select(Client.id).where(Client.id == client.id)
    return session.exec(free.with_for_update(read=True, key_share=True, skip_locked=True)).first() is not None


def _details(prospect: Prospect, account: Account) -> Details:
    return Details(
        prospect.first_name,
        prospect.last_name,
        account.email,
        frozenset(filter(None, [prospect.phone])),
        prospect.date_of_birth,
    )


def _match(details: Details, client: Client) -> Match:
    signs = compare(details, details_of(client))
    return Match(client, signs, judge(signs))


_ORDER = list(Verdict)


def _rank(match: Match) -> tuple[int, int, str]:
    return _ORDER.index(match.verdict), -_agreeing(match.signs), match.client.sort_key


def _agreeing(signs: Iterable[Sign]) -> int:
    return sum(-1 if sign in CONFLICTS else 1 for sign in signs)
