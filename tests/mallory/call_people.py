"""The people of sessions under attack: who comes to the door, who is let in, and what they say to one another."""

import json
from datetime import timedelta

from tests.calling import session_of
from tests.cast import Person
from tests.mallory.call_wire import CallSocket
from tests.mallory.house import House, cookies

SDP = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n"


class Session:
    """A session of a therapist with clients of their own, at this moment."""

    def __init__(self, house: House, clients: int = 1, **booked: timedelta) -> None:
        self.house = house
        self.therapist = house.colleague()
        self.clients = [house.newcomer() for _ in range(clients)]
        self.id = session_of(self.therapist, *self.clients, **booked)  # type: ignore[arg-type]

    def line(self, who: Person | None, **claims: str) -> CallSocket:
        return CallSocket(self.house.port, self.id, cookies=cookies(who), **claims)

    def entered(self, who: Person | None, name: str = "", **content: str) -> CallSocket:
        """A socket of somebody who has come to the door, and has heard what is there."""
        line = self.line(who)
        line.enter(name or (who.name if who else "Somebody"), **content)
        line.hear(lambda: line.of("room") or line.code)
        return line

    def call(self) -> tuple[CallSocket, CallSocket]:
        """The therapist and the first client in the call."""
        host, client = self.entered(self.therapist), self.entered(self.clients[0])
        admit(host, client)
        return host, client


def admit(host: CallSocket, *others: CallSocket) -> None:
    for other in others:
        host.say("admit", id=other.id)
        other.hear(lambda other=other: other.place == "admitted")  # type: ignore[misc]


def names(people: list[dict[str, object]]) -> list[object]:
    return [person["name"] for person in people]


def offered(sender: CallSocket, to: CallSocket, text: str = SDP) -> None:
    sender.say("signal", to=to.id, tab=to.tab, description={"type": "offer", "sdp": text})


def link_of(house: House, session: Session) -> str:
    answer = house.http(session.therapist).post(f"/sessions/{session.id}/drop-in")
    return str(json.loads(answer.body)["link"])


def opened(house: House, link: str) -> dict[str, str]:
    """What the browser of somebody who opened the link keeps."""
    return house.http().post("/drop-in/open", {"token": link.partition("#")[2]}).cookies
