"""What our letters say about payments and receipts: that there is one, and neither how much nor what for."""

from owl_app.i18n import t
from owl_app.mail.attachments import Attachment
from owl_app.mail.drafts import Draft, draft
from owl_app.models import Account, Practice


def receipt_ready(practice: Practice, account: Account, *, link: str) -> Draft:
    """A receipt can be read in the portal."""
    return draft(
        "receipt_ready",
        practice,
        account,
        subject=t("A receipt is ready"),
        before=[
            t("Hello {name},", name=account.name),
            t("{practice} has a receipt for you in the Client Portal.", practice=practice.name_for_clients),
        ],
        button=t("Open the receipts"),
        link=link,
        after=[t("You sign in first, so that nobody else reads it.")],
    )


def payment_received(practice: Practice, account: Account, *, link: str) -> Draft:
    """A payment came in, and its receipt comes later."""
    return draft(
        "payment_received",
        practice,
        account,
        subject=t("Payment received"),
        before=[
            t("Hello {name},", name=account.name),
            t("{practice} has received a payment. Thank you.", practice=practice.name_for_clients),
        ],
        button=t("Open the Client Portal"),
        link=link,
        after=[t("If you did not expect this, please get in touch with your practice.")],
    )


def receipt_file(practice: Practice, reader: Account, *, to: tuple[str, str], file: Attachment) -> Draft:
    """The receipt itself, which opens with a password that the practice tells in another way."""
    return draft(
        "receipt_file",
        practice,
        reader,
        subject=t("Your receipt"),
        before=[
            t("Hello {name},", name=to[0]),
            t(
                "{practice} sends you a receipt: the file with this letter.",
                practice=practice.name_for_clients,
            ),
            t("The file opens with a password. Your practice tells you the password in another way, never by email."),
        ],
        to=to,
        attachment=file,
    )
