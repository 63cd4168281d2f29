"""The client record: Contact & Clinical and Logs, and the editing of Account Details."""

from dataclasses import dataclass

import reflex as rx

from owl_app.errors import NotFound
from owl_app.i18n import t
from owl_app.services import audit, clients, practice
from owl_app.services.access import STAFF
from owl_app.services.clients import AccountDetailsForm, ClientRecord
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read, viewer_of
from owl_app.web.written import written_date, written_moment


@dataclass(frozen=True)
class LogLine:
    """One line of the Logs, in words."""

    when: str
    who: str
    what: str


NOBODY = ClientRecord(
    **dict.fromkeys(ClientRecord.__dataclass_fields__, "")
    | {"version": 0, "may_choose_therapist": False, "unseen": False}
)


class ClientState(Screen, rx.State):
    """The record in the address."""

    record: ClientRecord = NOBODY
    born: str = ""
    logs: list[LogLine] = []
    therapist_options: list[list[str]] = []
    portal_url: str = ""

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        viewer = await viewer_of(self)
        live.watch(self, viewer, ClientState.load)
        try:
            await self._show()
            live.watch(self, viewer, ClientState.load, ("client", self._id()))
        except NotFound:
            self.missing, self.record, self.born, self.logs = True, NOBODY, "", []
        self.loaded = True

    @handler(STAFF)
    async def save(self, form: dict) -> None:
        details = AccountDetailsForm.read(form)
        self.errors = {}
        try:
            await act(self, clients.change_account_details, client_id=self._id(), form=details)
        finally:
            await self._show()
            self.told += 1
        self.saves += 1
        self._say(t("Saved."))

    async def _show(self) -> None:
        frame = await self._enter()
        self.record = await read(self, clients.get_record, client_id=self._id())
        if self.record.unseen:
            await act(self, audit.note_seen, client_id=self._id())
        self.missing = False
        self.born = written_date(self.record.date_of_birth)
        self.portal_url = practice.portal_url()
        therapists = await read(self, practice.list_therapists) if self.record.may_choose_therapist else []
        self.therapist_options = [[row.id, row.name] for row in therapists]
        self.logs = [
            LogLine(written_moment(row.at, frame.zone), row.who, row.what)
            for row in await read(self, audit.list_for_client, client_id=self._id())
        ]

    def _id(self) -> str:
        parts = self.router.url.path.strip("/").split("/")
        return parts[parts.index("clients") + 1] if "clients" in parts[:-1] else ""
