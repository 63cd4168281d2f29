"""The log: one handler for every process, and nothing personal in what it writes."""

import logging
import re
import sys
from collections.abc import Iterator
from traceback import format_tb

REDACTED = "[redacted]"
OWN_LOGGERS = ("owl_app",)

_SECRETS = (
    re.compile(r"(?i)\b(authorization|(?:set-)?cookie|x-csrf-token)(['\"]?\s*[:=]\s*)[^\n]+"),
    re.compile(
        r"(?i)\b([\w-]*(?:password|passwd|secret|token|api[_-]?key|session|code)[\w-]*)(['\"]?\s*[:=]\s*)"
        r"('[^']*'|\"[^\"]*\"|[^\s,;&})\]]+)"
    ),
)
_EMAIL = re.compile(r"[^\s<>\"'(),:;=@]+@[^\s<>\"'(),:;@]+")
_URL_CREDENTIALS = re.compile(r"(\w+://)[^/\s@]+@")
_LONG_RANDOM = re.compile(r"\b(?!owl_app)[A-Za-z0-9_-]{32,}\b")
_PAYLOAD = re.compile(r"[:=({\[<'\"`]")


def redact(text: str) -> str:
    """The text without cookies, credentials, tokens, passwords and email addresses."""
    text = _URL_CREDENTIALS.sub(rf"\1{REDACTED}@", text)
    for secret in _SECRETS:
        text = secret.sub(rf"\1\2{REDACTED}", text)
    text = _EMAIL.sub(lambda match: match[0] if REDACTED in match[0] else REDACTED, text)
    return _LONG_RANDOM.sub(REDACTED, text)


def without_payload(message: str) -> str:
    """A library's message up to the first thing it quotes.

    Libraries quote whatever they received: Reflex whole events with their headers, SQLAlchemy the
    parameters of a statement. No pattern recognises a diary entry, so nothing quoted is kept.
    """
    match = _PAYLOAD.search(message)
    return message if match is None else f"{message[: match.start()].rstrip()} {REDACTED}"


class RedactingFilter(logging.Filter):
    """Takes what is personal out of a record, for every handler that comes after."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if not record.name.startswith(OWN_LOGGERS):
            message = without_payload(message)
        record.msg, record.args = redact(message), ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = "\n".join(_where(record.exc_info[1]))
        record.exc_info = None
        record.stack_info = None
        return True


def configure(*, level: int = logging.INFO) -> None:
    """Send every log of this process through one redacting handler on standard error; safe to call again.

    Libraries lose the handlers they attached and say nothing below a warning; `level` is for our own words.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S%z"))
    handler.addFilter(RedactingFilter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in list(logging.root.manager.loggerDict):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(logging.NOTSET)
    for name in OWN_LOGGERS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught


def _where(error: BaseException) -> Iterator[str]:
    """The frames and the type of an error and its causes, without their messages: those quote data."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _where(cause)
        yield "which led to:"
    yield "".join(format_tb(error.__traceback__)).rstrip()
    yield type(error).__qualname__
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _where(inner)


def _log_uncaught(kind: type[BaseException], error: BaseException, traceback: object) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("owl_app").critical("Stopped by an unexpected error.", exc_info=error)
