"""The one line of advice for a login: each line of the table is a situation, and what is to be said about it."""

from datetime import UTC, datetime, timedelta

import pytest

from owl_app.models import LetterState
from owl_app.services.portal_advice import Act, Advice, Facts, Matter, advise

NOW = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)


def ago(**much: float) -> datetime:
    return NOW - timedelta(**much)


def ahead(**much: float) -> datetime:
    return NOW + timedelta(**much)


Known = dict[str, object]
INVITATION: Known = {"letter": LetterState.ACCEPTED, "invited_at": ago(hours=3), "invited_until": ahead(days=13)}
STARTER: Known = {"has_password": True, "starter_until": ahead(days=3)}
OWN: Known = {"has_password": True, "proven": True}

TABLE: dict[str, tuple[Known, Advice]] = {
    "a new login without any way in": ({}, Advice(Matter.NO_WAY_IN, Act.INVITE)),
    "the invitation is on its way": (
        INVITATION | {"letter": LetterState.QUEUED},
        Advice(Matter.LETTER_WAITS),
    ),
    "the invitation is being sent": (INVITATION | {"letter": LetterState.SENDING}, Advice(Matter.LETTER_WAITS)),
    "invited today": (INVITATION, Advice(Matter.INVITED, at=ago(hours=3))),
    "invited yesterday": (INVITATION | {"invited_at": ago(days=1)}, Advice(Matter.INVITED, at=ago(days=1))),
    "invited five days ago, not opened": (
        INVITATION | {"invited_at": ago(days=5, hours=2)},
        Advice(Matter.NOT_OPENED, Act.INVITE, days=5),
    ),
    "opened a minute ago": (
        INVITATION | {"opened_at": ago(minutes=1)},
        Advice(Matter.INVITED, at=ago(hours=3)),
    ),
    "opened yesterday, no password chosen": (
        INVITATION | {"invited_at": ago(days=5), "opened_at": ago(days=1)},
        Advice(Matter.ONLY_OPENED, Act.INVITE, days=1),
    ),
    "the invitation expired": (
        INVITATION | {"invited_at": ago(days=15), "invited_until": ago(days=1), "opened_at": ago(days=9)},
        Advice(Matter.INVITATION_OVER, Act.INVITE),
    ),
    "the letter of the invitation failed": (
        INVITATION | {"letter": LetterState.FAILED},
        Advice(Matter.LETTER_FAILED, Act.CORRECT),
    ),
    "nobody knows whether the letter arrived": (
        INVITATION | {"letter": LetterState.UNKNOWN},
        Advice(Matter.LETTER_UNKNOWN, Act.CORRECT),
    ),
    "a starter password that is not used yet": (STARTER, Advice(Matter.STARTER_WAITS, at=ahead(days=3))),
    "a starter password that expired": (
        STARTER | {"starter_until": ago(minutes=1)},
        Advice(Matter.STARTER_OVER, Act.STARTER),
    ),
    "a starter password that expires this very moment": (
        STARTER | {"starter_until": NOW},
        Advice(Matter.STARTER_OVER, Act.STARTER),
    ),
    "asked for a new password in vain": (
        {"has_password": True, "asked_at": ago(hours=1)},
        Advice(Matter.ASKED, Act.STARTER),
    ),
    "asked for a new password with an unused starter password": (
        STARTER | {"asked_at": ago(hours=1)},
        Advice(Matter.ASKED, Act.STARTER),
    ),
    "signs in": (OWN, Advice(Matter.WELL)),
    "signs in, the address is not proven": (OWN | {"proven": False}, Advice(Matter.UNPROVEN)),
    "signs in, the letter to prove the address failed": (
        OWN | {"proven": False, "letter": LetterState.FAILED},
        Advice(Matter.LETTER_FAILED, Act.CORRECT),
    ),
    "locked": (OWN | {"locked_until": ahead(minutes=9)}, Advice(Matter.LOCKED, Act.UNLOCK, at=ahead(minutes=9))),
    "locked while a letter failed": (
        OWN | {"locked_until": ahead(minutes=9), "letter": LetterState.FAILED},
        Advice(Matter.LOCKED, Act.UNLOCK, at=ahead(minutes=9)),
    ),
    "disabled": (OWN | {"disabled": True}, Advice(Matter.DISABLED, Act.ENABLE)),
    "disabled, with everything else wrong too": (
        STARTER
        | {"disabled": True, "locked_until": ahead(minutes=9), "letter": LetterState.FAILED, "asked_at": ago(hours=1)},
        Advice(Matter.DISABLED, Act.ENABLE),
    ),
}


@pytest.mark.parametrize("situation", TABLE)
def test_each_situation_has_its_advice(situation: str) -> None:
    known, advice = TABLE[situation]
    assert advise(Facts(**known), NOW) == advice  # type: ignore[arg-type]


def test_every_matter_and_every_act_is_in_the_table() -> None:
    assert {advice.matter for _, advice in TABLE.values()} == set(Matter)
    assert {advice.act for _, advice in TABLE.values()} == set(Act)
