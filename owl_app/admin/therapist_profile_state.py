"""What receipts say about the member of staff in the address, for themselves, and for Owners and Admins."""

import reflex as rx

from owl_app.documents.picture import LARGEST_FILE
from owl_app.errors import NotAllowed, NotFound
from owl_app.i18n import DEFAULT, language_of, t
from owl_app.services import therapist_profiles
from owl_app.services.access import STAFF
from owl_app.services.therapist_profiles import Profile, ProfileForm
from owl_app.web.live import live
from owl_app.web.routes import MYSELF, colleague_in
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read, viewer_of

LARGEST_SIGNATURE = LARGEST_FILE
_NOTHING = Profile("", 0, "", "", "", "", "", "", "", "", is_complete=False)


class TherapistProfileState(Screen, rx.State):
    """A profile as it is kept."""

    profile: Profile = _NOTHING
    signature: str = ""
    """The address of the signature; empty where there is none."""
    signature_action: str = ""
    """Where a new one is sent to."""

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        viewer = await viewer_of(self)
        live.watch(self, viewer, TherapistProfileState.load, ("profile", await self._whose()))
        await self._show()
        self.loaded = True

    @handler(STAFF)
    async def save(self, form: dict) -> None:
        typed = ProfileForm.read(form)
        await self._save(therapist_profiles.change, account_id=await self._whose(), form=typed)

    @handler(STAFF)
    async def remove_signature(self) -> None:
        await act(self, therapist_profiles.remove_signature, account_id=await self._whose())
        await self._show()
        self._say(t("The signature is removed."))

    async def _whose(self) -> str:
        """The id in the address; the viewer's own where it says so."""
        wanted = colleague_in(self.router.url.path)
        return str((await viewer_of(self)).account_id) if wanted == MYSELF else wanted

    async def _show(self) -> None:
        await self._enter()
        try:
            self.profile = await read(self, therapist_profiles.get, account_id=await self._whose())
        except (NotFound, NotAllowed):
            self.profile, self.missing = _NOTHING, True
            return
        found, language = self.profile, language_of(self.router.url.path)
        self.missing = False
        address = f"/settings/team/{found.account_id}/signature"
        self.signature = f"{address}.png?{found.signature_sha256[:12]}" if found.signature_sha256 else ""
        self.signature_action = address + ("" if language == DEFAULT else f"?lang={language}")
