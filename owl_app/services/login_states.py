"""What a login is at this moment, in one word, for badges and lists."""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, select

from owl_app.clock import now
from owl_app.models import Account, ClientAccess


class LoginState(StrEnum):
    """In the order in which one stands for a client who has several logins."""

    ACTIVE = "active"
    STARTER = "starter"
    INVITED = "invited"
    EXPIRED = "expired"
    DISABLED = "disabled"


def state_of(account: Account) -> LoginState:
    """`starter`: with a starter password that is still good; `invited`: without any password yet."""
    if account.disabled_at is not None:
        return LoginState.DISABLED
    if account.password_hash is None:
        return LoginState.INVITED
    if not account.must_change_password:
        return LoginState.ACTIVE
    over = account.starter_expires_at is not None and account.starter_expires_at <= now()
    return LoginState.EXPIRED if over else LoginState.STARTER


def states_of(session: Session, client_ids: Iterable[UUID]) -> dict[UUID, LoginState]:
    """The state of each client's portal access; clients without a login are left out."""
    found = session.exec(
        select(ClientAccess.client_id, Account)
        .join(Account, col(Account.id) == ClientAccess.account_id)
        .where(col(ClientAccess.client_id).in_(list(client_ids)))
    )
    order = list(LoginState)
    states: dict[UUID, LoginState] = {}
    for client_id, account in found:
        states[client_id] = min(state_of(account), states.get(client_id, LoginState.DISABLED), key=order.index)
    return states
