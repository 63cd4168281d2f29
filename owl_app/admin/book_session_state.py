"""The booking window: whom and what it offers, and booking one session or a series."""

from dataclasses import dataclass

import reflex as rx

from owl_app.admin.booking_state import Booking
from owl_app.admin.calendar_state import CalendarState
from owl_app.errors import NotFound
from owl_app.i18n import t
from owl_app.services import appointments, booking_offers
from owl_app.services.access import STAFF
from owl_app.services.appointment_forms import BookingForm
from owl_app.services.booking_offers import Bookable, Offers
from owl_app.web.live import live
from owl_app.web.screen import handler
from owl_app.web.session import read, viewer_of
from owl_app.written import written_date


@dataclass(frozen=True)
class ClientOption:
    """A client who can be chosen, in words."""

    id: str
    name: str
    about: str
    therapist_id: str


class BookSessionState(Booking, rx.State):
    """The window over the calendar; the client in the address is chosen already."""

    searched: str = ""
    found: list[ClientOption] = []
    asked_for: list[ClientOption] = []
    service_options: list[list[str]] = []
    only_service: str = ""
    therapist_options: list[list[str]] = []
    own_id: str = ""
    fills: dict[str, dict[str, list[str]]] = {}
    """What fits to each service: its length, and how people can meet."""

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), BookSessionState.load, ("services", ""))
        self._offer(await read(self, booking_offers.get_offers))
        await self._ask_for(self.router.url.query_parameters.get("client", ""))
        self.loaded = True

    @handler(STAFF, loads=True)
    async def search(self, typed: str) -> None:
        wanted = typed[:300].strip()
        found = await read(self, booking_offers.find_clients, search=wanted) if wanted else []
        self.searched, self.found = typed[:300], [_option(each) for each in found]

    @handler(STAFF)
    async def book(self, form: dict) -> None:
        typed = BookingForm.read(form)
        outcome = await self._try(appointments.book, form=typed)
        if outcome is None:
            return
        self.asked_for = []
        calendar = await self.get_state(CalendarState)
        await calendar._show()
        day = written_date(typed.day, await self._locale()) if typed.day else ""
        said = t("Booked: {count} sessions, the first on {day}.", count=outcome.count, day=day)
        calendar._say(said if outcome.count > 1 else t("Booked on {day}.", day=day))

    def _offer(self, offers: Offers) -> None:
        self.service_options = [[each.id, each.name] for each in offers.services]
        self.only_service = offers.services[0].id if len(offers.services) == 1 else ""
        self.fills = {
            each.id: {"minutes": [str(each.minutes)], "meeting": list(each.meetings)} for each in offers.services
        }
        self.therapist_options = [[each.id, each.name] for each in offers.therapists]
        self.own_id = offers.own_id

    async def _ask_for(self, client_id: str) -> None:
        try:
            asked = [await read(self, booking_offers.get_bookable, client_id=client_id)] if client_id else []
        except NotFound:
            asked = []
        self.asked_for = [_option(each) for each in asked]


def _option(each: Bookable) -> ClientOption:
    return ClientOption(each.id, each.name, each.therapist, each.therapist_id)
