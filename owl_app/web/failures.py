"""What nobody expected: logged without personal data, never shown through an alert or a script."""

import logging
from secrets import token_hex

log = logging.getLogger(__name__)


def backend(error: Exception) -> None:
    """A handler of the framework failed; ours answer for themselves."""
    log.error("event failed, reference %s", token_hex(4), exc_info=error)


def frontend(error: Exception) -> None:
    """A page failed in somebody's browser; only the kind of the report is kept."""
    log.error("a page failed: %s", str(error)[:80])
