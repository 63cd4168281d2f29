"""One line of advice for a login: what is the matter, and the act that mends it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from owl_app.models import LetterState

PATIENCE = timedelta(days=2)
"""How long an invitation may lie unopened before somebody should ask."""
HESITATION = timedelta(days=1)
"""How long after its link was opened a password should be chosen."""


class Matter(StrEnum):
    """What is the matter with a login."""

    DISABLED = "disabled"
    LOCKED = "locked"
    LETTER_FAILED = "letter_failed"
    LETTER_UNKNOWN = "letter_unknown"
    ASKED = "asked"
    STARTER_OVER = "starter_over"
    STARTER_WAITS = "starter_waits"
    NO_WAY_IN = "no_way_in"
    INVITATION_OVER = "invitation_over"
    LETTER_WAITS = "letter_waits"
    NOT_OPENED = "not_opened"
    ONLY_OPENED = "only_opened"
    INVITED = "invited"
    UNPROVEN = "unproven"
    WELL = "well"


class Act(StrEnum):
    """What mends it."""

    NOTHING = ""
    ENABLE = "enable"
    UNLOCK = "unlock"
    CORRECT = "correct"
    INVITE = "invite"
    STARTER = "starter"


@dataclass(frozen=True)
class Facts:
    """What is known of a login. `letter` is the newest one whose link can still be used at the login's address."""

    disabled: bool = False
    locked_until: datetime | None = None
    letter: LetterState | None = None
    asked_at: datetime | None = None
    """When its owner asked for a new password in vain, the address being unproven, and got no way in since."""
    has_password: bool = False
    starter_until: datetime | None = None
    """Until when the starter password is good; None once it was replaced."""
    invited_at: datetime | None = None
    """When the invitation was sent that is not used and not replaced."""
    invited_until: datetime | None = None
    opened_at: datetime | None = None
    proven: bool = False


@dataclass(frozen=True)
class Advice:
    """What is the matter, what mends it, and the moment and the number of days that its sentence names."""

    matter: Matter
    act: Act = Act.NOTHING
    at: datetime | None = None
    days: int = 0


def advise(facts: Facts, moment: datetime) -> Advice:
    """The one thing to say about a login now."""
    if facts.disabled:
        return Advice(Matter.DISABLED, Act.ENABLE)
    if facts.locked_until is not None:
        return Advice(Matter.LOCKED, Act.UNLOCK, at=facts.locked_until)
    if facts.letter is LetterState.FAILED:
        return Advice(Matter.LETTER_FAILED, Act.CORRECT)
    if facts.letter is LetterState.UNKNOWN:
        return Advice(Matter.LETTER_UNKNOWN, Act.CORRECT)
    if facts.asked_at is not None:
        return Advice(Matter.ASKED, Act.STARTER)
    if facts.starter_until is not None:
        over = facts.starter_until <= moment
        return (
            Advice(Matter.STARTER_OVER, Act.STARTER) if over else Advice(Matter.STARTER_WAITS, at=facts.starter_until)
        )
    if not facts.has_password:
        return _about_invitation(facts, moment)
    return Advice(Matter.WELL if facts.proven else Matter.UNPROVEN)


def _about_invitation(facts: Facts, moment: datetime) -> Advice:
    if facts.invited_at is None or facts.invited_until is None:
        return Advice(Matter.NO_WAY_IN, Act.INVITE)
    if facts.invited_until <= moment:
        return Advice(Matter.INVITATION_OVER, Act.INVITE)
    if facts.letter in {LetterState.QUEUED, LetterState.SENDING}:
        return Advice(Matter.LETTER_WAITS)
    if facts.opened_at is not None and moment - facts.opened_at >= HESITATION:
        return Advice(Matter.ONLY_OPENED, Act.INVITE, days=(moment - facts.opened_at).days)
    if facts.opened_at is None and moment - facts.invited_at >= PATIENCE:
        return Advice(Matter.NOT_OPENED, Act.INVITE, days=(moment - facts.invited_at).days)
    return Advice(Matter.INVITED, at=facts.invited_at)
