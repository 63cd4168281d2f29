"""The advice for a login, as a sentence and as the words on its button."""

from owl_app.i18n import t
from owl_app.services.portal_advice import Act, Advice, Matter
from owl_app.written import written_age, written_day, written_time


def advice_sentence(advice: Advice, reason: str, zone: str, locale: str) -> str:
    """What is the matter; `reason` is what the mail server said."""
    time = written_time(advice.at, zone, locale) if advice.at else ""
    day = written_day(advice.at, zone, locale) if advice.at else ""
    return {
        Matter.DISABLED: t("Portal access is disabled. Enable it when they may sign in again."),
        Matter.LOCKED: t("Locked until {time} after too many wrong passwords. Unlock it if it was them.", time=time),
        Matter.LETTER_FAILED: t("The letter failed. Correct the address and send it again."),
        Matter.LETTER_UNKNOWN: t("It is not known whether the letter arrived. Ask them, or send it again."),
        Matter.ASKED: t("Asked for a new password, but the address is not proven. Give a new starter password."),
        Matter.STARTER_OVER: t("The starter password expired unused. Give a new one."),
        Matter.STARTER_WAITS: t("The starter password is not used yet. It works until {day}.", day=day),
        Matter.NO_WAY_IN: t("Nobody can sign in with this login yet. Send an invitation."),
        Matter.INVITATION_OVER: t("The invitation expired unused. Send a new one."),
        Matter.LETTER_WAITS: t("The invitation has not left yet. We keep trying."),
        Matter.NOT_OPENED: t(
            "Invited {days} days ago, and the link was not opened. Send it again, or call.", days=advice.days
        ),
        Matter.ONLY_OPENED: _only_opened(advice.days),
        Matter.INVITED: t("The invitation is out. Nothing to do until they choose a password."),
        Matter.UNPROVEN: t("All is well. The email address is not confirmed yet."),
        Matter.WELL: t("All is well."),
    }[advice.matter] + (f" {reason}" if reason and advice.matter in _MAIL else "")


def waiting_sentence(advice: Advice, reason: str, zone: str, locale: str) -> str:
    """What is on its way and needs nobody yet, in few words."""
    day = written_day(advice.at, zone, locale) if advice.at else ""
    age = written_age(advice.at, zone) if advice.at else ""
    return {
        Matter.STARTER_WAITS: t("Starter password, works until {day}", day=day),
        Matter.INVITED: t("Invitation, sent {age}", age=age),
    }.get(advice.matter) or advice_sentence(advice, reason, zone, locale)


_MAIL = {Matter.LETTER_FAILED, Matter.LETTER_WAITS}


def act_words(advice: Advice) -> str:
    """What the button says."""
    if advice.act is Act.INVITE:
        return t("Send an invitation") if advice.matter is Matter.NO_WAY_IN else t("Send it again")
    return {
        Act.NOTHING: "",
        Act.ENABLE: t("Enable"),
        Act.UNLOCK: t("Unlock"),
        Act.CORRECT: t("Correct the address"),
        Act.STARTER: t("Give a new starter password"),
    }[advice.act]


def _only_opened(days: int) -> str:
    if days == 1:
        return t("The link was opened a day ago, but no password was chosen. Send it again, or call.")
    return t("The link was opened {days} days ago, but no password was chosen. Send it again, or call.", days=days)
