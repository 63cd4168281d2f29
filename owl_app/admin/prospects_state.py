"""Prospects: the list as the address says, what is done with many at once, and what can still be undone."""

from dataclasses import dataclass

import reflex as rx

from owl_app.admin.portal_access_state import relationship_names
from owl_app.admin.sign_words import why_likely
from owl_app.i18n import t
from owl_app.services import associations, prospects
from owl_app.services.access import OWNER_ADMIN
from owl_app.services.associations import Recent
from owl_app.services.prospects import ProspectRow
from owl_app.web.grid import Grid
from owl_app.web.screen import Frame, handler
from owl_app.web.session import act, read
from owl_app.written import written_age, written_since


@dataclass(frozen=True)
class ProspectLine:
    """One line of the list, in words."""

    id: str
    name: str
    email: str
    phone: str
    state: str
    waits: str
    match: str
    why: str


@dataclass(frozen=True)
class RecentLine:
    """One association that can still be undone, in words."""

    id: str
    name: str
    what: str
    when: str
    client_id: str


class ProspectsState(Grid, rx.State):
    """One page of the list, and the associations of the last weeks."""

    rows: list[ProspectLine] = []
    recent: list[RecentLine] = []
    shows_dismissed: bool = False

    @handler(OWNER_ADMIN, loads=True)
    async def load(self) -> None:
        await self._list(prospects.list_prospects, ProspectsState.load, ("prospects", ""), ("clients", ""))
        frame = await self.get_state(Frame)
        self.rows = [_line(row, frame.zone) for row in self.rows]
        self.shows_dismissed = self._query().filters.get("state") == "dismissed"
        self.recent = [_recent(each, frame) for each in await read(self, associations.list_recent)]

    @handler(OWNER_ADMIN)
    async def verify(self, form: dict) -> None:
        count = await self._change(prospects.verify, form)
        self._say(t("Verified: {count}.", count=count))

    @handler(OWNER_ADMIN)
    async def send_again(self, form: dict) -> None:
        count = await self._change(prospects.send_again, form)
        self._say(t("Letters on their way: {count}.", count=count))

    @handler(OWNER_ADMIN)
    async def dismiss(self, form: dict) -> None:
        count = await self._change(prospects.dismiss, form)
        self._say(t("Dismissed: {count}. The filter “Dismissed” still shows them.", count=count))

    @handler(OWNER_ADMIN)
    async def bring_back(self, form: dict) -> None:
        count = await self._change(prospects.bring_back, form)
        self._say(t("Brought back: {count}.", count=count))

    @handler(OWNER_ADMIN)
    async def undo(self, association_id: str) -> None:
        name = await act(self, associations.undo, association_id=association_id)
        self._say(t("Undone: {name} sees nothing of the client any more, and is a prospect again.", name=name))


def _line(row: ProspectRow, zone: str) -> ProspectLine:
    return ProspectLine(
        id=row.id,
        name=row.name,
        email=row.email,
        phone=row.phone,
        state=row.state,
        waits=written_age(row.since, zone),
        match=row.match or "—",
        why=" · ".join(filter(None, [_verdicts().get(row.verdict), why_likely(row.signs)])),
    )


def _recent(each: Recent, frame: Frame) -> RecentLine:
    return RecentLine(
        id=each.id,
        name=f"{each.name} · {each.email}",
        what=t("sees {client}", client=each.client),
        when=" · ".join(filter(None, [_how(each), written_since(each.at, frame.zone, frame.locale), each.by])),
        client_id=each.client_id,
    )


def _how(each: Recent) -> str:
    return t("Made a client") if each.made_client else relationship_names()[each.relationship]


def _verdicts() -> dict[str, str]:
    return {"likely": t("Likely"), "possible": t("Possible")}
