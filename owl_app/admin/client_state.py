"""The client record: Contact & Clinical and Logs, and the editing of Account Details."""

from dataclasses import dataclass

import reflex as rx

from owl_app.errors import NotFound
from owl_app.i18n import t
from owl_app.services import audit, client_bulk, client_records, clients, team
from owl_app.services.access import STAFF
from owl_app.services.client_records import ClientRecord
from owl_app.services.clients import AccountDetailsForm
from owl_app.web.live import live
from owl_app.web.routes import client_in
from owl_app.web.screen import Frame, Screen, handler
from owl_app.web.session import act, read, viewer_of
from owl_app.written import written_date, written_moment


@dataclass(frozen=True)
class LogLine:
    """One line of the Logs, in words."""

    when: str
    who: str
    what: str


NOBODY = ClientRecord(
    **dict.fromkeys(ClientRecord.__dataclass_fields__, "")
    | {"version": 0, "may_choose_therapist": False, "sees_clinical": False, "may_delete": False, "unseen": False}
)


LOGS = 50
"""Lines of the Logs that are shown, and shown more with each click."""


class ClientState(Screen, rx.State):
    """The record in the address."""

    record: ClientRecord = NOBODY
    born: str = ""
    since: str = ""
    logs: list[LogLine] = []
    logs_shown: int = LOGS
    has_older: bool = False
    therapist_options: list[list[str]] = []

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        viewer = await viewer_of(self)
        live.watch(self, viewer, ClientState.load)
        try:
            await self._show()
            live.watch(self, viewer, ClientState.load, ("client", client_in(self.router.url.path)))
        except NotFound:
            self._forget()
        self.loaded = True

    @handler(STAFF)
    async def save(self, form: dict) -> None:
        details = AccountDetailsForm.read(form, locale=await self._locale())
        await self._save(clients.change_account_details, client_id=client_in(self.router.url.path), form=details)

    @handler(STAFF)
    async def change_status(self, status: str) -> None:
        await act(self, client_bulk.change_status, ids=[client_in(self.router.url.path)], status=status)
        await self._show()
        self._say(
            t("{name} is active again.", name=self.record.name)
            if status == "active"
            else t("{name} is inactive now. The record keeps everything.", name=self.record.name)
        )

    @handler(STAFF)
    async def show_older(self) -> None:
        self.logs_shown += LOGS
        await self._show()

    def _forget(self) -> None:
        self.missing, self.record, self.born, self.since = True, NOBODY, "", ""
        self.logs, self.has_older = [], False

    async def _show(self) -> None:
        frame = await self._enter()
        record = await read(self, client_records.get_record, client_id=client_in(self.router.url.path))
        if record.id != self.record.id:
            self.logs_shown = LOGS
        self.record = record
        if self.record.unseen:
            await act(self, audit.note_seen, client_id=client_in(self.router.url.path))
        self.missing = False
        self.born = written_date(self.record.date_of_birth, frame.locale)
        therapists = await read(self, team.list_therapists) if self.record.may_choose_therapist else []
        self.therapist_options = [[row.id, row.name] for row in therapists]
        self.since = written_date(self.record.client_since, frame.locale)
        await self._show_logs(frame)

    async def _show_logs(self, frame: Frame) -> None:
        most = self.logs_shown
        rows = await read(self, audit.list_for_client, client_id=client_in(self.router.url.path), limit=most + 1)
        self.has_older = len(rows) > most
        self.logs = [
            LogLine(written_moment(row.at, frame.zone, frame.locale), row.who, row.what) for row in rows[:most]
        ]
