"""What nobody expected: logged without personal data, never shown through an alert or a script."""

import logging
from secrets import token_hex

log = logging.getLogger(__name__)


def backend(exception: Exception) -> None:
    """A handler of the framework failed; ours answer for themselves."""
    log.error("event failed, reference %s", token_hex(4), exc_info=exception)


def frontend(exception: Exception) -> None:
    """A page failed in somebody's browser; only the kind of the report is kept."""
    log.error("a page failed: %s", str(exception)[:80])
