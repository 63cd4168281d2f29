"""Merging two records of one person: what differs, what moves, the act, and parting them again for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.errors import Conflict, Invalid, NotFound
from owl_app.i18n import t
from owl_app.models import (
    Account,
    AppointmentClient,
    Association,
    Charge,
    Client,
    ClientAccess,
    Merge,
    NotSamePerson,
    Payment,
    Receipt,
)
from owl_app.services import (
    appointment_counts,
    audit,
    billing_moves,
    client_words,
    kept_rows,
    prospect_matches,
    receipts,
    starter_passwords,
    versions,
)
from owl_app.services.access import OWNER_ADMIN, Viewer, get_client_for, get_practice, may_see_clinical, parse_id
from owl_app.services.client_records import CLINICAL, PHONES
from owl_app.services.clients import AccountDetailsForm
from owl_app.services.phones import written_phone

UNDONE_FOR = timedelta(days=30)
"""How long two records can be parted again; after that what is needed for it is forgotten."""
FIELDS = tuple(name for name in AccountDetailsForm.model_fields if name != "version")

_TIES: tuple[tuple[Any, str, str], ...] = (
    (ClientAccess, "account_id", "id"),
    (NotSamePerson, "account_id", "account_id"),
    (AppointmentClient, "appointment_id", "appointment_id"),
)
"""What ties a login or a session to a client: to what, of which there is at most one row for both, and what tells it
from one that is made later."""
_ROWS: tuple[tuple[Any, str], ...] = (
    (Association, "client_id"),
    (Merge, "kept_id"),
    (Charge, "client_id"),
    (Payment, "client_id"),
    (Receipt, "client_id"),
)
"""What else belongs to a client, and by which column."""


@dataclass(frozen=True)
class Difference:
    """A field that the records do not share: `conflicts` where both say something; values as people write them."""

    field: str
    kept: str
    merged: str
    conflicts: bool


@dataclass(frozen=True)
class DryRun:
    """What a merge would do: the kept record, the one that goes, how they differ, and what moves."""

    kept_id: str
    kept: str
    kept_version: int
    merged_id: str
    merged: str
    merged_version: int
    differences: list[Difference]
    logins: list[str]
    sessions: int
    """How many of the one that goes are not cancelled."""
    receipts: int


@dataclass(frozen=True)
class RecentMerge:
    """A merge into a record that can still be undone."""

    id: str
    name: str
    at: datetime


def dry_run(session: Session, viewer: Viewer, *, kept_id: object, merged_id: object) -> DryRun:
    """Compare the two, field by field; nothing is changed.

    Raises:
        NotFound, Invalid: one of them is not there, or they are one record already.
    """
    kept, merged = _both(session, viewer, kept_id, merged_id)
    locale = get_practice(session).locale
    counted = appointment_counts.count_of(session, merged.id)
    differences = [
        Difference(name, _written(session, kept, name, locale), _written(session, merged, name, locale), conflicts)
        for name, conflicts in _differences(kept, merged).items()
        if name not in _hidden(session, viewer, kept, merged)
    ]
    return DryRun(
        kept_id=str(kept.id),
        kept=kept.full_name,
        kept_version=kept.version,
        merged_id=str(merged.id),
        merged=merged.full_name,
        merged_version=merged.version,
        differences=differences,
        logins=list(
            session.exec(
                select(Account.email)
                .join(ClientAccess, col(ClientAccess.account_id) == Account.id)
                .where(ClientAccess.client_id == merged.id)
                .order_by(col(Account.email))
            )
        ),
        sessions=counted.past + counted.upcoming,
        receipts=receipts.count_of(session, merged.id),
    )


def merge(
    session: Session,
    viewer: Viewer,
    *,
    kept_id: object,
    merged_id: object,
    seen: tuple[str, str],
    choices: dict[str, str],
) -> str:
    """Make the two one, and return the id of the merge, for `undo`.

    `choices` says for each field that conflicts whose value stays, `kept` or `merged`; `seen` are the versions that
    were compared.

    Raises:
        NotFound, Conflict: one of them is gone, or was changed since they were compared.
        Invalid: a field that conflicts has no choice.
    """
    kept, merged = _both(session, viewer, kept_id, merged_id)
    if (str(kept.version), str(merged.version)) != seen:
        raise Conflict(t("Somebody changed one of the records since you compared them. Look at both again."))
    billing_moves.refuse_one_session_charged_twice(session, kept, merged)
    taken = _taken(kept, merged, choices, _hidden(session, viewer, kept, merged))
    before = {
        "merged": kept_rows.row(merged),
        "kept": {name: kept_rows.plain(getattr(kept, name)) for name in taken},
        "after": {name: kept_rows.plain(value) for name, value in taken.items()},
        **_move(session, merged, kept),
    }
    name = merged.full_name
    prospect_matches.forget_of(session, merged)
    session.delete(merged)
    session.flush()
    versions.change(kept, kept.version, taken)
    client_words.write(session, kept)
    done = Merge(
        kept_id=kept.id, merged_id=parse_id(merged_id), merged_name=name, by_id=viewer.account_id, before=before
    )
    session.add(done)
    audit.record(session, viewer, "clients_merged", client_id=kept.id, merged=name)
    starter_passwords.withdraw_strangers(session, viewer, [kept.id])
    _tell(session, kept.id, parse_id(merged_id))
    return str(done.id)


def list_recent(session: Session, viewer: Viewer, *, client_id: object) -> list[RecentMerge]:
    """The merges into this record that can still be undone, the newest first."""
    client = get_client_for(session, viewer, client_id)
    if viewer.kind not in OWNER_ADMIN:
        return []
    found = session.exec(
        select(Merge)
        .where(Merge.kept_id == client.id, col(Merge.undone_at).is_(None), Merge.at > now() - UNDONE_FOR)
        .order_by(col(Merge.at).desc())
        .limit(10)
    )
    return [RecentMerge(str(each.id), each.merged_name, each.at) for each in found]


def undo(session: Session, viewer: Viewer, *, merge_id: object) -> str:
    """Part the two again, and return the id of the record that comes back; what changed since stays as it is.

    Raises:
        NotFound: there is no such merge.
        Conflict: it was undone already, too long ago, or a merge came after it.
    """
    viewer.must_be(OWNER_ADMIN)
    done = session.get(Merge, parse_id(merge_id))
    if done is None:
        raise NotFound(t("There is no such merge."))
    kept = get_client_for(session, viewer, done.kept_id)  # clients are locked before whatever belongs to them
    session.refresh(done, with_for_update=True)
    if done.kept_id != kept.id:
        raise Conflict(t("Another merge came after it. Undo that one first."))
    if done.undone_at is not None:
        raise Conflict(t("It was undone a moment ago."))
    if done.before is None or done.at <= now() - UNDONE_FOR:
        raise Conflict(t("It was made more than 30 days ago."))
    if _is_later_merge_of(session, done):
        raise Conflict(t("Another merge came after it. Undo that one first."))
    merged = _restored(session, done.before)
    _move_back(session, done.before, kept, merged)
    unchanged = {
        name: kept_rows.value(name, old)
        for name, old in done.before["kept"].items()
        if kept_rows.plain(getattr(kept, name)) == done.before["after"][name]
    }
    versions.change(kept, kept.version, unchanged)
    client_words.write(session, kept)
    client_words.write(session, merged)
    done.undone_at, done.before = now(), None
    session.add(done)
    for client in (kept, merged):
        audit.record(session, viewer, "merge_undone", client_id=client.id, merged=done.merged_name)
    _tell(session, kept.id, merged.id)
    return str(merged.id)


def has_old(session: Session, viewer: Viewer) -> bool:
    """Whether `forget_old` has anything to do."""
    old = select(Merge.id).where(col(Merge.before).is_not(None), Merge.at <= now() - UNDONE_FOR)
    return session.exec(old.limit(1)).first() is not None


def forget_old(session: Session, viewer: Viewer) -> None:
    """What was kept to undo a merge goes once it can be undone no more."""
    old = session.exec(select(Merge).where(col(Merge.before).is_not(None), Merge.at <= now() - UNDONE_FOR))
    for each in old.all():
        each.before = None
        session.add(each)


def _both(session: Session, viewer: Viewer, kept_id: object, merged_id: object) -> tuple[Client, Client]:
    """The two records, locked in one order whoever is to stay."""
    viewer.must_be(OWNER_ADMIN)
    wanted = parse_id(kept_id), parse_id(merged_id)
    if wanted[0] == wanted[1]:
        raise Invalid({"": t("Choose another record: this is the same one.")})
    found = {each: get_client_for(session, viewer, each) for each in sorted(wanted)}
    return found[wanted[0]], found[wanted[1]]


def _differences(kept: Client, merged: Client) -> dict[str, bool]:
    """The fields in which the record that goes says something else, and whether both say something."""
    differences: dict[str, bool] = {}
    for name in FIELDS:
        own, other = getattr(kept, name), getattr(merged, name)
        if other and own != other:
            differences[name] = bool(own)
    return differences


def _hidden(session: Session, viewer: Viewer, kept: Client, merged: Client) -> frozenset[str]:
    """The fields that the viewer may not see; where they conflict the kept record's stay."""
    sees = may_see_clinical(session, viewer, kept) and may_see_clinical(session, viewer, merged)
    return frozenset() if sees else CLINICAL


def _taken(kept: Client, merged: Client, choices: dict[str, str], hidden: frozenset[str]) -> dict[str, Any]:
    """The values that the kept record takes over."""
    taken, missing = {}, {}
    for name, conflicts in _differences(kept, merged).items():
        choice = choices.get(name, "") if conflicts and name not in hidden else "kept" if conflicts else "merged"
        if choice not in {"kept", "merged"}:
            missing[name] = t("Choose which one stays.")
        if choice == "merged":
            taken[name] = getattr(merged, name)
    if missing:
        raise Invalid(missing)
    return taken


def _hand_on(session: Session, old: UUID, new: UUID, client_id: UUID) -> None:
    """The client's association that made one tie stands for the other from now on: undoing it takes that one back."""
    made = (col(Association.tie_id) == old, col(Association.client_id) == client_id)
    session.execute(update(Association).where(*made).values(tie_id=new))


def _move(session: Session, merged: Client, kept: Client) -> dict[str, Any]:
    """Everything that is tied to the record that goes is tied to the kept one; returns what to move back."""
    dropped: list[dict[str, Any]] = []
    moved: dict[str, list[str]] = {}
    for table, other, key in _TIES:
        theirs = session.exec(select(table).where(table.client_id == merged.id)).all()
        kept_ones = session.exec(select(table).where(table.client_id == kept.id)).all()
        own = {getattr(each, other): each for each in kept_ones}
        moved[table.__tablename__] = []
        for each in theirs:
            if getattr(each, other) in own:
                beside = str(getattr(own[getattr(each, other)], key))
                dropped.append({"table": table.__tablename__, "beside": beside, **kept_rows.row(each)})
                session.delete(each)
                if table is ClientAccess:
                    _hand_on(session, each.id, own[each.account_id].id, merged.id)
            else:
                moved[table.__tablename__].append(str(getattr(each, key)))
        session.flush()
        _retie(session, table, merged.id, kept.id)
    for table, column in _ROWS:
        ids = session.exec(select(table.id).where(getattr(table, column) == merged.id)).all()
        moved[table.__tablename__] = [str(each) for each in ids]
        session.execute(update(table).where(getattr(table, column) == merged.id).values({column: kept.id}))
    return {"moved": moved, "dropped": dropped}


def _move_back(session: Session, before: dict[str, Any], kept: Client, merged: Client) -> None:
    """What was moved and is still there goes back; nobody gets what was taken from them in between.

    A tie that was made anew since is of the kept record.
    """
    moved = before["moved"]
    for table, _, key in _TIES:
        ids = [UUID(each) for each in moved.get(table.__tablename__, [])]
        _retie(session, table, kept.id, merged.id, col(getattr(table, key)).in_(ids))
    of_money = {table: [UUID(each) for each in moved.get(table.__tablename__, [])] for table in (Charge, Payment)}
    parted = billing_moves.that_can_be_parted(session, of_money[Charge], of_money[Payment])
    for table, column in _ROWS:
        ids = [UUID(each) for each in moved.get(table.__tablename__, [])]
        if table in {Charge, Payment, Receipt}:
            ids = [each for each in ids if each in parted]
        session.execute(
            update(table).where(col(table.id).in_(ids), getattr(table, column) == kept.id).values({column: merged.id})
        )
    for row in before["dropped"]:
        table, _, key = next(each for each in _TIES if each[0].__tablename__ == row["table"])
        still = select(table).where(getattr(table, key) == UUID(row["beside"]), table.client_id == kept.id)
        beside = session.exec(still).first()
        if beside is None:
            continue
        made = kept_rows.made(table, row)
        if table is AppointmentClient:
            made.starts_at = beside.starts_at  # the session may have been moved since
        session.add(made)
        if table is ClientAccess:
            session.flush()
            _hand_on(session, UUID(row["beside"]), UUID(row["id"]), merged.id)
    session.flush()
    for account_id in session.exec(select(ClientAccess.account_id).where(ClientAccess.client_id == merged.id)):
        announce(session, "account", account_id)


def _retie(session: Session, table: Any, old: UUID, new: UUID, *which: ColumnElement[bool]) -> None:
    found = update(table).where(col(table.client_id) == old, *which)
    session.execute(found.values(client_id=new).execution_options(synchronize_session="fetch"))


def _is_later_merge_of(session: Session, done: Merge) -> bool:
    """Whether the kept record took in another one after this one."""
    later = select(Merge.id).where(Merge.kept_id == done.kept_id, Merge.at > done.at, col(Merge.undone_at).is_(None))
    return session.exec(later.limit(1)).first() is not None


def _restored(session: Session, before: dict[str, Any]) -> Client:
    merged = kept_rows.made(Client, before["merged"])
    if merged.therapist_id is not None and session.get(Account, merged.therapist_id) is None:
        merged.therapist_id = None
    session.add(merged)
    session.flush()
    return merged


def _written(session: Session, client: Client, name: str, locale: str) -> str:
    value = getattr(client, name)
    if name == "therapist_id":
        therapist = session.get(Account, value) if value else None
        return therapist.name if therapist else ""
    if name in PHONES:
        return written_phone(value, locale)
    return str(kept_rows.plain(value) or "")


def _tell(session: Session, *client_ids: UUID) -> None:
    announce(session, "clients")
    announce(session, "appointments")
    for client_id in client_ids:
        announce(session, "client", client_id)
        for account_id in session.exec(select(ClientAccess.account_id).where(ClientAccess.client_id == client_id)):
            announce(session, "account", account_id)
