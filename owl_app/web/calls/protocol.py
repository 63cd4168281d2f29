"""The messages of a call's socket: what a page may say, each validated strictly, and how answers are written."""

import json
import re
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError, field_validator

LONGEST = 32 * 1024
"""Characters of a message; the longest that a page sends describes four streams and has a third of it."""
LONGEST_NAME = 60

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class Malformed(Exception):
    """What came is no message of ours."""


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Enter(_Message):
    """Come to the door, under a name; with a pass, back to where one was a moment ago."""

    type: Literal["enter"]
    name: str = Field(max_length=200)
    tab: Id
    """Made anew with each load of the page, so that others know whether its connections are still the same."""
    pass_: str = Field(default="", alias="pass", max_length=200)

    @field_validator("name")
    @classmethod
    def _name_is_readable(cls, name: str) -> str:
        return readable(name)


class Description(_Message):
    """What one end of a connection offers or answers."""

    type: Literal["offer", "answer"]
    sdp: str = Field(max_length=24 * 1024)


class Candidate(_Message):
    """An address one end can be reached at; an empty one says that there are no more."""

    candidate: str = Field(max_length=1024)
    sdpMid: str | None = Field(default=None, max_length=64)
    sdpMLineIndex: int | None = Field(default=None, ge=0, le=255)
    usernameFragment: str | None = Field(default=None, max_length=256)


class Signal(_Message):
    """For one other person in the call, passed on as it is; who sends it is written by the server."""

    type: Literal["signal"]
    to: Id
    tab: Id
    """The load of the other's page it is for: one that was left meanwhile is not to hear it."""
    description: Description | None = None
    candidate: Candidate | None = None

    @property
    def content(self) -> dict[str, Any]:
        return self.model_dump(include={"description", "candidate"}, exclude_none=True)


class Admit(_Message):
    type: Literal["admit"]
    id: Id


class SendBack(_Message):
    type: Literal["send_back"]
    id: Id


class Hold(_Message):
    type: Literal["hold"]
    id: Id


class End(_Message):
    type: Literal["end"]


class Leave(_Message):
    type: Literal["leave"]


class Ping(_Message):
    type: Literal["ping"]


Said = Enter | Signal | Admit | SendBack | Hold | End | Leave | Ping
_SAID: TypeAdapter[Said] = TypeAdapter(Annotated[Said, Field(discriminator="type")])


def read(text: str | bytes | None) -> Said:
    """What a page said.

    Raises:
        Malformed: it is none of our messages, or too long.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        raise Malformed
    try:
        return _SAID.validate_json(text)
    except ValidationError:
        raise Malformed from None


def write(kind: str, **content: Any) -> str:
    """One answer."""
    return json.dumps({"type": kind, **content}, ensure_ascii=False, separators=(",", ":"))


_GAPS = re.compile(r"\s+")
_MARKS_IN_A_ROW = 3


def readable(name: str) -> str:
    """A name as it may stand on the screens of others: one line, nothing that turns or buries the text beside it.

    Raises:
        ValueError: nothing is left of it.
    """
    kept: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", name):
        category = unicodedata.category(letter)
        marks = marks + 1 if category.startswith("M") else 0
        if (category[0] == "C" and not letter.isspace()) or marks > _MARKS_IN_A_ROW:
            continue
        kept.append(letter)
    text = _GAPS.sub(" ", "".join(kept)).strip()[:LONGEST_NAME].strip()
    if not any(letter.isalnum() for letter in text):
        raise ValueError("a name has letters")
    return text
