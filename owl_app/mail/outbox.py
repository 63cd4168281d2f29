"""The outbox: letters are queued in the caller's transaction, and delivered afterwards, each once."""

import logging
from collections.abc import Callable
from datetime import timedelta
from html import escape

from sqlalchemy import or_
from sqlmodel import Session, col, select, update

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.config import Settings
from owl_app.database import reading, transaction
from owl_app.mail.attachments import Attachment
from owl_app.mail.drafts import CODE, LINK, ORIGIN, Draft
from owl_app.mail.senders import AnswerLost, Message, Refused, Sender, TryLater
from owl_app.models import Letter, LetterState
from owl_app.security.tokens import derive

log = logging.getLogger(__name__)

RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30, 60, 120, 240, 480)]
"""How long a letter waits after each failed try; after the last it has failed, about 16 hours in all."""
GIVEN_UP_AFTER = timedelta(minutes=5)
"""A letter that has been `sending` for so long belongs to a process that died."""


def queue(session: Session, draft: Draft) -> Letter:
    """Put a letter into the outbox; it leaves once the caller's transaction is kept."""
    letter = Letter(
        kind=draft.kind,
        area=draft.area,
        account_id=draft.account_id,
        to_name=draft.to_name,
        to_email=draft.to_email,
        subject=draft.subject,
        text=draft.text,
        html=draft.html,
        has_link=draft.has_link,
    )
    if draft.attachment is not None:
        letter.file_name, letter.file_type = draft.attachment.name, draft.attachment.media_type
        letter.file = draft.attachment.content
    session.add(letter)
    session.flush()
    announce(session, "outbox")
    _tell(session, letter)
    return letter


def link_token(key: bytes, letter_id: object) -> str:
    """The token in a letter's link: 256 bits, derived from the installation's key, so that no table holds it."""
    return derive(key, "letter-link", str(letter_id))


def code(key: bytes, letter_id: object) -> str:
    """The six digits in a letter, derived like the token; where they are typed, tries are counted."""
    return f"{int(derive(key, 'letter-code', str(letter_id)), 16) % 1_000_000:06}"


def filled(written: str, settings: Settings, letter_id: object, *, html: bool = False) -> str:
    """What is written in a letter, with its link, its code and our own address where they go."""
    link = f"{settings.origin}/link/{link_token(settings.key, letter_id)}"
    marks = {LINK: link, CODE: code(settings.key, letter_id), ORIGIN: settings.origin}
    for mark, value in marks.items():
        written = written.replace(mark, escape(value) if html else value)
    return written


def sender_of(settings: Settings) -> str:
    """The name and address that letters come from."""
    return settings.mail_from or "Owl App <owl@localhost>"


def deliver_due(settings: Settings, sender: Sender, is_over: Callable[[], bool] = lambda: False) -> int:
    """Deliver every letter whose time has come, one after the other until it `is_over`; returns how many were tried."""
    tried = 0
    while not is_over() and (letter := _claim(sender)) is not None:
        _deliver(letter, settings, sender)
        tried += 1
    return tried


def _claim(sender: Sender) -> Letter | None:
    """Take the next due letter; a letter whose process died while sending is taken again only if that is safe."""
    moment = now()
    due = or_(
        col(Letter.state) == LetterState.QUEUED,
        (col(Letter.state) == LetterState.SENDING),
    )
    query = (
        select(Letter.id).where(due, Letter.next_attempt_at <= moment).order_by(col(Letter.next_attempt_at)).limit(1)
    )
    with reading() as session:
        if session.exec(query).first() is None:
            return None
    with transaction() as session:
        letter = session.exec(
            select(Letter)
            .where(due, Letter.next_attempt_at <= moment)
            .order_by(col(Letter.next_attempt_at))
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if letter is None:
            return None
        if letter.state == LetterState.SENDING and (letter.provider != sender.name or not sender.repeats_safely):
            letter.state = LetterState.UNKNOWN
            letter.reason = "interrupted"
            session.add(letter)
            _tell(session, letter)
            return None
        letter.state = LetterState.SENDING
        letter.provider = sender.name
        letter.attempts += 1
        letter.next_attempt_at = moment + GIVEN_UP_AFTER
        session.add(letter)
    return letter


def _deliver(letter: Letter, settings: Settings, sender: Sender) -> None:
    message = Message(
        key=str(letter.id),
        sender=sender_of(settings),
        to_name=letter.to_name,
        to_email=letter.to_email,
        subject=letter.subject,
        text=filled(letter.text, settings, letter.id),
        html=filled(letter.html, settings, letter.id, html=True),
        written_at=letter.created_at,
        attachment=None if letter.file is None else Attachment(letter.file_name, letter.file_type, letter.file),
    )
    state, reason, reference = LetterState.ACCEPTED, "", ""
    try:
        reference = sender.send(message)
    except Refused as refused:
        state, reason = LetterState.FAILED, str(refused)
    except AnswerLost as lost:
        state, reason = LetterState.UNKNOWN, str(lost)
    except TryLater as later:
        state, reason = LetterState.QUEUED, str(later)
        if letter.attempts > len(RETRY_AFTER):
            state = LetterState.FAILED
    except Exception:
        log.exception("letter %s (%s) could not be handed over", letter.id, letter.kind)
        state, reason = LetterState.UNKNOWN, "interrupted"
    _settle(letter, state, reason, reference)


def _settle(letter: Letter, state: LetterState, reason: str, reference: str) -> None:
    log.info("letter %s (%s): %s %s", letter.id, letter.kind, state, reason)
    with transaction() as session:
        session.execute(
            update(Letter)
            .where(col(Letter.id) == letter.id, col(Letter.attempts) == letter.attempts)
            .values(
                state=state,
                reason=reason[:500],
                provider_reference=reference[:200],
                sent_at=now() if state == LetterState.ACCEPTED else None,
                next_attempt_at=now() + RETRY_AFTER[min(letter.attempts, len(RETRY_AFTER)) - 1],
            )
        )
        _tell(session, letter)


def _tell(session: Session, letter: Letter) -> None:
    """Where a letter is has changed: for those who look at the mail, and for those who look at its login."""
    announce(session, "mail")
    if letter.account_id is not None:
        announce(session, "login", letter.account_id)
