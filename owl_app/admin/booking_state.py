"""What every window shares in which sessions are booked or moved: cautions are looked at before anything is kept."""

from collections.abc import Callable
from typing import Any

from owl_app.services.appointments import Outcome
from owl_app.services.booked_times import Caution
from owl_app.web.screen import Screen
from owl_app.web.session import act


class Booking(Screen, mixin=True):
    """A window with `cautions`; the form sends back which of them were on the screen, as `looked_at`."""

    cautions: list[Caution] = []
    looked_at: str = ""

    async def _try(self, service: Callable[..., Outcome], **kwargs: Any) -> Outcome | None:
        """Call a service that books or moves, unless something has to be looked at first: then the answer is None."""
        self.cautions, self.looked_at = [], ""
        outcome = await act(self, service, **kwargs)
        self.errors = {}
        if outcome.cautions:
            self.cautions = list(outcome.cautions)
            self.looked_at = " ".join(each.key for each in outcome.cautions)
            return None
        self.saves += 1
        return outcome
