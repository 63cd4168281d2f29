"""Other tools over the same content, each with its own defaults; only `make bench` knows them."""

import subprocess
from pathlib import Path
from venv import EnvBuilder

from owl_app.web.build import ASIDE

FOLDER = Path(__file__).parent


def python() -> Path:
    """The Python of an environment that holds the rivals, made on the first call."""
    made = ASIDE / "rivals" / "bin" / "python"
    wanted = FOLDER / "requirements.txt"
    stamp = ASIDE / "rivals" / "installed"
    if not stamp.exists() or stamp.read_text() != wanted.read_text():
        EnvBuilder(with_pip=True, clear=True).create(ASIDE / "rivals")
        subprocess.run([made, "-m", "pip", "install", "--quiet", "-r", wanted], check=True)
        stamp.write_text(wanted.read_text())
    return made
