"""The failures we expect, each with the sentence a person reads."""


class OwlError(Exception):
    """A failure that people can understand; `message` is shown to them, already in their language."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class NotFound(OwlError):
    """There is no such thing, or it is not yours: the same answer on purpose."""


class NotAllowed(OwlError):
    """This viewer may not do this."""


class Conflict(OwlError):
    """Somebody else changed it first, or it is already taken."""


class Throttled(OwlError):
    """Too many tries; the message says when to try again."""


class Invalid(OwlError):
    """What was typed cannot be used; `fields` holds a sentence for each field it concerns."""

    def __init__(self, fields: dict[str, str], message: str = "") -> None:
        super().__init__(message or " ".join(fields.values()))
        self.fields = fields
