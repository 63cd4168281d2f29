"""The three ways a letter leaves, each spoken to for real."""

import socket
import stat
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from owl_app.mail.attachments import Attachment
from owl_app.mail.senders import (
    AnswerLost,
    FileSender,
    Message,
    Refused,
    ResendSender,
    Sender,
    SmtpSender,
    TryLater,
    as_email,
)
from tests.providers import RESEND_KEY, ResendServer, SmtpServer, scripted_smtp

MESSAGE = Message(
    key="01938a5e-0000-7000-8000-000000000001",
    sender="Willow Street <hello@willow.example>",
    to_name="Ana Lopez",
    to_email="ana@post.example",
    subject="Choose a new password · Willow",
    text="Hello Ana,\n\n.\nhttps://portal.example/link/abc\n",
    html="<p>Hello Ana</p>",
    written_at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
)


CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
WITH_FILE = replace(
    MESSAGE, attachment=Attachment("session.ics", "text/calendar; charset=utf-8; method=PUBLISH", CALENDAR)
)


@pytest.fixture
def resend() -> Iterator[ResendServer]:
    with ResendServer().running() as server:
        yield server


def through(resend: ResendServer, key: str = RESEND_KEY) -> ResendSender:
    return ResendSender(key, resend.url)


def test_resend_gets_the_letter_with_its_key_and_answers_with_its_reference(resend: ResendServer) -> None:
    assert through(resend).send(MESSAGE)
    sent = resend.letters[0]
    assert sent["key"] == MESSAGE.key
    assert sent["to"] == ["ana@post.example"]
    assert (sent["from"], sent["subject"], sent["text"], sent["html"]) == (
        MESSAGE.sender,
        MESSAGE.subject,
        MESSAGE.text,
        MESSAGE.html,
    )


def test_resend_gets_the_file_that_goes_with_a_letter(resend: ResendServer) -> None:
    assert through(resend).send(WITH_FILE)
    (file,) = resend.letters[0]["attachments"]
    assert (file["filename"], file["content_type"]) == ("session.ics", "text/calendar; charset=utf-8; method=PUBLISH")
    assert b64decode(file["content"]) == CALENDAR


@pytest.mark.parametrize("way", ["smtp", "files"])
def test_an_email_carries_the_file_beside_its_text_and_its_html(way: str, tmp_path: Path) -> None:
    if way == "smtp":
        server = SmtpServer()
        with server.running() as url:
            SmtpSender(url).send(WITH_FILE)
        content = server.letters[0].content
    else:
        content = (tmp_path / FileSender(tmp_path).send(WITH_FILE)).read_bytes()
    assert isinstance(content, bytes)
    email = message_from_bytes(content, policy=policy.default)
    plain, html = email.get_body(("plain",)), email.get_body(("html",))
    assert plain is not None and html is not None
    assert plain.get_content().replace("\r\n", "\n") == MESSAGE.text
    (file,) = email.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "session.ics")
    assert (file.get_param("method"), file.get_content_charset()) == ("PUBLISH", "utf-8")
    assert file.get_payload(decode=True) == CALENDAR


def test_the_same_key_sent_twice_makes_one_letter(resend: ResendServer) -> None:
    assert through(resend).send(MESSAGE) == through(resend).send(MESSAGE)
    assert len(resend.letters) == 1


@pytest.mark.parametrize(
    ("status", "name", "expected"),
    [
        (429, "rate_limit_exceeded", TryLater),
        (429, "daily_quota_exceeded", TryLater),
        (500, "internal_server_error", TryLater),
        (503, "service_unavailable", TryLater),
        (409, "concurrent_idempotent_requests", TryLater),
        (422, "validation_error", Refused),
        (400, "invalid_parameter", Refused),
        (403, "validation_error", Refused),
    ],
)
def test_what_resend_answers_decides_whether_to_try_again(
    resend: ResendServer, status: int, name: str, expected: type[Exception]
) -> None:
    resend.script = [(status, {"statusCode": status, "name": name, "message": "No."})]
    with pytest.raises(expected):
        through(resend).send(MESSAGE)


def test_a_wrong_key_is_tried_again_because_somebody_can_mend_it(resend: ResendServer) -> None:
    with pytest.raises(TryLater, match="OWL_RESEND_API_KEY"):
        through(resend, "re_wrong").send(MESSAGE)


def test_a_page_from_a_proxy_is_tried_again(resend: ResendServer) -> None:
    resend.script = [(502, "<h1>Bad gateway</h1>")]
    with pytest.raises(TryLater):
        through(resend).send(MESSAGE)


@pytest.mark.parametrize("answer", [{}, [], {"object": "email"}])
def test_an_answer_without_a_reference_is_an_answer_lost(resend: ResendServer, answer: object) -> None:
    resend.script = [(200, answer)]
    with pytest.raises(AnswerLost):
        through(resend).send(MESSAGE)


def test_a_lost_answer_is_asked_for_again_with_the_same_key_and_makes_one_letter(resend: ResendServer) -> None:
    resend.script = ["lost"]
    with pytest.raises(TryLater):
        through(resend).send(MESSAGE)
    assert through(resend).send(MESSAGE)
    assert len(resend.letters) == 1


def test_a_provider_that_never_answers_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("owl_app.mail.senders.TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(TryLater):
            ResendSender(RESEND_KEY, f"http://127.0.0.1:{port}").send(MESSAGE)
        with pytest.raises(TryLater):
            SmtpSender(f"smtp://127.0.0.1:{port}").send(MESSAGE)


def test_a_provider_that_is_not_there_is_tried_again() -> None:
    for sender in (ResendSender(RESEND_KEY, "http://127.0.0.1:9"), SmtpSender("smtp://127.0.0.1:9")):
        with pytest.raises(TryLater):
            sender.send(MESSAGE)


def test_smtp_gets_the_whole_letter() -> None:
    server = SmtpServer()
    with server.running() as url:
        SmtpSender(url).send(MESSAGE)
    envelope = server.letters[0]
    assert (envelope.mail_from, envelope.rcpt_tos) == ("hello@willow.example", ["ana@post.example"])
    assert isinstance(envelope.content, bytes)
    email = message_from_bytes(envelope.content, policy=policy.default)
    assert email["Subject"] == MESSAGE.subject
    assert email["Message-ID"] == f"<{MESSAGE.key}@willow.example>"
    text, html = (part.get_content() for part in email.iter_parts())
    assert text.replace("\r\n", "\n") == MESSAGE.text
    assert "Hello Ana" in html


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(("answer", "expected"), [("451 busy", TryLater), ("550 no such user", Refused)])
def test_what_smtp_answers_decides_whether_to_try_again(stage: str, answer: str, expected: type[Exception]) -> None:
    server = SmtpServer(**{stage: answer})
    with server.running() as url, pytest.raises(expected):
        SmtpSender(url).send(MESSAGE)
    assert not server.letters


BEFORE_DATA = ("220 hello", "250 hello", "250 ok", "250 ok")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (("421 come back tomorrow",), TryLater),
        (("220 hello", "250 hello"), TryLater),
        (BEFORE_DATA[:3], TryLater),
        ((*BEFORE_DATA, "451 not now"), TryLater),
        ((*BEFORE_DATA, "554 not ever"), Refused),
        ((*BEFORE_DATA, "354 go ahead"), AnswerLost),
        ((*BEFORE_DATA, "354 go ahead", "garbage"), AnswerLost),
        ((*BEFORE_DATA, "354 go ahead", "451 not now"), TryLater),
        ((*BEFORE_DATA, "354 go ahead", "554 not ever"), Refused),
    ],
)
def test_a_connection_that_breaks_after_the_letter_was_given_leaves_it_unknown(
    answers: tuple[str, ...], expected: type[Exception]
) -> None:
    with scripted_smtp(*answers) as url, pytest.raises(expected):
        SmtpSender(url).send(MESSAGE)


def test_a_password_is_never_sent_without_encryption() -> None:
    server = SmtpServer()
    with server.running() as url, pytest.raises(TryLater, match="offers no encryption"):
        SmtpSender(url.replace("smtp://", "smtp://user:secret@")).send(MESSAGE)
    assert not server.letters


def test_an_address_in_other_letters_goes_to_a_server_that_takes_it() -> None:
    server = SmtpServer()
    with server.running(enable_SMTPUTF8=True) as url:
        SmtpSender(url).send(replace(MESSAGE, to_email="zoé@exämple.org", to_name="Zoé 🦉"))
    assert server.letters[0].rcpt_tos == ["zoé@xn--exmple-cua.org"]


def test_a_server_that_takes_no_other_letters_refuses_them_with_a_sentence() -> None:
    with SmtpServer().running(enable_SMTPUTF8=False) as url, pytest.raises(Refused, match="letters beyond"):
        SmtpSender(url).send(replace(MESSAGE, to_email="zoé@example.org"))


def test_a_domain_in_other_letters_needs_nothing_special() -> None:
    server = SmtpServer()
    with server.running(enable_SMTPUTF8=False) as url:
        SmtpSender(url).send(replace(MESSAGE, to_email="zoe@exämple.org"))
    assert server.letters[0].rcpt_tos == ["zoe@xn--exmple-cua.org"]


def test_a_file_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    name = FileSender(folder).send(MESSAGE)
    assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == [name]


def test_a_file_written_twice_is_one_file(tmp_path: Path) -> None:
    assert FileSender(tmp_path).send(MESSAGE) == FileSender(tmp_path).send(MESSAGE)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_to_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(TryLater):
        FileSender(tmp_path / "mail").send(MESSAGE)


@pytest.mark.parametrize(
    "change",
    [
        {"to_name": "Ana\r\nBcc: eve@evil.example"},
        {"to_name": "<script>🦉</script>" * 10},
        {"to_name": ""},
        {"to_name": 'Ana "The Owl" O\'Brien, Dr.'},
    ],
)
def test_a_strange_name_adds_no_header(change: dict[str, Any]) -> None:
    email = message_from_bytes(as_email(replace(MESSAGE, **change)).as_bytes(), policy=policy.default)
    assert email["Bcc"] is None
    assert [address.addr_spec for address in email["To"].addresses] == ["ana@post.example"]


@pytest.mark.parametrize("make", [lambda path: FileSender(path), lambda path: SmtpSender("smtp://127.0.0.1:9")])
def test_a_subject_with_a_line_break_never_becomes_a_header(tmp_path: Path, make: Callable[[Path], Sender]) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        make(tmp_path).send(replace(MESSAGE, subject="Hello\r\nBcc: eve@evil.example"))
