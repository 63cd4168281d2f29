"""The three ways a letter leaves: Resend, SMTP, or a file when neither is set up."""

import os
import smtplib
import ssl
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from owl_app.config import Settings
from owl_app.mail.attachments import Attachment

TIMEOUT = 20
"""Seconds to wait for a provider."""


class Refused(Exception):
    """The provider will not take this letter; trying again would not help."""


class TryLater(Exception):
    """The provider cannot be reached or is busy; the same letter may be tried again."""


class AnswerLost(Exception):
    """The letter was handed over, but whether it was taken is not known."""


@dataclass(frozen=True)
class Message:
    """A letter as it leaves. `key` is the same for every try, so that a provider can tell a repeat."""

    key: str
    sender: str
    to_name: str
    to_email: str
    subject: str
    text: str
    html: str
    written_at: datetime
    attachment: Attachment | None = None


class Sender(Protocol):
    """One way of sending. `repeats_safely`: sending the same key again never makes a second letter."""

    name: str
    repeats_safely: bool

    def send(self, message: Message) -> str:
        """Hand the letter over; returns the provider's reference.

        Raises:
            Refused, TryLater, AnswerLost: each says in words what happened.
        """
        ...


def sender_for(settings: Settings) -> Sender:
    """The sender that the settings name."""
    if settings.mail_provider == "resend":
        return ResendSender(settings.resend_api_key.get_secret_value(), settings.resend_base_url)
    if settings.mail_provider == "smtp":
        return SmtpSender(settings.smtp_url.get_secret_value())
    return FileSender(settings.mail_dir)


class FileSender:
    """Writes letters as `.eml` files, readable by the installation's user alone."""

    name = "files"
    repeats_safely = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: Message) -> str:
        name = f"{message.written_at:%Y%m%d-%H%M%S}-{message.key}.eml"
        draft = self.folder / f".{name}.draft"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(draft, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(as_email(message).as_bytes())
            draft.replace(self.folder / name)
        except OSError as error:
            raise TryLater(f"The letter could not be written: {error.strerror}.") from error
        return name


class SmtpSender:
    """Speaks SMTP, with STARTTLS when the server offers it, or TLS from the start for `smtps://`."""

    name = "smtp"
    repeats_safely = False

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host = parts.hostname or "localhost"
        self.tls = parts.scheme == "smtps"
        self.port = parts.port or (465 if self.tls else 587)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")

    def connect(self) -> smtplib.SMTP:
        """An open, authenticated connection.

        Raises:
            TryLater: the server does not answer or does not let us in.
        """
        try:
            context = ssl.create_default_context()
            if self.tls:
                server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
                server.ehlo_or_helo_if_needed()
                if server.has_extn("starttls"):
                    server.starttls(context=context)
                elif self.user:
                    raise TryLater("The mail server offers no encryption, so the password was not sent to it.")
            server.ehlo_or_helo_if_needed()
            if self.user:
                server.login(self.user, self.password)
            return server
        except smtplib.SMTPAuthenticationError as error:
            raise TryLater("The mail server refused the user name or password in OWL_SMTP_URL.") from error
        except (OSError, smtplib.SMTPException) as error:
            raise TryLater("The mail server in OWL_SMTP_URL does not answer.") from error

    def send(self, message: Message) -> str:
        email = as_email(message)
        server = self.connect()
        try:
            self._address(server, _ascii_domain(parseaddr(message.sender)[1]), _ascii_domain(message.to_email))
            return self._hand_over(server, email)
        finally:
            server.close()

    def _address(self, server: smtplib.SMTP, sender: str, recipient: str) -> None:
        international = not recipient.isascii()
        if international and not server.has_extn("smtputf8"):
            raise Refused("The mail server takes no addresses with letters beyond the English ones.")
        try:
            _expect(server.mail(sender, ["SMTPUTF8", "BODY=8BITMIME"] if international else []))
            _expect(server.rcpt(recipient))
        except (OSError, smtplib.SMTPException) as error:
            raise TryLater("The mail server broke off.") from error

    def _hand_over(self, server: smtplib.SMTP, email: EmailMessage) -> str:
        try:
            code, answer = server.data(email.as_bytes())
        except smtplib.SMTPDataError as error:
            _expect((error.smtp_code, b""))
            raise TryLater("The mail server gave an answer that cannot be read.") from error
        except (OSError, smtplib.SMTPException) as error:
            raise AnswerLost("The mail server broke off after it had been given the letter.") from error
        if not 200 <= code < 600:
            raise AnswerLost("The mail server gave an answer that cannot be read.")
        _expect((code, answer))
        return answer.decode("utf-8", "replace")


class ResendSender:
    """Uses Resend through its official SDK; a repeat with the same key within a day makes no second letter."""

    name = "resend"
    repeats_safely = True

    def __init__(self, api_key: str, base_url: str) -> None:
        import resend
        from resend.http_client_requests import RequestsClient

        self._resend = resend
        resend.api_key = api_key
        resend.default_http_client = RequestsClient(timeout=TIMEOUT)
        if base_url:
            resend.api_url = base_url

    def send(self, message: Message) -> str:
        from resend.exceptions import ResendError

        params = self._resend.Emails.SendParams(
            {
                "from": message.sender,
                "to": [message.to_email],
                "subject": message.subject,
                "text": message.text,
                "html": message.html,
            }
        )
        if (file := message.attachment) is not None:
            content = b64encode(file.content).decode()
            params["attachments"] = [{"filename": file.name, "content": content, "content_type": file.media_type}]
        try:
            answer = self._resend.Emails.send(params, {"idempotency_key": message.key})
        except ResendError as error:
            code = int(error.code) if str(error.code).isdigit() else 500
            if code in {408, 409, 425, 429} or code >= 500:
                raise TryLater(f"Resend cannot take letters now ({code}).") from error
            if code in {401, 403} and "key" in str(error).casefold():
                raise TryLater("Resend refused the key in OWL_RESEND_API_KEY.") from error
            raise Refused(f"Resend refused the letter ({code}: {error.error_type}).") from error
        if not isinstance(answer, dict) or "id" not in answer:
            raise AnswerLost("Resend gave an answer that cannot be read.")
        return str(answer["id"])


def as_email(message: Message) -> EmailMessage:
    """The letter as an email with a text and an HTML part."""
    sender_name, sender_address = parseaddr(message.sender)
    recipient = _ascii_domain(message.to_email)
    email = EmailMessage(policy=policy.SMTP if recipient.isascii() else policy.SMTPUTF8)
    email["From"] = _address(sender_name, _ascii_domain(sender_address))
    email["To"] = _address(message.to_name, recipient)
    email["Subject"] = message.subject
    email["Date"] = format_datetime(message.written_at)
    email["Message-ID"] = f"<{message.key}@{sender_address.rpartition('@')[2]}>"
    email["Auto-Submitted"] = "auto-generated"
    email.set_content(message.text)
    email.add_alternative(message.html, subtype="html")
    if (file := message.attachment) is not None:
        maintype, _, subtype = file.plain_type.partition("/")
        email.add_attachment(
            file.content, maintype=maintype, subtype=subtype, filename=file.name, params=file.parameters
        )
    return email


def _address(name: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    return Address(" ".join(name.split()), username=user, domain=domain)


def _ascii_domain(address: str) -> str:
    """The address with its domain as mail servers know it; a name before the @ stays in its own letters."""
    user, _, domain = address.rpartition("@")
    return f"{user}@{domain.encode('idna').decode()}"


def _expect(answer: tuple[int, bytes]) -> None:
    code = answer[0]
    if 500 <= code < 600:
        raise Refused(f"The mail server refused the letter ({code}).")
    if not 200 <= code < 300:
        raise TryLater(f"The mail server asks to try later ({code}).")
