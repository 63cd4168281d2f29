"""The links in letters: each for one purpose and one address, good once, and only the newest of its kind."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.errors import Conflict, NotFound
from owl_app.i18n import t
from owl_app.mail import outbox
from owl_app.mail.drafts import Draft
from owl_app.models import Account, Area, Letter, LetterState, LinkPurpose, SingleUseLink
from owl_app.security.emails import email_key
from owl_app.security.tokens import hash_token
from owl_app.services.access import Viewer, writes

LASTS = {
    LinkPurpose.RESET: timedelta(hours=2),
    LinkPurpose.CONFIRM_EMAIL: timedelta(days=7),
    LinkPurpose.CHANGE_EMAIL: timedelta(days=2),
    LinkPurpose.INVITATION: timedelta(days=14),
    LinkPurpose.VERIFY: timedelta(days=7),
}


def send(
    session: Session, account: Account, purpose: LinkPurpose, draft: Draft, *, beside_others: bool = False
) -> Letter:
    """Queue the letter with its link; the links of this purpose that were sent before are good no more.

    `beside_others` leaves those as they are, for a purpose that several letters of one account may have at once.
    """
    if not beside_others:
        drop(session, account, purpose)
    letter = outbox.queue(session, draft)
    session.add(
        SingleUseLink(
            token_hash=hash_token(outbox.link_token(get_settings().key, letter.id)),
            purpose=purpose,
            account_id=account.id,
            email_key=_address(account, purpose),
            letter_id=letter.id,
            expires_at=now() + LASTS[purpose],
        )
    )
    return letter


def drop(session: Session, account: Account, *purposes: LinkPurpose) -> None:
    """Links that were sent for these purposes are good no more."""
    session.execute(
        update(SingleUseLink)
        .where(
            col(SingleUseLink.account_id) == account.id,
            col(SingleUseLink.purpose).in_(purposes),
            col(SingleUseLink.used_at).is_(None),
        )
        .values(used_at=now())
    )


def drop_letter(session: Session, letter_id: UUID | None) -> None:
    """The link in this letter is good no more."""
    session.execute(
        update(SingleUseLink)
        .where(col(SingleUseLink.letter_id) == letter_id, col(SingleUseLink.used_at).is_(None))
        .values(used_at=now())
    )


def is_open(session: Session, account: Account, purpose: LinkPurpose) -> bool:
    """Whether a link of this purpose is still good, so that a letter with it need not be sent again."""
    return _open_letter(session, account, purpose) is not None


def is_leaving(session: Session, account: Account, purpose: LinkPurpose) -> bool:
    """Whether the newest letter of this purpose is still on its way out: a double click sends no second one."""
    letter = _open_letter(session, account, purpose)
    return letter is not None and letter.state in {LetterState.QUEUED, LetterState.SENDING}


def _open_letter(session: Session, account: Account, purpose: LinkPurpose) -> Letter | None:
    return session.exec(
        select(Letter)
        .join(SingleUseLink, col(SingleUseLink.letter_id) == Letter.id)
        .where(
            SingleUseLink.account_id == account.id,
            SingleUseLink.purpose == purpose,
            SingleUseLink.email_key == _address(account, purpose),
            col(SingleUseLink.used_at).is_(None),
            SingleUseLink.expires_at > now(),
        )
    ).first()


def purpose_of(session: Session, viewer: Viewer, *, token: str) -> LinkPurpose | None:
    """What a link is for, so that its page can be shown; None when there is no such link."""
    found = session.exec(select(SingleUseLink.purpose).where(SingleUseLink.token_hash == hash_token(token))).first()
    return LinkPurpose(found) if found else None


def area_of(session: Session, viewer: Viewer, *, token: str) -> Area | None:
    """The half of the product a link belongs to, so that its sign-in page can be shown; None without such a link."""
    found = session.exec(
        select(Account.area)
        .join(SingleUseLink, col(SingleUseLink.account_id) == Account.id)
        .where(SingleUseLink.token_hash == hash_token(token))
    ).first()
    return Area(found) if found else None


def note_opened(session: Session, viewer: Viewer, *, token: str) -> None:
    """Write down when a link's page was first shown; it says nothing of who opened it."""
    if _set(session, token, col(SingleUseLink.opened_at).is_(None), opened_at=now()):
        account_id = session.exec(select(SingleUseLink.account_id).where(SingleUseLink.token_hash == hash_token(token)))
        announce(session, "login", account_id.one())


def linked_account(session: Session, token: str, purpose: LinkPurpose) -> Account:
    """The account a link belongs to; looking does not use it up.

    Raises:
        NotFound: there is no such link, or it is for something else.
        Conflict: it was used already, or it is too old.
    """
    link = session.exec(
        select(SingleUseLink).where(SingleUseLink.token_hash == hash_token(token), SingleUseLink.purpose == purpose)
    ).first()
    account = session.get(Account, link.account_id, with_for_update=writes(session)) if link else None
    if link is not None:
        session.refresh(link)  # it may have been used while we waited for the account
        if link.used_at is not None:
            raise Conflict(used_already())
    if link is None or account is None or account.disabled_at or _address(account, purpose) != link.email_key:
        raise NotFound(t("This link is not complete or not for this page. Copy the whole link from the letter."))
    if link.expires_at <= now():
        raise Conflict(t("This link is too old. Ask for a new one."))
    return account


def use_up(session: Session, token: str) -> None:
    """Use the link, in one conditional statement: of many at once one succeeds.

    Raises:
        Conflict: it was used, or it is too old.
    """
    if not _set(session, token, col(SingleUseLink.used_at).is_(None), used_at=now()):
        raise Conflict(used_already())


def _set(session: Session, token: str, unless: ColumnElement[bool], **values: object) -> bool:
    changed = session.execute(
        update(SingleUseLink)
        .where(col(SingleUseLink.token_hash) == hash_token(token), unless, col(SingleUseLink.expires_at) > now())
        .values(**values)
    )
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]


def _address(account: Account, purpose: LinkPurpose) -> str:
    """The address the link of this purpose is bound to, as it is compared."""
    return email_key(account.new_email) if purpose is LinkPurpose.CHANGE_EMAIL else account.email_key


def used_already() -> str:
    """The sentence for a link that is good no more."""
    return t("This link was used already, or a newer one was sent. Ask for a new one if you still need it.")
