"""Portal access of the client record in the address: its logins, and every act on them that needs no password."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from owl_app.admin.portal_advice_words import act_words, advice_sentence
from owl_app.errors import NotFound
from owl_app.i18n import t
from owl_app.models import Relationship
from owl_app.services import audit, portal_access, portal_logins, portal_timeline, practice
from owl_app.services.access import STAFF
from owl_app.services.portal_logins import LoginForm, Sent
from owl_app.services.portal_timeline import LoginRow
from owl_app.web.live import live
from owl_app.web.routes import client_in
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read, viewer_of
from owl_app.written import written_moment


@dataclass(frozen=True)
class TimelineLine:
    """One thing that happened, in words."""

    when: str
    what: str
    tone: str


@dataclass(frozen=True)
class LoginLine:
    """One login, in words."""

    id: str
    name: str
    initials: str
    relationship: str
    role: str
    email: str
    state: str
    locked: bool
    may_change: bool
    advice: str
    matter: str
    act: str
    act_text: str
    timeline: list[TimelineLine]


class PortalAccessState(Screen, rx.State):
    """Who signs in to the portal for this client."""

    client_id: str = ""
    client_name: str = ""
    offered_email: str = ""
    relationships: list[list[str]] = []
    """Who else can sign in: the client is left out once they have a login of their own."""
    everybody: list[list[str]] = []
    """Who a login can belong to."""
    logins: list[LoginLine] = []
    portal_url: str = ""

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        viewer = await viewer_of(self)
        try:
            await self._show()
        except NotFound:
            self.missing = True
            self.client_id, self.client_name, self.offered_email, self.logins = "", "", "", []
        topics = [("login", login.id) for login in self.logins]
        live.watch(self, viewer, PortalAccessState.load, ("client", self.client_id), *topics)
        self.loaded = True

    @handler(STAFF)
    async def change(self, form: dict) -> None:
        login_id = form.pop("login", "")
        typed = LoginForm.read(form)
        which = {"client_id": client_in(self.router.url.path), "login_id": login_id}
        sent = await self._keep(portal_logins.change_login, **which, form=typed)
        await self._done(_saved(sent, typed.email))

    @handler(STAFF)
    async def invite(self, login_id: str) -> None:
        email = await self._act(portal_access.invite, login_id)
        await self._done(t("The invitation is on its way to {email}.", email=email))

    @handler(STAFF)
    async def disable(self, login_id: str) -> None:
        name = await self._act(portal_logins.disable_login, login_id)
        await self._done(t("{name} can sign in no more, and is signed out everywhere.", name=name))

    @handler(STAFF)
    async def enable(self, login_id: str) -> None:
        name = await self._act(portal_logins.enable_login, login_id)
        await self._done(t("{name} can sign in again.", name=name))

    @handler(STAFF)
    async def unlock(self, login_id: str) -> None:
        name = await self._act(portal_logins.unlock_login, login_id)
        await self._done(t("{name} can try again at once.", name=name))

    @handler(STAFF)
    async def remove(self, login_id: str) -> None:
        removed = await self._act(portal_logins.remove_login, login_id)
        said = t("{name} sees {client} no more.", name=removed.name, client=self.client_name)
        if removed.sees_nobody:
            said += " " + t("The login is tied to nobody now, and says so to its owner.")
        await self._done(said)

    async def _act(self, service: Callable[..., Any], login_id: str) -> Any:
        """Call a service that does something with one login of the client in the address."""
        return await act(self, service, client_id=client_in(self.router.url.path), login_id=login_id)

    async def _done(self, sentence: str) -> None:
        await self._show()
        self._say(sentence)

    async def _show(self) -> None:
        frame = await self._enter()
        found = await read(self, portal_timeline.get_portal_access, client_id=client_in(self.router.url.path))
        if found.unseen:
            await act(self, audit.note_seen, client_id=client_in(self.router.url.path))
        self.missing, self.client_id, self.client_name = False, found.client_id, found.client_name
        self.offered_email, self.portal_url = found.offered_email, practice.portal_url()
        self.everybody = [[value.value, text] for value, text in relationship_names().items()]
        self.relationships = self.everybody[1:] if found.has_own else self.everybody
        self.logins = [_line(row, frame.zone, frame.locale) for row in found.logins]


def _line(row: LoginRow, zone: str, locale: str) -> LoginLine:
    return LoginLine(
        id=row.id,
        name=row.name,
        initials="".join(word[0] for word in row.name.split()[:2]).upper(),
        relationship=row.relationship.value,
        role=relationship_names()[row.relationship],
        email=row.email,
        state=row.state.value,
        locked=row.locked,
        may_change=row.may_change,
        advice=advice_sentence(row.advice, row.reason, zone, locale),
        matter=row.advice.matter.value,
        act=row.advice.act.value,
        act_text=act_words(row.advice),
        timeline=[TimelineLine(written_moment(each.at, zone, locale), each.what, each.tone) for each in row.happened],
    )


def relationship_names() -> dict[Relationship, str]:
    """Who somebody is to a client, as staff read it."""
    return {
        Relationship.SELF: t("The client"),
        Relationship.PARENT: t("Parent"),
        Relationship.GUARDIAN: t("Guardian"),
        Relationship.PARTNER: t("Partner"),
        Relationship.OTHER: t("Somebody else"),
    }


def _saved(sent: Sent, email: str) -> str:
    return {
        Sent.NOTHING: t("Saved."),
        Sent.INVITATION: t("Saved. A new invitation is on its way to {email}.", email=email),
        Sent.CONFIRMATION: t("Saved. A letter to confirm the address is on its way to {email}.", email=email),
    }[sent]
