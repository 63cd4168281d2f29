"""An address is proven: its owner opened a letter that was sent to it, and showed that the account is theirs."""

from sqlmodel import Session, select

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.models import Account, LinkPurpose, Prospect, SignUp
from owl_app.services import links


def prove(session: Session, account: Account, proven: SignUp | None = None) -> None:
    """The address is the account's own from now on.

    The sign-up that proved it, or that the account was made of, has done its part. Others with the same address are
    from now on like any whose address has an account; those with one that the account has left are settled anew.
    """
    account.email_proven_at = account.email_proven_at or now()
    session.add(account)
    links.drop(session, account, LinkPurpose.VERIFY, LinkPurpose.CONFIRM_EMAIL)
    for sign_up in session.exec(select(SignUp).where(SignUp.account_id == account.id)).all():
        if sign_up is proven or (proven is None and sign_up.holds):
            session.delete(sign_up)
            continue
        sign_up.account_id, sign_up.holds, sign_up.letter_id = None, False, None
        if sign_up.email_key != account.email_key:
            sign_up.settled_at = None
        session.add(sign_up)
    prospect = session.get(Prospect, account.id)
    if prospect is not None:
        prospect.contested = False
        session.add(prospect)
        announce(session, "prospects")
    announce(session, "account", account.id)
