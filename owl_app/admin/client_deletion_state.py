"""Deleting the client record in the address, for its Owner."""

import reflex as rx

from owl_app.admin.clients_state import ClientsState
from owl_app.services import client_deletion
from owl_app.services.access import OWNER
from owl_app.services.client_deletion import DeletionForm
from owl_app.web.appointment_words import counted_sessions
from owl_app.web.routes import CLIENTS, client_in, in_language_of
from owl_app.web.screen import Frame, Screen, handler
from owl_app.web.session import act, read
from owl_app.written import written_date


class ClientDeletionState(Screen, rx.State):
    """What there is to know before, and the act."""

    about: str = ""
    """The id of the client that the rest is about."""
    kept_until: str = ""
    logins: str = ""
    """The addresses of the logins that go with the record."""
    sessions: str = ""
    """How many sessions go with it."""
    has_payments: bool = False

    @handler(OWNER)
    async def look(self) -> None:
        self.about = client_in(self.router.url.path)
        found = await read(self, client_deletion.get_deletion, client_id=self.about)
        self.kept_until = written_date(found.kept_until, (await self.get_state(Frame)).locale)
        self.logins = ", ".join(found.logins)
        self.has_payments = found.has_payments
        self.sessions = counted_sessions(found.past, found.upcoming)

    @handler(OWNER)
    async def delete(self, form: dict) -> object:
        typed = DeletionForm.read(form)
        name = await act(self, client_deletion.delete_client, client_id=client_in(self.router.url.path), form=typed)
        self.errors = {}
        (await self.get_state(ClientsState))._deleted = name
        return rx.redirect(in_language_of(self.router.url.path, CLIENTS))
