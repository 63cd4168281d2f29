"""Settings > Mail: every letter with its state, and sending one again."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.errors import Conflict, NotAllowed
from owl_app.i18n import t
from owl_app.mail import outbox
from owl_app.models import Letter, LetterState
from owl_app.services import audit
from owl_app.services.access import OWNER_ADMIN, Viewer, get_letter_for, may_read_letter

PAGE = 50


@dataclass(frozen=True)
class LetterRow:
    """One letter in the list."""

    id: str
    subject: str
    to: str
    state: str
    reason: str
    written_at: datetime
    may_resend: bool
    may_read: bool


def list_letters(session: Session, viewer: Viewer) -> list[LetterRow]:
    """The newest letters, for Owners and Admins."""
    viewer.must_be(OWNER_ADMIN)
    letters = session.exec(select(Letter).order_by(col(Letter.created_at).desc(), col(Letter.id).desc()).limit(PAGE))
    return [
        LetterRow(
            id=str(letter.id),
            subject=letter.subject,
            to=f"{letter.to_name} <{letter.to_email}>" if letter.to_name else letter.to_email,
            state=letter.state.value,
            reason=letter.reason,
            written_at=letter.created_at,
            may_resend=letter.state in {LetterState.FAILED, LetterState.UNKNOWN},
            may_read=_readable(viewer, letter),
        )
        for letter in letters
    ]


def read_letter(session: Session, viewer: Viewer, *, letter_id: object) -> str:
    """The letter's text with its link, while letters are written to files and nobody else delivers them.

    Raises:
        NotFound, NotAllowed: no such letter, or a provider delivers it, or it is somebody else's.
    """
    letter = get_letter_for(session, viewer, letter_id)
    if not _readable(viewer, letter):
        raise NotAllowed(t("This letter can be read by the person it was written to."))
    audit.record(session, viewer, "letter_read", account_id=letter.account_id, kind=letter.kind)
    return outbox.filled(letter.text, get_settings(), letter.id)


def resend(session: Session, viewer: Viewer, *, letter_id: object) -> None:
    """Send a letter again that failed, or whose answer was lost.

    Raises:
        NotFound, Conflict: no such letter, or it is on its way already.
    """
    letter = get_letter_for(session, viewer, letter_id)
    if letter.state not in {LetterState.FAILED, LetterState.UNKNOWN}:
        raise Conflict(t("This letter is on its way already."))
    letter.state, letter.reason, letter.attempts, letter.next_attempt_at = LetterState.QUEUED, "", 0, now()
    session.add(letter)
    audit.record(session, viewer, "letter_resent", account_id=letter.account_id, kind=letter.kind)
    announce(session, "outbox")
    announce(session, "mail")


def _readable(viewer: Viewer, letter: Letter) -> bool:
    return get_settings().mail_provider == "files" and may_read_letter(viewer, letter)
