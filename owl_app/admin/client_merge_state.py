"""Merging the client record in the address with another one, and parting them again."""

from dataclasses import dataclass

import reflex as rx

from owl_app.i18n import t
from owl_app.services import audit, client_list, client_merges
from owl_app.services.access import OWNER_ADMIN
from owl_app.services.client_merges import Difference, DryRun, RecentMerge
from owl_app.services.listing import Query
from owl_app.web.live import live
from owl_app.web.routes import client_in, in_language_of
from owl_app.web.screen import Frame, Screen, handler
from owl_app.web.session import act, read, viewer_of
from owl_app.written import written_date, written_since

MOST_OFFERED = 8


@dataclass(frozen=True)
class OtherLine:
    """A record that may be merged with this one."""

    id: str
    name: str
    about: str


@dataclass(frozen=True)
class DifferenceLine:
    """A field in which the two differ, in words."""

    field: str
    label: str
    kept: str
    merged: str
    conflicts: bool


@dataclass(frozen=True)
class MergedLine:
    """A merge that can still be undone, in words."""

    id: str
    name: str
    when: str


class ClientMergeState(Screen, rx.State):
    """The records to choose from, and the one that is compared."""

    others: list[OtherLine] = []
    searched: str = ""
    other_id: str = ""
    other_name: str = ""
    versions: str = ""
    """Of both records, as they were compared."""
    conflicts: list[DifferenceLine] = []
    taken: list[DifferenceLine] = []
    logins: str = ""
    sessions: str = "0"
    receipts: str = "0"
    recent: list[MergedLine] = []

    @handler(OWNER_ADMIN, loads=True)
    async def load(self) -> None:
        client_id = client_in(self.router.url.path)
        live.watch(self, await viewer_of(self), ClientMergeState.load, ("client", client_id))
        frame = await self.get_state(Frame)
        found = await read(self, client_merges.list_recent, client_id=client_id)
        self.recent = [_merged(each, frame) for each in found]

    @handler(OWNER_ADMIN)
    async def begin(self) -> None:
        self._forget()
        self.others, self.searched = [], ""

    @handler(OWNER_ADMIN, loads=True)
    async def search(self, typed: str) -> None:
        self.searched = typed[:300]
        if not self.searched.strip():
            self.others = []
            return
        found = await read(self, client_list.list_clients, query=Query(search=self.searched))
        own = client_in(self.router.url.path)
        lines = [
            OtherLine(row.id, row.name, " · ".join(filter(None, [row.therapist, row.phone])))
            for row in found.rows
            if row.id != own
        ]
        self.others = lines[:MOST_OFFERED]

    @handler(OWNER_ADMIN)
    async def look_at(self, other_id: str) -> None:
        own = client_in(self.router.url.path)
        found = await read(self, client_merges.dry_run, kept_id=own, merged_id=other_id)
        await act(self, audit.note_seen, client_id=other_id)
        self._show(found, await self._locale())

    @handler(OWNER_ADMIN)
    async def back(self) -> None:
        self._forget()

    @handler(OWNER_ADMIN)
    async def merge(self, form: dict) -> None:
        other_id = str(form.pop("other_id", ""))
        kept, _, merged = str(form.pop("versions", "")).partition(" ")
        choices = {str(name): str(value) for name, value in form.items()}
        await self._keep(
            client_merges.merge,
            kept_id=client_in(self.router.url.path),
            merged_id=other_id,
            seen=(kept, merged),
            choices=choices,
        )
        self._say(t("Merged. For 30 days you can part the records again."))

    @handler(OWNER_ADMIN)
    async def undo(self, merge_id: str) -> object:
        merged_id = await act(self, client_merges.undo, merge_id=merge_id)
        return rx.redirect(in_language_of(self.router.url.path, f"/clients/{merged_id}"))

    def _forget(self) -> None:
        self.errors, self.other_id, self.other_name, self.versions = {}, "", "", ""
        self.conflicts, self.taken, self.logins, self.sessions = [], [], "", "0"
        self.receipts = "0"

    def _show(self, found: DryRun, locale: str) -> None:
        lines = [_difference(each, locale) for each in found.differences]
        self.errors, self.other_id, self.other_name = {}, found.merged_id, found.merged
        self.versions = f"{found.kept_version} {found.merged_version}"
        self.conflicts = [line for line in lines if line.conflicts]
        self.taken = [line for line in lines if not line.conflicts]
        self.logins, self.sessions = ", ".join(found.logins), str(found.sessions)
        self.receipts = str(found.receipts)


def _difference(each: Difference, locale: str) -> DifferenceLine:
    label = audit.field_names([each.field])
    is_date = each.field in {"date_of_birth", "client_since"}
    kept, merged = (written_date(text, locale) if is_date else text for text in (each.kept, each.merged))
    if each.field == "status":
        statuses = {"active": t("Active"), "inactive": t("Inactive")}
        kept, merged = statuses[kept], statuses[merged]
    return DifferenceLine(each.field, label[:1].upper() + label[1:], kept, merged, each.conflicts)


def _merged(each: RecentMerge, frame: Frame) -> MergedLine:
    return MergedLine(each.id, each.name, written_since(each.at, frame.zone, frame.locale))
