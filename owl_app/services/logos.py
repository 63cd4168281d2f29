"""The practice's look: its accent colour and its logo, which anybody may see."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from owl_app.announcements import announce
from owl_app.documents.picture import Picture
from owl_app.errors import NotFound
from owl_app.i18n import t
from owl_app.models import Logo, Practice
from owl_app.services import audit
from owl_app.services.access import OWNER_ADMIN, Viewer, get_practice


@dataclass(frozen=True)
class Brand:
    """The accent as it was chosen, and where the logo is; both may be empty."""

    accent: str = ""
    logo_sha256: str = ""
    logo_width: int = 0
    logo_height: int = 0

    @property
    def logo_address(self) -> str:
        return f"/brand/logo-{self.logo_sha256}.png" if self.logo_sha256 else ""

    @property
    def key(self) -> str:
        """Other whenever the look is another."""
        return f"{self.accent or '-'}{self.logo_sha256[:8]}"


def get_brand(session: Session, viewer: Viewer) -> Brand:
    """How the practice looks; empty before the set-up."""
    practice = session.get(Practice, 1)
    logo = session.exec(select(col(Logo.sha256), col(Logo.width), col(Logo.height))).first()
    return Brand(practice.accent if practice else "", *(logo or ()))


def get_look(session: Session, viewer: Viewer) -> tuple[Brand, bytes]:
    """The same with the logo itself, as of one moment."""
    logo = session.get(Logo, 1)
    return get_brand(session, viewer), logo.content if logo else b""


def get_logo(session: Session, viewer: Viewer, *, sha256: str) -> bytes:
    """The logo as PNG.

    Raises:
        NotFound: it is another one by now, or there is none.
    """
    logo = session.exec(select(Logo).where(Logo.sha256 == sha256)).first()
    if logo is None:
        raise NotFound(t("There is no such picture."))
    return logo.content


def set_logo(session: Session, viewer: Viewer, *, picture: Picture) -> None:
    """Show this logo from now on."""
    viewer.must_be(OWNER_ADMIN)
    get_practice(session, to_change=True)
    logo = Logo(content=picture.content, sha256=picture.sha256, width=picture.width, height=picture.height)
    session.merge(logo)
    audit.record(session, viewer, "logo_changed")
    announce(session, "practice")


def remove_logo(session: Session, viewer: Viewer) -> None:
    """Show the owl again."""
    viewer.must_be(OWNER_ADMIN)
    get_practice(session, to_change=True)
    logo = session.get(Logo, 1)
    if logo is not None:
        session.delete(logo)
        audit.record(session, viewer, "logo_removed")
        announce(session, "practice")
