"""The call of a session on its page: whose it is to hold, its drop-in link, and how the clients' tests went."""

from dataclasses import dataclass

import reflex as rx

from owl_app.errors import NotFound
from owl_app.i18n import t
from owl_app.models import Verdict
from owl_app.services import calls, connection_tests
from owl_app.services.access import STAFF
from owl_app.services.connection_tests import TestRow
from owl_app.web.connection_words import findings
from owl_app.web.live import live
from owl_app.web.routes import call_of, in_language_of, session_in
from owl_app.web.screen import Frame, Screen, handler
from owl_app.web.session import read, viewer_of
from owl_app.written import written_since


@dataclass(frozen=True)
class TestLine:
    """The newest test of one login, in words."""

    name: str
    verdict: str
    tone: str
    text: str


class SessionCallState(Screen, rx.State):
    """What stands beside the session in the address."""

    is_host: bool = False
    drop_in: bool = False
    address: str = ""
    drop_in_on: str = ""
    drop_in_off: str = ""
    tests: list[TestLine] = []

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        appointment_id = session_in(self.router.url.path)
        try:
            found = await read(self, calls.get_card, appointment_id=appointment_id)
        except NotFound:
            self.is_host, self.drop_in, self.tests = False, False, []
            return
        tests = await read(self, connection_tests.list_for_appointment, appointment_id=appointment_id)
        self.is_host, self.drop_in = found.is_host, found.drop_in
        self.address = in_language_of(self.router.url.path, call_of(appointment_id))
        self.drop_in_on = f"/sessions/{appointment_id}/drop-in"
        self.drop_in_off = f"{self.drop_in_on}/off"
        frame = await self.get_state(Frame)
        self.tests = [_line(test, frame) for test in tests]
        topics = [("connection-test", test.account_id) for test in tests]
        live.watch(self, await viewer_of(self), SessionCallState.load, ("appointment", appointment_id), *topics)
        self.loaded = True


def _line(test: TestRow, frame: Frame) -> TestLine:
    if test.verdict is None or test.at is None:
        return TestLine(test.name, t("Not tested"), "neutral", t("has not tried camera and connection yet"))
    verdict, tone = {
        Verdict.GOOD: (t("Good"), "success"),
        Verdict.POOR: (t("Poor"), "warning"),
        Verdict.FAILED: (t("Failed"), "danger"),
    }[test.verdict]
    when = written_since(test.at, frame.zone, frame.locale)
    why = findings(list(test.why))
    return TestLine(test.name, verdict, tone, f"{when}: {why}" if why else when)
