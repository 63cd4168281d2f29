"""Whose page of the portal it is: the choice in the address, for the frame and for every screen."""

from dataclasses import dataclass

import reflex as rx

from owl_app.i18n import t
from owl_app.models import Relationship
from owl_app.services import own_clients, own_receipts
from owl_app.services.access import PORTAL
from owl_app.services.own_clients import OwnClient, Whose
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import read, viewer_of


@dataclass(frozen=True)
class PersonLine:
    """Somebody whose page can be seen, and who one is to them, in words."""

    id: str
    name: str
    relation: str


NOBODY = PersonLine("", "", "")


class WhoseState(Screen, rx.State):
    """The people of this login, and the one whose page it is; nothing of it for those who see themselves alone."""

    people: list[PersonLine] = []
    chosen: PersonLine = NOBODY
    initials: str = ""
    query: str = ""
    sees_receipts: bool = False
    """Whether the practice shows this login its receipts."""

    @handler(PORTAL, loads=True)
    async def load(self) -> None:
        found = await self._choose()
        live.watch(self, await viewer_of(self), WhoseState.load, *(("client", person.id) for person in found.people))
        self.loaded = True

    async def _choose(self) -> Whose:
        """Fill the frame with whose page it is."""
        asked = self.router.url.query_parameters.get("client", "")
        found = await read(self, own_clients.choose, asked=asked)
        alone = len(found.people) == 1 and found.people[0].relationship is Relationship.SELF
        self.people = [] if alone else [_line(person) for person in found.people]
        self.chosen = NOBODY if alone or found.chosen is None else _line(found.chosen)
        self.initials = "".join(word[0] for word in self.chosen.name.split()[:2]).upper()
        self.sees_receipts = await read(self, own_receipts.are_shown)
        self.query = f"?client={self.chosen.id}" if len(self.people) > 1 else ""
        return found


async def choose(screen: Screen) -> Whose:
    """Whose page this screen shows, also put into its frame."""
    whose = await screen.get_state(WhoseState)
    found: Whose = await whose._choose()
    return found


def _line(person: OwnClient) -> PersonLine:
    relation = {
        Relationship.SELF: t("Your own page"),
        Relationship.PARENT: t("You are a parent"),
        Relationship.GUARDIAN: t("You are a guardian"),
        Relationship.PARTNER: t("You are their partner"),
        Relationship.OTHER: t("You have access"),
    }[person.relationship]
    return PersonLine(person.id, person.name, relation)
