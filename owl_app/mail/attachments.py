"""A file that goes with a letter."""

from dataclasses import dataclass
from email.message import Message


@dataclass(frozen=True)
class Attachment:
    """`media_type` with its parameters, as it stands in an email's Content-Type."""

    name: str
    media_type: str
    content: bytes

    @property
    def plain_type(self) -> str:
        """The media type without its parameters."""
        return self._header.get_content_type()

    @property
    def parameters(self) -> dict[str, str]:
        return {name: str(value) for name, value in (self._header.get_params() or [])[1:]}

    @property
    def _header(self) -> Message:
        header = Message()
        header["Content-Type"] = self.media_type
        return header
