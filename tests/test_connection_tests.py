"""Connection tests: what is kept of one, and what the therapist of the session reads."""

import pytest

from owl_app.errors import Invalid, NotAllowed, NotFound, Throttled
from owl_app.models import AuditEntry, ConnectionTest, Verdict
from owl_app.services import connection_tests
from owl_app.services.access import SYSTEM, Viewer
from tests.calling import session_of
from tests.cast import Cast, Person
from tests.door import act, read, rows
from tests.installation import Clock


def seen(who: Person | Viewer, session_id: str) -> list[tuple[str, str | None, tuple[str, ...]]]:
    found = read(who, connection_tests.list_for_appointment, appointment_id=session_id)
    return [(each.name, each.verdict and each.verdict.value, each.why) for each in found]


@pytest.mark.parametrize(
    ("why", "verdict"),
    [
        ([], "good"),
        (["camera_none"], "poor"),
        (["relay_slow", "relay_lossy"], "poor"),
        (["microphone_denied"], "failed"),
        (["camera_none", "line_failed"], "failed"),
    ],
)
def test_the_verdict_follows_from_what_was_found(cast: Cast, why: list[str], verdict: str) -> None:
    assert act(cast.ana, connection_tests.keep, why=why) == verdict
    (kept,) = rows(ConnectionTest, account_id=cast.ana.account_id)
    assert (kept.result, kept.why) == (verdict, sorted(why))


def test_the_therapist_reads_the_newest_test_of_everybody_who_comes(cast: Cast, clock: Clock) -> None:
    session_id = session_of(cast.thea, cast.ana, cast.ben)
    act(cast.ana, connection_tests.keep, why=["camera_none"])
    clock.forward(minutes=1)
    act(cast.ana, connection_tests.keep, why=["relay_slow"])
    assert seen(cast.thea, session_id) == [("Ana Lopez", "poor", ("relay_slow",)), ("Ben Okafor", None, ())]


def test_others_read_nothing_of_it(cast: Cast) -> None:
    session_id = session_of(cast.thea, cast.ana)
    for who in (cast.tom, cast.ana, cast.mallory, None):
        with pytest.raises((NotFound, NotAllowed)):
            read(who, connection_tests.list_for_appointment, appointment_id=session_id)


def test_a_test_is_kept_for_ninety_days(cast: Cast, clock: Clock) -> None:
    session_id = session_of(cast.thea, cast.ana)
    act(cast.ana, connection_tests.keep, why=[])
    clock.forward(days=91)
    assert [verdict for _, verdict, _ in seen(SYSTEM, session_id)] == [None]


@pytest.mark.parametrize("why", [["nonsense"], ["camera_none", "<b>"], [{"a": 1}], [None]])
def test_what_no_test_of_ours_finds_is_not_kept(cast: Cast, why: list[object]) -> None:
    with pytest.raises(Invalid):
        act(cast.ana, connection_tests.keep, why=why)
    assert rows(ConnectionTest) == []


def test_staff_and_strangers_have_no_test_of_the_portal(cast: Cast) -> None:
    for who in (cast.thea, cast.olivia, None):
        with pytest.raises(NotAllowed):
            act(who, connection_tests.keep, why=[])
        with pytest.raises(NotAllowed):
            act(who, connection_tests.count)


def test_somebody_tests_twenty_times_an_hour(cast: Cast) -> None:
    for _ in range(20):
        act(cast.pat, connection_tests.count)
    with pytest.raises(Throttled):
        act(cast.pat, connection_tests.count)


def test_a_test_leaves_a_row_in_the_trail(cast: Cast) -> None:
    act(cast.ana, connection_tests.keep, why=[])
    (kept,) = [entry for entry in rows(AuditEntry, account_id=cast.ana.account_id) if entry.act == "connection_tested"]
    assert kept.detail == {"result": Verdict.GOOD}
