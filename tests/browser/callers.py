"""People with cameras at a session of this moment: browsers with fake devices, and what they see and hear."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import QUIET
from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import sign_in
from tests.calling import session_of
from tests.cast import Cast, make_cast
from tests.cast import Person as Somebody
from tests.eventually import eventually
from tests.installation import installed

FAKE_DEVICES = [
    *QUIET,
    "--use-fake-device-for-media-stream=fps=5",
    "--use-fake-ui-for-media-stream",
    "--auto-select-desktop-capture-source=Entire screen",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--allow-loopback-in-peer-connection",
]
KNOWS_ITS_CONNECTIONS = """
(() => {
  const Real = window.RTCPeerConnection;
  window.owlConnections = [];
  window.RTCPeerConnection = class extends Real {
    constructor(options) {
      super({ ...options, iceTransportPolicy: window.owlRelayOnly ? "relay" : "all" });
      window.owlConnections.push(this);
    }
  };
})();
"""
RELAY_ONLY = "window.owlRelayOnly = true;"
HEARD = """async () => {
  let heard = 0;
  for (const connection of window.owlConnections) {
    if (connection.connectionState !== "connected") continue;
    (await connection.getStats()).forEach((report) => {
      if (report.type === "inbound-rtp" && report.kind === "audio") heard += report.totalAudioEnergy ?? 0;
    });
  }
  return heard;
}"""
SHOWN = """(selector) => [...document.querySelectorAll(selector)]
  .map((video) => video.getVideoPlaybackQuality().totalVideoFrames)"""
OTHERS = ".tile:not(.tile--own):not(.tile--screen) video"


@dataclass(frozen=True)
class Practice:
    """The cast at a running house, and the sessions they have there."""

    house: House
    cast: Cast

    def session(self, *clients: Somebody, starts_in: timedelta = timedelta()) -> str:
        """The id of a session of Thea's with these clients, at this moment or so much later."""
        with self._inside():
            return session_of(self.cast.thea, *clients, starts_in=starts_in)

    def _inside(self) -> Any:
        return installed(**settings_of(self.house))


def practice_at(house: House) -> Practice:
    with installed(**settings_of(house)):
        return Practice(house, make_cast())


def settings_of(house: House) -> dict[str, object]:
    key = eventually(lambda: _read(house))
    return {
        "data_dir": house.data_dir,
        "secret_key": key,
        "database_url": house.settings.get("OWL_DATABASE_URL", ""),
        "port": house.port,
    }


def _read(house: House) -> str:
    path = house.data_dir / "secret_key"
    return path.read_text() if path.exists() else ""


def prepare(caller: Person, *, relay_only: bool = False) -> None:
    """Let the tests see the connections of everything this person opens."""
    if relay_only:
        caller.context.add_init_script(RELAY_ONLY)
    caller.context.add_init_script(KNOWS_ITS_CONNECTIONS)


def start(thea: Person, practice: Practice, session_id: str) -> None:
    """Thea signs in, and goes from the session's page into its call."""
    sign_in(thea, practice.cast.thea.email, practice.cast.thea.password, at="/login")
    thea.is_at("/home")
    thea.open(f"/sessions/{session_id}")
    thea.link("Start the session").click()
    thea.is_at("/sessions/*/call")
    thea.press("Start the session")
    expect(thea.page.get_by_role("toolbar")).to_be_visible()


def join(client: Person, somebody: Somebody, session_id: str) -> None:
    """A client signs in, opens the session, and waits."""
    sign_in(client, somebody.email, somebody.password)
    client.is_at("/portal/account")
    client.open(f"/portal/sessions/{session_id}")
    knock(client)


def knock(client: Person, name: str = "") -> None:
    if name:
        client.write(Your_name=name)
    client.press("Join")
    client.sees(client.t("You are in the waiting room"))


def admit(thea: Person, name: str) -> None:
    thea.press(f"Admit {name}")


def sees_others_move(person: Person, others: int = 1) -> None:
    """The pictures of so many others arrive, and go on arriving."""
    expect(person.page.locator(OTHERS)).to_have_count(others)
    before = eventually(lambda: _if(_frames(person), lambda found: len(found) == others and min(found) > 0))
    eventually(
        lambda: _if(_frames(person), lambda found: all(now > was + 3 for now, was in zip(found, before, strict=False)))
    )


def hears(person: Person) -> None:
    """Sound arrives, and goes on arriving."""
    before = eventually(lambda: person.page.evaluate(HEARD))
    eventually(lambda: person.page.evaluate(HEARD) > before)


def _if(found: list[int], holds: Callable[[list[int]], bool]) -> list[int]:
    return found if holds(found) else []


def shares(person: Person) -> int:
    """Frames of a shared screen that have arrived."""
    found = person.page.evaluate(SHOWN, ".tile--screen video")
    return int(found[0]) if found else 0


def says_in_chat(person: Person, text: str) -> None:
    person.page.get_by_role("button", name=re.compile(rf"^{re.escape(person.t('Chat'))}")).click()
    person.field("Write a message").fill(text)
    person.press("Send")


def _frames(person: Person) -> list[int]:
    found: list[int] = person.page.evaluate(SHOWN, OTHERS)
    return found
