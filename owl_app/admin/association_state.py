"""Associate: searching the client a prospect is, comparing the two, and tying them together."""

from dataclasses import dataclass

import reflex as rx

from owl_app.admin.prospect_client_state import NOBODY, ProspectClientState
from owl_app.admin.prospect_state import ProspectState
from owl_app.admin.prospects_state import ProspectsState
from owl_app.admin.sign_words import why_likely
from owl_app.i18n import t
from owl_app.services import associations, audit, match_cards, prospects
from owl_app.services.access import OWNER_ADMIN
from owl_app.services.associations import AssociationForm
from owl_app.services.match_cards import Candidate, Line, MatchCard
from owl_app.services.prospects import ProspectDetails
from owl_app.web.appointment_words import counted_receipts, counted_sessions
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read
from owl_app.written import written_date


@dataclass(frozen=True)
class CandidateLine:
    """A client who is offered, in words."""

    id: str
    name: str
    about: str
    why: str
    verdict: str


@dataclass(frozen=True)
class CardLine:
    """One field of the match card, in words."""

    label: str
    typed: str
    recorded: str
    agreement: str


@dataclass(frozen=True)
class Card:
    """The match card, in words."""

    client_id: str
    client: str
    verdict: str
    why: str
    lines: list[CardLine]
    will_see: str
    logins: str
    asks_last_name: bool
    has_own_login: bool
    ruled_out: bool


NO_CARD = Card("", "", "", "", [], "", "", asks_last_name=False, has_own_login=False, ruled_out=False)


class AssociationState(Screen, rx.State):
    """The prospect, the clients that are offered, and the one that is looked at."""

    prospect: ProspectDetails = NOBODY
    searched: str = ""
    offered: list[CandidateLine] = []
    card: Card = NO_CARD

    @handler(OWNER_ADMIN)
    async def begin(self, prospect_id: str) -> None:
        self.errors, self.prospect, self.card, self.offered, self.searched = {}, NOBODY, NO_CARD, [], ""
        self.prospect = await read(self, prospects.get_details, prospect_id=prospect_id)
        await self._offer()

    @handler(OWNER_ADMIN)
    async def begin_with(self, prospect_id: str, client_id: str) -> None:
        self.errors, self.searched = {}, ""
        (await self.get_state(ProspectClientState)).saves += 1  # its window closes
        self.prospect = await read(self, prospects.get_details, prospect_id=prospect_id)
        await self._offer()
        await self._look_at(client_id)

    @handler(OWNER_ADMIN, loads=True)
    async def search(self, typed: str) -> None:
        self.searched = typed[:300]
        await self._offer()

    @handler(OWNER_ADMIN)
    async def look_at(self, client_id: str) -> None:
        self.errors = {}
        await self._look_at(client_id)

    @handler(OWNER_ADMIN)
    async def back(self) -> None:
        self.errors, self.card = {}, NO_CARD

    @handler(OWNER_ADMIN)
    async def rule_out(self) -> None:
        await act(self, associations.rule_out, prospect_id=self.prospect.id, client_id=self.card.client_id)
        name = self.card.client
        self.card = NO_CARD
        await self._offer()
        self._say(t("Noted: {prospect} is not {client}.", prospect=self.prospect.name, client=name))

    @handler(OWNER_ADMIN)
    async def associate(self, form: dict) -> None:
        prospect_id, client_id = form.pop("prospect_id", ""), form.pop("client_id", "")
        await self._keep(
            associations.associate,
            prospect_id=prospect_id,
            client_id=client_id,
            form=AssociationForm.read(form),
        )
        sentence = t("{prospect} now sees the page of {client}.", prospect=self.prospect.name, client=self.card.client)
        (await self.get_state(ProspectState))._settle(prospect_id, sentence)
        list_state = await self.get_state(ProspectsState)
        list_state.saves += 1
        list_state._say(f"{sentence} {t('Below you can undo it.')}")

    async def _offer(self) -> None:
        found = await read(self, match_cards.find_clients, prospect_id=self.prospect.id, search=self.searched)
        locale = await self._locale()
        self.offered = [_candidate(each, locale) for each in found]

    async def _look_at(self, client_id: str) -> None:
        found = await read(self, match_cards.compare, prospect_id=self.prospect.id, client_id=client_id)
        await act(self, audit.note_seen, client_id=client_id)
        self.card = _card(found, await self._locale())


def _candidate(each: Candidate, locale: str) -> CandidateLine:
    born = t("born {day}", day=written_date(each.born, locale)) if each.born else ""
    ruled_out = t("Noted as another person") if each.ruled_out else ""
    return CandidateLine(
        id=each.id,
        name=each.name,
        about=" · ".join(filter(None, [born, each.therapist])),
        why=ruled_out or why_likely(each.signs),
        verdict="" if each.ruled_out else each.verdict,
    )


def _card(found: MatchCard, locale: str) -> Card:
    return Card(
        client_id=found.client_id,
        client=found.client,
        verdict=found.verdict,
        why=why_likely(found.signs),
        lines=[_line(line, locale) for line in found.lines],
        will_see=_will_see(found),
        logins=", ".join(found.logins),
        asks_last_name=found.asks_last_name,
        has_own_login=found.has_own_login,
        ruled_out=found.ruled_out,
    )


def _will_see(found: MatchCard) -> str:
    seen = counted_sessions(found.past, found.upcoming) or t("no sessions yet")
    if found.receipts:
        seen = t("{sessions}, {receipts}", sessions=seen, receipts=counted_receipts(found.receipts))
    return t("The page of {client}: details, and {seen}.", client=found.client, seen=seen)


def _line(line: Line, locale: str) -> CardLine:
    is_date = line.field == "date_of_birth"
    return CardLine(
        label=_labels()[line.field],
        typed=(written_date(line.typed, locale) if is_date else line.typed) or "—",
        recorded=(written_date(line.recorded, locale) if is_date else line.recorded) or "—",
        agreement=line.agreement.value,
    )


def _labels() -> dict[str, str]:
    return {
        "name": t("Name"),
        "date_of_birth": t("Date of birth"),
        "email": t("Email address"),
        "phone": t("Phone"),
    }
