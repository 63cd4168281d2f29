"""The outbox: a letter leaves once its transaction is kept, whatever dies in between, and arrives once."""

import re

import pytest

from owl_app.config import get_settings
from owl_app.database import transaction
from owl_app.errors import Conflict, NotAllowed, NotFound
from owl_app.mail import letters, outbox
from owl_app.mail.senders import AnswerLost, FileSender, Message, Refused, ResendSender, SmtpSender, TryLater
from owl_app.models import Account, Area, Letter, LetterState, Practice
from owl_app.services import mail_log, passwords
from owl_app.services.access import ANONYMOUS, SYSTEM, get_practice
from tests.cast import Cast, Person, letters_to, link_in
from tests.door import act, change, read, row, rows
from tests.installation import Clock, installed
from tests.providers import RESEND_KEY, ResendServer, SmtpServer, scripted_smtp
from tests.together import at_once, in_processes


class Recorder:
    """A sender that keeps what it is given, and fails as it is told."""

    name = "recorder"
    repeats_safely = True

    def __init__(self, *failures: Exception) -> None:
        self.messages: list[Message] = []
        self.failures = list(failures)

    def send(self, message: Message) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.messages.append(message)
        return "taken"


def ask(person: Person) -> None:
    act(None, passwords.ask_reset, area=person.area, email=person.email)


def deliver(sender: object) -> int:
    return outbox.deliver_due(get_settings(), sender)  # type: ignore[arg-type]


def only() -> Letter:
    (letter,) = rows(Letter)
    return letter


def test_a_letter_that_was_asked_for_arrives_once(olivia: Person) -> None:
    sender = Recorder()
    ask(olivia)
    assert deliver(sender) == 1
    assert deliver(sender) == 0
    assert [message.to_email for message in sender.messages] == [olivia.email]
    assert (only().state, only().provider_reference, only().reason) == (LetterState.ACCEPTED, "taken", "")


def test_a_transaction_that_fails_sends_nothing(olivia: Person) -> None:
    with pytest.raises(RuntimeError), transaction() as session:
        passwords.ask_reset(session, ANONYMOUS, area=olivia.area, email=olivia.email)
        raise RuntimeError
    assert deliver(Recorder()) == 0
    assert not rows(Letter)


def test_links_are_built_from_the_public_url_alone(olivia: Person) -> None:
    ask(olivia)
    sender = Recorder()
    with installed(
        data_dir=get_settings().data_dir,
        database_url=get_settings().database_url,
        public_url="https://portal.willow.example",
    ):
        deliver(sender)
    message = sender.messages[0]
    addresses = set(re.findall(r"https?://[^\s\"<]+", message.text + message.html))
    assert addresses == {f"https://portal.willow.example/link/{link_in(only())}"}


def test_the_link_in_the_letter_works(olivia: Person) -> None:
    ask(olivia)
    sender = Recorder()
    deliver(sender)
    token = sender.messages[0].text.split("/link/")[1].split()[0]
    act(None, passwords.use_reset_link, token=token, password_hash="x")
    assert row(Account, olivia.account_id).password_hash == "x"


def test_letters_carry_the_name_as_text_and_never_as_markup(cast: Cast) -> None:
    change(Account, cast.ana.account_id, name="<script>alert(1)</script> {{link}} ${practice} %s")
    ask(cast.ana)
    sender = Recorder()
    deliver(sender)
    assert "<script>" not in sender.messages[0].html
    assert "&lt;script&gt;" in sender.messages[0].html
    assert "Willow Street Therapy" in sender.messages[0].text


def test_a_provider_that_is_down_for_an_hour_gets_the_letter_once(olivia: Person, clock: Clock) -> None:
    ask(olivia)
    down = Recorder(*[TryLater("The mail server does not answer.")] * 100)
    for _ in range(60):
        deliver(down)
        clock.forward(minutes=1)
    assert only().state is LetterState.QUEUED
    assert only().reason == "The mail server does not answer."
    assert only().attempts < 10
    down.failures = []
    clock.forward(minutes=60)
    deliver(down)
    deliver(down)
    assert len(down.messages) == 1
    assert (only().state, only().reason) == (LetterState.ACCEPTED, "")


def test_every_try_carries_the_same_key_and_the_same_words(olivia: Person, clock: Clock) -> None:
    ask(olivia)
    sent: list[Message] = []

    class Busy(Recorder):
        def send(self, message: Message) -> str:
            sent.append(message)
            raise TryLater("busy")

    for _ in range(3):
        deliver(Busy())
        clock.forward(hours=1)
    assert len(sent) == 3
    assert len({repr(message) for message in sent}) == 1


def test_after_the_last_try_a_letter_has_failed_and_can_be_sent_again(olivia: Person, clock: Clock) -> None:
    ask(olivia)
    down = Recorder(*[TryLater("busy")] * 100)
    for _ in range(len(outbox.RETRY_AFTER) + 5):
        deliver(down)
        clock.forward(hours=9)
    assert only().state is LetterState.FAILED
    assert only().attempts == len(outbox.RETRY_AFTER) + 1
    down.failures = []
    act(SYSTEM, mail_log.resend, letter_id=only().id)
    deliver(down)
    assert only().state is LetterState.ACCEPTED


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (Refused("no such user"), LetterState.FAILED),
        (AnswerLost("lost"), LetterState.UNKNOWN),
        (ValueError("never thought of"), LetterState.UNKNOWN),
    ],
)
def test_what_cannot_be_repeated_is_not_tried_again_by_itself(
    olivia: Person, clock: Clock, failure: Exception, state: LetterState
) -> None:
    ask(olivia)
    sender = Recorder(failure)
    deliver(sender)
    clock.forward(days=2)
    deliver(sender)
    assert only().state is state
    assert not sender.messages


def test_one_letter_that_cannot_be_written_does_not_hold_up_the_others(cast: Cast) -> None:
    ask(cast.ana)
    ask(cast.olivia)
    sender = Recorder(ValueError("never thought of"))
    deliver(sender)
    assert len(sender.messages) == 1


def test_a_server_that_stops_begins_no_further_letter(cast: Cast) -> None:
    for person in (cast.olivia, cast.ana, cast.ben):
        ask(person)
    sender = Recorder()
    due = len(rows(Letter, state=LetterState.QUEUED))
    assert outbox.deliver_due(get_settings(), sender, lambda: len(sender.messages) == 1) == 1
    assert len(rows(Letter, state=LetterState.QUEUED)) == due - 1


def test_letters_that_speak_of_the_portal_lead_to_it_without_a_link_that_is_used_up(cast: Cast) -> None:
    with transaction() as session:
        practice, ana = get_practice(session), session.get_one(Account, cast.ana.account_id)
        drafts = [each(practice, ana) for each in (letters.account_exists, letters.connected, letters.one_more_person)]
        queued = [outbox.queue(session, draft) for draft in drafts]
    for letter in queued:
        assert "Open the Client Portal:\nhttp://localhost:3000/portal" in outbox.filled(
            letter.text, get_settings(), letter.id
        )
        assert 'href="http://localhost:3000/portal"' in outbox.filled(letter.html, get_settings(), letter.id, html=True)
        assert letter.has_link is False


def test_the_contact_for_clients_stands_in_their_letters_alone(cast: Cast) -> None:
    change(Practice, 1, support_contact="Call the front desk")
    with transaction() as session:
        practice = get_practice(session)
        ana, thea = (session.get_one(Account, each.account_id) for each in (cast.ana, cast.thea))
        to_ana, to_thea = letters.reset_password(practice, ana), letters.reset_password(practice, thea)
    assert "Call the front desk" in to_ana.text
    assert "Call the front desk" in to_ana.html
    assert "Call the front desk" not in to_thea.text + to_thea.html


def test_several_workers_at_once_deliver_each_letter_once(cast: Cast) -> None:
    for person in (cast.olivia, cast.ana, cast.mallory):
        for _ in range(3):
            ask(person)
    sender = Recorder()
    at_once(4, lambda _: deliver(sender))
    deliver(sender)
    keys = [message.key for message in sender.messages]
    assert len(keys) == len(set(keys)) == 9


def test_resend_gets_a_letter_once_although_its_answer_was_lost(olivia: Person, clock: Clock) -> None:
    ask(olivia)
    with ResendServer().running() as server:
        sender = ResendSender(RESEND_KEY, server.url)
        server.script = ["lost", (500, {"statusCode": 500, "name": "x", "message": "x"})]
        for _ in range(3):
            deliver(sender)
            clock.forward(minutes=10)
        assert server.asked == 3
        assert len(server.letters) == 1
    assert only().state is LetterState.ACCEPTED


def test_a_letter_whose_smtp_connection_broke_is_unknown_and_no_other_provider_gets_it(
    olivia: Person, clock: Clock
) -> None:
    ask(olivia)
    with scripted_smtp("220 hi", "250 hi", "250 ok", "250 ok", "354 go ahead") as url:
        deliver(SmtpSender(url))
    assert only().state is LetterState.UNKNOWN
    clock.forward(days=1)
    other = Recorder()
    deliver(other)
    assert not other.messages


KILLED_AFTER_COMMIT = """
import os
from owl_app.services import passwords
from owl_app.services.access import ANONYMOUS
from owl_app.database import transaction
from owl_app.models import Area
with transaction() as session:
    passwords.ask_reset(session, ANONYMOUS, area=Area.STAFF, email="olivia@willow.example")
os.kill(os.getpid(), 9)
"""

KILLED_WHILE_SENDING = """
import os
from owl_app.config import get_settings
from owl_app.mail import outbox, senders
sender = senders.sender_for(get_settings())
send = sender.send
def send_and_die(message):
    if {after}:
        send(message)
    os.kill(os.getpid(), 9)
sender.send = send_and_die
outbox.deliver_due(get_settings(), sender)
"""


def killed(program: str) -> None:
    with pytest.raises(AssertionError, match="ended with -9"):
        in_processes(1, program)


def test_a_process_killed_between_commit_and_send_still_sends_once(olivia: Person) -> None:
    killed(KILLED_AFTER_COMMIT)
    assert only().state is LetterState.QUEUED
    folder = get_settings().mail_dir
    deliver(FileSender(folder))
    deliver(FileSender(folder))
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("after", [True, False])
def test_a_process_killed_while_it_writes_a_file_leaves_one_file(olivia: Person, clock: Clock, after: bool) -> None:
    ask(olivia)
    killed(KILLED_WHILE_SENDING.format(after=after))
    sender = FileSender(get_settings().mail_dir)
    assert deliver(sender) == 0
    clock.forward(minutes=6)
    assert deliver(sender) == 1
    assert len(list(sender.folder.iterdir())) == 1
    assert only().state is LetterState.ACCEPTED


@pytest.mark.parametrize("after", [True, False])
def test_a_process_killed_while_it_speaks_to_resend_leaves_one_letter(
    olivia: Person, clock: Clock, after: bool
) -> None:
    ask(olivia)
    settings = get_settings()
    with (
        ResendServer().running() as server,
        installed(
            data_dir=settings.data_dir,
            database_url=settings.database_url,
            resend_api_key=RESEND_KEY,
            resend_base_url=server.url,
            mail_from="Willow <hello@willow.example>",
        ),
    ):
        killed(KILLED_WHILE_SENDING.format(after=after))
        clock.forward(minutes=6)
        deliver(ResendSender(RESEND_KEY, server.url))
        assert len(server.letters) == 1
    assert only().state is LetterState.ACCEPTED


@pytest.mark.parametrize("after", [True, False])
def test_a_process_killed_while_it_speaks_smtp_leaves_the_letter_unknown(
    olivia: Person, clock: Clock, after: bool
) -> None:
    ask(olivia)
    settings = get_settings()
    server = SmtpServer()
    with (
        server.running() as url,
        installed(
            data_dir=settings.data_dir,
            database_url=settings.database_url,
            smtp_url=url,
            mail_from="Willow <hello@willow.example>",
        ),
    ):
        killed(KILLED_WHILE_SENDING.format(after=after))
        clock.forward(minutes=6)
        deliver(SmtpSender(url))
        deliver(SmtpSender(url))
    assert len(server.letters) == int(after)
    assert (only().state, only().reason) == (LetterState.UNKNOWN, "interrupted")


def test_a_letter_begun_with_one_provider_is_not_begun_again_with_another(olivia: Person, clock: Clock) -> None:
    ask(olivia)
    killed(KILLED_WHILE_SENDING.format(after=True))
    clock.forward(minutes=6)
    other = Recorder()
    deliver(other)
    deliver(other)
    assert not other.messages
    assert only().state is LetterState.UNKNOWN


def test_the_mail_screen_shows_the_link_only_while_letters_are_files(cast: Cast) -> None:
    ask(cast.ana)
    letter = letters_to(cast.ana, "reset_password")[0]
    assert f"/link/{link_in(letter)}" in act(cast.adam, mail_log.read_letter, letter_id=letter.id)
    with (
        installed(
            data_dir=get_settings().data_dir,
            database_url=get_settings().database_url,
            smtp_url="smtp://127.0.0.1:9",
            mail_from="a@b.example",
        ),
        pytest.raises(NotAllowed),
    ):
        act(cast.olivia, mail_log.read_letter, letter_id=letter.id)


def test_an_admin_cannot_read_the_owners_letters(cast: Cast) -> None:
    ask(cast.olivia)
    letter = letters_to(cast.olivia, "reset_password")[0]
    with pytest.raises(NotAllowed):
        act(cast.adam, mail_log.read_letter, letter_id=letter.id)
    listed = {each.id: each for each in read(cast.adam, mail_log.list_letters)}
    assert not listed[str(letter.id)].may_read
    assert act(cast.olivia, mail_log.read_letter, letter_id=letter.id)


def test_a_letter_on_its_way_is_not_sent_a_second_time_from_the_mail_screen(cast: Cast) -> None:
    ask(cast.ana)
    letter = letters_to(cast.ana, "reset_password")[0]
    with pytest.raises(Conflict):
        act(cast.olivia, mail_log.resend, letter_id=letter.id)
    deliver(Recorder())
    with pytest.raises(Conflict):
        act(cast.olivia, mail_log.resend, letter_id=letter.id)
    with pytest.raises(NotFound):
        act(cast.olivia, mail_log.resend, letter_id="nonsense")


def test_of_two_who_press_resend_at_once_one_letter_leaves(cast: Cast) -> None:
    ask(cast.ana)
    deliver(Recorder(Refused("no")))
    letter = letters_to(cast.ana, "reset_password")[0]
    at_once(4, lambda _: act(cast.olivia, mail_log.resend, letter_id=letter.id))
    sender = Recorder()
    deliver(sender)
    assert len(sender.messages) == 1
    assert row(Letter, letter.id).state is LetterState.ACCEPTED


def test_neither_the_table_nor_the_log_holds_the_link(olivia: Person, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="owl_app"):
        ask(olivia)
        deliver(Recorder(TryLater("x")))
    token = link_in(only())
    assert token not in repr(only())
    assert token not in caplog.text
    assert olivia.email not in caplog.text


def test_a_letter_says_nothing_clinical_and_not_why(cast: Cast) -> None:
    ask(cast.ana)
    text = letters_to(cast.ana, "reset_password")[0].text.casefold()
    assert not {word for word in ("therapist", "appointment", "session", "diagnosis", "thea") if word in text}


def test_staff_and_clients_with_one_address_get_their_own_letters(cast: Cast) -> None:
    change(Account, cast.mallory.account_id, email=cast.thea.email, email_key=cast.thea.email)
    change(Account, cast.mallory.account_id, email_proven_at=row(Account, cast.ana.account_id).email_proven_at)
    act(None, passwords.ask_reset, area=Area.PORTAL, email=cast.thea.email)
    assert not letters_to(cast.thea, "reset_password")
    assert len(letters_to(cast.mallory, "reset_password")) == 1
