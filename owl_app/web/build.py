"""The frontend build: made once, kept while its sources stay the same, finished for any port and address."""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from owl_app.documents.fonts import FOLDER
from owl_app.i18n import DEFAULT, PSEUDO, languages
from owl_app.web.progress import working

ROOT = Path(__file__).parents[2]
WEB = ROOT / ".web"
SITE = WEB / "build" / "client"
RECORD = WEB / "build" / "record.json"
ASIDE = ROOT / ".build"
OUTPUT = ASIDE / "build.log"
LOCK = ROOT / "reflex.lock"
FONTS = {
    "noto-sans": "0.4.2",
    "noto-sans-arabic": "0.4.3",
    "noto-sans-devanagari": "0.4.1",
    "noto-sans-hebrew": "0.4.1",
    "noto-sans-kr": "0.4.3",
    "noto-sans-sc": "0.4.3",
}
"""The families that documents are set in, with their versions, as npm packages of `@expo-google-fonts`."""
_WEIGHTS = ("400Regular", "700Bold")
PLACEHOLDER = "http://own-origin.invalid"
"""The API address exported files carry until `finish` replaces it; change it when what replaces it changes, because
browsers keep the file for a year under a name made from its exported content."""
FALLBACK = "__spa-fallback.html"
NOT_FOUND = "404.html"

_SOURCES = ("owl_app", "assets", "rxconfig.py", "requirements.txt")
_NO_SOURCE = frozenset({"__pycache__", "external"})
_ADDRESS = re.compile(rf"""[`"'](http|ws)://{re.escape(urlsplit(PLACEHOLDER).netloc)}(/[^`"']*)[`"']""")
_INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_HTML_LANG = re.compile(r'<html\b([^>]*?)\slang="[^"]*"')


class BuildError(Exception):
    """The frontend could not be built; the message says what to do."""


@dataclass(frozen=True)
class Record:
    """What is kept beside a finished build."""

    fingerprint: str
    script_hashes: dict[str, list[str]]
    """For each HTML file, the CSP sources (`sha256-…`) of its inline scripts."""


def ensure_built(*, pseudo: bool = False) -> None:
    """Build the frontend if its sources changed since the last build.

    Raises:
        BuildError: the build failed, or a tool it needs is missing.
    """
    if _is_current(pseudo):
        return
    with _alone():
        if not _is_current(pseudo):
            _build(pseudo)


@lru_cache
def record() -> Record:
    """The record of the finished build.

    Raises:
        BuildError: nothing is built yet.
    """
    try:
        return Record(**json.loads(RECORD.read_text()))
    except (OSError, ValueError, TypeError):
        raise BuildError("The pages are not built yet. Run: make run") from None


def fingerprint(root: Path, *, pseudo: bool) -> str:
    """A digest of everything that shapes the frontend under `root`."""
    digest = sha256(f"pseudo={pseudo} python={sys.version_info[:2]}".encode())
    for path in _source_files(root):
        content = path.read_bytes()
        digest.update(f"\n{path.relative_to(root).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def finish(site: Path) -> None:
    """Make the exported files independent of port and address, and mark each page's language.

    Runs before the files are compressed.
    """
    _speak_to_own_origin(site)
    others = [language for language in languages(pseudo=True) if language != DEFAULT]
    for language in others:
        folder = site / language
        pages = [*folder.rglob("*.html"), site / f"{language}.html"]
        for page in filter(Path.is_file, pages):
            _set_language(page, page, language)
        if folder.is_dir():
            for name in (FALLBACK, NOT_FOUND):
                _set_language(site / FALLBACK, folder / name, language)


def script_hashes(html: str) -> list[str]:
    """The CSP sources of every inline script of a page, in order, each once."""
    scripts = (match[1] for match in _INLINE_SCRIPT.finditer(html))
    return list(dict.fromkeys(f"sha256-{b64encode(sha256(code.encode()).digest()).decode()}" for code in scripts))


def without_registry(lockfile: str) -> str:
    """The npm lockfile without the addresses its packages were fetched from; the integrity hashes stay."""
    content = json.loads(lockfile)
    for package in content.get("packages", {}).values():
        package.pop("resolved", None)
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _is_current(pseudo: bool) -> bool:
    try:
        kept = json.loads(RECORD.read_text())["fingerprint"]
    except (OSError, ValueError, KeyError):
        return False
    return bool(kept == current_fingerprint(ROOT, pseudo=pseudo))


def current_fingerprint(root: Path, *, pseudo: bool) -> str:
    """What the record of a build of these sources says."""
    return _with_lock(fingerprint(root, pseudo=pseudo))


def _build(pseudo: bool) -> None:
    before = fingerprint(ROOT, pseudo=pseudo)
    with working("Building the pages"):
        _export(pseudo)
    _forget_registry()
    _lay_out_fonts()
    hashes = {
        page.relative_to(SITE).as_posix(): script_hashes(page.read_text(encoding="utf-8"))
        for page in sorted(SITE.rglob("*.html"))
    }
    RECORD.write_text(json.dumps(asdict(Record(_with_lock(before), hashes)), indent=1))
    record.cache_clear()


def _export(pseudo: bool) -> None:
    environment = build_environment(pseudo)
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    with OUTPUT.open("w") as output:
        result = subprocess.run(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    if result.returncode != 0 or not (SITE / "index.html").is_file():
        raise BuildError(_reason(OUTPUT.read_text(errors="replace")))


def _lay_out_fonts() -> None:
    """Put the two weights that documents use where they are looked for."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for family in FONTS:
        for weight in _WEIGHTS:
            for font in (WEB / "node_modules" / "@expo-google-fonts" / family / weight).glob("*.ttf"):
                shutil.copyfile(font, FOLDER / font.name)


def _reason(output: str) -> str:
    if re.search(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network", output):
        return (
            "The pages could not be built because their packages could not be downloaded. "
            f"Connect this machine to the internet and try again. The whole output is in {OUTPUT.relative_to(ROOT)}."
        )
    last = "\n".join(output.strip().splitlines()[-25:])
    return f"The pages could not be built. The end of {OUTPUT.relative_to(ROOT)} says:\n\n{last}"


def build_environment(pseudo: bool) -> dict[str, str]:
    """The environment of a build: nothing of the installation's settings but the pseudo-language."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OWL_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    environment |= {
        "OWL_ENV_FILE": "",
        "OWL_PSEUDO_LANGUAGE": "1" if pseudo else "0",
        "REFLEX_USE_NPM": "1",
        "REFLEX_DIR": str(ASIDE / "reflex"),
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "npm_config_omit_lockfile_registry_resolved": "true",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_update_notifier": "false",
        "NO_COLOR": "1",
        "COLUMNS": "160",
    }
    if "NPM_CONFIG_REGISTRY" not in environment:
        environment["NPM_CONFIG_REGISTRY"] = _registry(environment)
    return environment


def _registry(environment: dict[str, str]) -> str:
    """The registry npm is set up for; without this Reflex would try out two of its own choice."""
    command = [str(Path(sys.executable).with_name("npm")), "config", "get", "registry"]
    try:
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        raise BuildError("Node is missing from .venv. Delete the folder .venv and run: make run") from None


def _speak_to_own_origin(site: Path) -> None:
    """Replace the API address of the build machine by the address the page was opened at."""
    files = list(site.glob("assets/reflex-env-*.js"))
    if not files:
        raise BuildError("The exported pages have no reflex-env file: this version of Reflex is built differently.")
    for file in files:
        file.write_text(_ADDRESS.sub(_own_origin, file.read_text()))


def _own_origin(address: re.Match[str]) -> str:
    scheme, path = address.groups()
    origin = "location.origin" if scheme == "http" else 'location.origin.replace(/^http/,"ws")'
    return f'({origin}+"{path}")'


def _set_language(source: Path, target: Path, language: str) -> None:
    html = source.read_text(encoding="utf-8")
    target.write_text(_HTML_LANG.sub(rf'<html\1 lang="{_tag(language)}"', html, count=1), encoding="utf-8")


def _tag(language: str) -> str:
    return "en-x-pseudo" if language == PSEUDO else language.replace("_", "-")


def _source_files(root: Path) -> Iterator[Path]:
    for name in _SOURCES:
        start = root / name
        found = [start] if start.is_file() else sorted(start.rglob("*"))
        for path in found:
            if path.is_file() and not _NO_SOURCE.intersection(path.relative_to(root).parts):
                yield path


def _with_lock(sources: str) -> str:
    """The sources' fingerprint joined with the packages they are locked to."""
    digest = sha256(sources.encode())
    for name in ("package.json", "package-lock.json"):
        path = LOCK / name
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def _forget_registry() -> None:
    path = LOCK / "package-lock.json"
    if path.is_file():
        content = path.read_text(encoding="utf-8")
        if '"resolved"' in content:
            path.write_text(without_registry(content), encoding="utf-8")


@contextmanager
def _alone() -> Iterator[None]:
    ASIDE.mkdir(exist_ok=True)
    with (ASIDE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
