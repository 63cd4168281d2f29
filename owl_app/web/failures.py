"""What nobody expected: logged without personal data, never shown through an alert or a script."""

import logging
import re
from secrets import token_hex

log = logging.getLogger(__name__)
_KIND = re.compile(r"\b[A-Z][A-Za-z]{0,40}(?:Error|Exception)\b")


def backend(exception: Exception) -> None:
    """A handler of the framework failed; ours answer for themselves."""
    log.error("event failed, reference %s", token_hex(4), exc_info=exception)


def frontend(exception: Exception) -> None:
    """A page failed in somebody's browser; only the kind of the report is kept."""
    kind = _KIND.search(str(exception)[:200])
    log.error("a page failed: %s", kind[0] if kind else "unknown")
