"""Which letters a member of staff gets beside those that their account needs."""

import reflex as rx

from owl_app.i18n import t
from owl_app.services import sign_up_letters
from owl_app.services.access import OWNER_ADMIN
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read


class StaffLettersState(Screen, rx.State):
    """Owners and Admins may be told when somebody signs up."""

    hears_of_sign_ups: bool = False

    @handler(OWNER_ADMIN, loads=True)
    async def load(self) -> None:
        self.hears_of_sign_ups = await read(self, sign_up_letters.wants)
        self.loaded = True

    @handler(OWNER_ADMIN)
    async def set_hears_of_sign_ups(self, wanted: bool) -> None:
        await act(self, sign_up_letters.set_wanted, wanted=wanted)
        self.hears_of_sign_ups = wanted
        self._say(
            t("You get a letter when somebody signs up, at most one an hour.")
            if wanted
            else t("You get no letter any more when somebody signs up.")
        )
