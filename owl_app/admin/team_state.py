"""Settings > Team: who can sign in to the panel, invited, changed and deactivated."""

from dataclasses import dataclass

import reflex as rx

from owl_app.i18n import t
from owl_app.services import team
from owl_app.services.access import OWNER_ADMIN, ViewerKind
from owl_app.services.team import ColleagueRow, DeactivationForm, InvitationForm, Invited, RoleForm
from owl_app.web.live import live
from owl_app.web.routes import home_of, in_language_of
from owl_app.web.screen import Frame, Screen, handler
from owl_app.web.session import act, read, viewer_of
from owl_app.written import written_age, written_moment


@dataclass(frozen=True)
class Colleague:
    """Somebody on the team, in words, and what may be done about them here."""

    id: str
    name: str
    initials: str
    email: str
    role_and_clients: str
    seen: str
    warning: str
    role: str
    state: str
    clients: str
    """How many clients, in words; empty when there is none."""
    is_viewer: bool
    may_change_role: bool
    may_deactivate: bool
    may_invite_again: bool
    may_reactivate: bool


class TeamState(Screen, rx.State):
    """The team, those who left it, and who can take clients over."""

    colleagues: list[Colleague] = []
    deactivated: list[Colleague] = []
    successors: list[list[str]] = []
    is_owner: bool = False

    @handler(OWNER_ADMIN, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), TeamState.load, ("team", ""), ("mail", ""), ("clients", ""))
        await self._show()
        self.loaded = True

    @handler(OWNER_ADMIN)
    async def invite(self, form: dict) -> None:
        self._say(_on_its_way(await act(self, team.invite, form=InvitationForm.read(form))))
        await self._done()

    @handler(OWNER_ADMIN)
    async def invite_again(self, account_id: str) -> None:
        self._say(_on_its_way(await act(self, team.invite_again, account_id=account_id)))
        await self._done()

    @handler(OWNER_ADMIN)
    async def change_role(self, form: dict) -> object:
        account_id, typed = _apart(form)
        await act(self, team.change_role, account_id=account_id, form=RoleForm.read(typed))
        viewer = await viewer_of(self)
        if viewer.kind not in OWNER_ADMIN:
            return rx.redirect(in_language_of(self.router.url.path, home_of(viewer.kind)))
        self._say(t("The role is changed."))
        await self._done()
        return None

    @handler(OWNER_ADMIN)
    async def deactivate(self, form: dict) -> None:
        account_id, typed = _apart(form)
        await act(self, team.deactivate, account_id=account_id, form=DeactivationForm.read(typed))
        self._say(t("Deactivated, and signed out everywhere."))
        await self._done()

    @handler(OWNER_ADMIN)
    async def reactivate(self, account_id: str) -> None:
        invited = await act(self, team.reactivate, account_id=account_id)
        self._say(_on_its_way(invited) if invited else t("Reactivated, with the password they had."))
        await self._done()

    async def _done(self) -> None:
        self.errors = {}
        self.saves += 1
        await self._show()

    async def _show(self) -> None:
        frame = await self._enter()
        self.is_owner = (await viewer_of(self)).kind is ViewerKind.OWNER
        found = await read(self, team.list_team)
        lines = [_line(row, frame, is_owner=self.is_owner) for row in found]
        self.colleagues = [line for line in lines if line.state != "deactivated"]
        self.deactivated = [line for line in lines if line.state == "deactivated"]
        others = [[row.id, row.name] for row in await read(self, team.list_therapists)]
        self.successors = [*others, [team.NOBODY, t("Nobody for now")]]


def _apart(form: dict) -> tuple[object, dict]:
    return form.get("id"), {name: value for name, value in form.items() if name != "id"}


def _on_its_way(invited: Invited) -> str:
    sentence = t("An invitation is on its way to {email}.", email=invited.email)
    if not invited.is_client_login:
        return sentence
    apart = t("The same address also signs in to the Client Portal. The two stay apart, each with its own password.")
    return f"{sentence} {apart}"


def _line(row: ColleagueRow, frame: Frame, *, is_owner: bool) -> Colleague:
    clients = _number_of_clients(row.clients)
    return Colleague(
        id=row.id,
        name=row.name,
        initials="".join(word[0] for word in row.name.split()[:2]).upper(),
        email=row.email,
        role_and_clients=f"{_role(row.role)} · {clients}",
        seen=_seen(row, frame),
        warning=_warning(row),
        role=row.role,
        state=row.state,
        clients=clients if row.clients else "",
        is_viewer=row.is_viewer,
        may_change_role=is_owner and row.state != "deactivated",
        may_deactivate=row.may_change and row.state != "deactivated" and not row.is_viewer,
        may_invite_again=row.may_change and row.state == "invited",
        may_reactivate=row.may_change and row.state == "deactivated",
    )


def _number_of_clients(count: int) -> str:
    if count == 0:
        return t("No clients")
    return t("1 client") if count == 1 else t("{count} clients", count=count)


def _role(role: str) -> str:
    return {"owner": t("Owner"), "admin": t("Admin"), "therapist": t("Therapist")}[role]


def _seen(row: ColleagueRow, frame: Frame) -> str:
    if row.state == "invited" and row.invited_at is not None:
        return t("Invited {when}, not accepted yet", when=written_age(row.invited_at, frame.zone))
    if row.last_signed_in_at is None:
        return t("Never signed in")
    return t("Last sign-in: {moment}", moment=written_moment(row.last_signed_in_at, frame.zone, frame.locale))


def _warning(row: ColleagueRow) -> str:
    if row.state != "invited":
        return ""
    if row.letter_failed:
        return t("The letter could not be delivered. Mail says why.")
    return t("The invitation has run out. Send it again.") if row.invitation_over else ""
