"""What our letters say: one function a letter, in the reader's language, without anything clinical."""

from owl_app.i18n import t
from owl_app.mail.drafts import CODE, PORTAL, Draft, draft, name_of
from owl_app.models import Account, Practice


def reset_password(practice: Practice, account: Account) -> Draft:
    """Somebody asked for a new password for this account."""
    return draft(
        "reset_password",
        practice,
        account,
        subject=t("Choose a new password"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "Somebody, most likely you, asked for a new password for your account at {practice}.",
                practice=name_of(practice, account),
            ),
        ],
        button=t("Choose a new password"),
        after=[
            t("The link works once, for two hours."),
            t("If it was not you, you need not do anything: your password stays as it is."),
        ],
    )


def confirm_email(practice: Practice, account: Account) -> Draft:
    """The owner of this address is asked to prove it."""
    return draft(
        "confirm_email",
        practice,
        account,
        subject=t("Confirm your email address"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "Please confirm that this is your email address. "
                "You can then choose a new password yourself if you ever forget it."
            ),
        ],
        button=t("Confirm my email address"),
        after=[
            t("The link works once, for seven days."),
            t("If you have no account at {practice}, please ignore this letter.", practice=name_of(practice, account)),
        ],
    )


def invite_to_portal(practice: Practice, account: Account) -> Draft:
    """The practice opened the Client Portal to this address."""
    return draft(
        "invite_to_portal",
        practice,
        account,
        subject=t("Your access to the Client Portal"),
        before=[
            t("Hello {name},", name=account.name),
            t("{practice} has opened its Client Portal for you.", practice=practice.name_for_clients),
            t("Choose a password, and you are in. Nobody else will know it."),
        ],
        button=t("Choose my password"),
        after=[
            t("The link works once, for fourteen days."),
            t("If you do not know {practice}, please ignore this letter.", practice=practice.name_for_clients),
        ],
    )


def one_more_person(practice: Practice, account: Account) -> Draft:
    """The login of this address was tied to one more client, who is not named."""
    return draft(
        "one_more_person",
        practice,
        account,
        subject=t("You can now see one more person in the Client Portal"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "{practice} has given your login access to the page of one more person.",
                practice=practice.name_for_clients,
            ),
            t("Sign in to the Client Portal as always. You choose there whose page you see."),
        ],
        button=t("Open the Client Portal"),
        link=PORTAL,
        after=[t("If you did not expect this, please get in touch with your practice.")],
    )


def invite_to_team(practice: Practice, account: Account) -> Draft:
    """Somebody of the practice made an account for this colleague."""
    return draft(
        "invite_to_team",
        practice,
        account,
        subject=t("Join the team"),
        before=[
            t("Hello {name},", name=account.name),
            t("You have been invited to the team of {practice} on Owl App.", practice=practice.name),
            t("Choose a password, and you are in. Nobody else will know it."),
        ],
        button=t("Choose my password"),
        after=[
            t("The link works once, for fourteen days."),
            t("If you do not know {practice}, please ignore this letter.", practice=practice.name),
        ],
    )


def portal_email_changed(practice: Practice, account: Account) -> Draft:
    """The address that was proven hears that the practice replaced it; written while it still stands in the account."""
    return draft(
        "portal_email_changed",
        practice,
        account,
        subject=t("Your sign-in address was changed"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "{practice} changed the email address you sign in to the Client Portal with. This one is used no more.",
                practice=practice.name_for_clients,
            ),
            t("If you did not expect this, please get in touch with your practice."),
        ],
    )


def change_email(practice: Practice, account: Account) -> Draft:
    """The address an account is to have is asked to prove itself; it may be a stranger's, so it hears no name."""
    return draft(
        "change_email",
        practice,
        account,
        to=("", account.new_email),
        subject=t("Confirm your new email address"),
        before=[
            t("Hello,"),
            t("Please confirm that you want to sign in at {practice} with this address.", practice=practice.name),
            t("Until then, the address you had works as before."),
        ],
        button=t("Confirm my new address"),
        after=[
            t("The link works once, for two days, in a browser where you are signed in."),
            t("If you did not ask for this, please ignore this letter."),
        ],
    )


def email_change_asked(practice: Practice, account: Account) -> Draft:
    """The address an account has hears that it is to be replaced."""
    return draft(
        "email_change_asked",
        practice,
        account,
        subject=t("A new email address was asked for"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "Somebody, most likely you, asked to sign in at {practice} with another email address.",
                practice=practice.name,
            ),
            t("This one works as before until the new one is confirmed."),
            t(
                "If it was not you, somebody knows your password: sign in, change the password, "
                "and press “Keep the old one” beside your email address."
            ),
        ],
    )


def email_taken(practice: Practice, account: Account) -> Draft:
    """The owner of an address hears that somebody asked for it who cannot have it."""
    return draft(
        "email_taken",
        practice,
        account,
        subject=t("Your email address has a login already"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "Somebody asked to sign in at {practice} with this address. It has a login already, "
                "so nothing was changed.",
                practice=practice.name,
            ),
            t("If it was you, sign in with this address, or choose a new password on the sign-in page."),
            t("If it was not you, you need not do anything."),
        ],
    )


def email_replaced(practice: Practice, account: Account) -> Draft:
    """The old address hears that it was replaced; written while it still stands in the account."""
    return draft(
        "email_replaced",
        practice,
        account,
        subject=t("Your sign-in address was changed"),
        before=[
            t("Hello {name},", name=account.name),
            t("From now on you sign in at {practice} with another email address.", practice=practice.name),
            t("This one is used no more."),
            t("If it was not you, please get in touch with your practice at once."),
        ],
    )


def email_in_use(practice: Practice, account: Account) -> Draft:
    """The new address hears that it is the account's own now."""
    return draft(
        "email_in_use",
        practice,
        account,
        subject=t("Your sign-in address was changed"),
        before=[
            t("Hello {name},", name=account.name),
            t("From now on you sign in at {practice} with this email address.", practice=practice.name),
            t("Every other device was signed out."),
        ],
    )


def verify_sign_up(practice: Practice, account: Account, to_email: str) -> Draft:
    """Whoever made an account with this address is asked to prove that it is theirs.

    A stranger may have made it, so nothing that was typed is in the letter.
    """
    return draft(
        "verify_sign_up",
        practice,
        account,
        to=("", to_email),
        subject=t("Confirm your email address"),
        before=[
            t("Hello,"),
            t(
                "Somebody, most likely you, made an account at {practice} with this email address. "
                "Please confirm that it is yours.",
                practice=practice.name_for_clients,
            ),
        ],
        button=t("Confirm my email address"),
        after=[
            t("Or type this code on the page where you made the account: {code}", code=CODE),
            t("Link and code work once, for seven days, together with the password you chose."),
            t("If it was not you, please ignore this letter: without you nobody can use the account."),
        ],
    )


def account_exists(practice: Practice, account: Account) -> Draft:
    """Somebody tried to make an account with an address that has one."""
    return draft(
        "account_exists",
        practice,
        account,
        subject=t("You have an account already"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "Somebody, most likely you, wanted to make an account at {practice} with this email address. "
                "It has one already, so nothing was changed.",
                practice=practice.name_for_clients,
            ),
            t("Sign in to the Client Portal with this address, or press “Forgot Your Password?” there."),
        ],
        button=t("Open the Client Portal"),
        link=PORTAL,
        after=[
            t("If your practice gave you a starter password or an invitation, use that for the first time."),
            t("If it was not you, you need not do anything."),
        ],
    )


def connected(practice: Practice, account: Account) -> Draft:
    """The login of this address was tied to a client record."""
    return draft(
        "connected",
        practice,
        account,
        subject=t("Your Client Portal is ready"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "{practice} has connected your account. Sign in to the Client Portal to see what is there for you.",
                practice=practice.name_for_clients,
            ),
        ],
        button=t("Open the Client Portal"),
        link=PORTAL,
        after=[t("If you did not expect this, please get in touch with your practice.")],
    )


def disconnected(practice: Practice, account: Account) -> Draft:
    """The tie that `connected` told of was taken back."""
    return draft(
        "disconnected",
        practice,
        account,
        subject=t("Your Client Portal was disconnected"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "{practice} has taken back what your account could see. Your account itself stays as it is.",
                practice=practice.name_for_clients,
            ),
            t("If you did not expect this, please get in touch with your practice."),
        ],
    )


def people_signed_up(practice: Practice, account: Account, count: int) -> Draft:
    """Staff who wish so hear that somebody signed up; whoever it was is not named."""
    said = (
        t("Somebody has made an account in the Client Portal.")
        if count == 1
        else t("{count} people have made an account in the Client Portal.", count=count)
    )
    return draft(
        "people_signed_up",
        practice,
        account,
        subject=t("New in Prospects"),
        before=[
            t("Hello {name},", name=account.name),
            said,
            t("Sign in to Owl App and open Prospects to see who it is."),
        ],
        after=[t("You get this letter at most once an hour. You can turn it off under Account.")],
    )
