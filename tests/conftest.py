"""What every test stands on: no settings from this machine, and no silence about what was left out."""

import os

import pytest

from tests import machine

for name in [
    name for name in os.environ if name.startswith("OWL_") and not name.startswith(("OWL_TEST_", "OWL_STRICT"))
]:
    del os.environ[name]
os.environ["OWL_ENV_FILE"] = ""


def pytest_configure(config: pytest.Config) -> None:
    if machine.is_strict() and machine.missing():
        pytest.exit("Missing here, and required by OWL_STRICT=1:\n" + "\n".join(machine.missing()), returncode=1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = machine.missing()
    if left_out:
        terminalreporter.section("left out on this machine")
        for sentence in left_out:
            terminalreporter.write_line(sentence)
