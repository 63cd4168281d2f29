"""The frontend build: when it is made anew, and what is done to what comes out."""

import json
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from owl_app.i18n import PSEUDO
from owl_app.web import build

EXPORTED = (
    "var e={PING:`http://own-origin.invalid/ping`,EVENT:`ws://own-origin.invalid/_event`,"
    'UPLOAD:"http://own-origin.invalid/_upload",TRANSPORT:`websocket`};export{e as t};'
)
PAGE = '<!DOCTYPE html><html class="x" lang="en"><head></head><body></body></html>'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("owl_app/web/page.py", "owl_app/web/button.jsx", "assets/logo.svg", "rxconfig.py", "requirements.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


CHANGES: dict[str, Callable[[Path], object]] = {
    "a page": lambda root: (root / "owl_app/web/page.py").write_text("new"),
    "a component's script": lambda root: (root / "owl_app/web/button.jsx").write_text("new"),
    "an asset": lambda root: (root / "assets/logo.svg").write_text("new"),
    "a new file": lambda root: (root / "owl_app/web/new.py").write_text(""),
    "a renamed file": lambda root: (root / "assets/logo.svg").rename(root / "assets/owl.svg"),
    "a removed file": lambda root: (root / "assets/logo.svg").unlink(),
    "the configuration": lambda root: (root / "rxconfig.py").write_text("new"),
    "the requirements": lambda root: (root / "requirements.txt").write_text("new"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_of_what_shapes_the_pages_asks_for_a_build(project: Path, change: Callable[[Path], object]) -> None:
    before = build.fingerprint(project, pseudo=False)
    change(project)
    assert build.fingerprint(project, pseudo=False) != before


def test_the_pseudo_language_asks_for_a_build(project: Path) -> None:
    assert build.fingerprint(project, pseudo=False) != build.fingerprint(project, pseudo=True)


def test_a_mere_touch_or_a_cache_asks_for_none(project: Path) -> None:
    before = build.fingerprint(project, pseudo=False)
    (project / "rxconfig.py").touch()
    (project / "owl_app/__pycache__").mkdir()
    (project / "owl_app/__pycache__/page.pyc").write_text("")
    assert build.fingerprint(project, pseudo=False) == before


def test_text_moved_between_files_asks_for_a_build(project: Path) -> None:
    (project / "owl_app/a.py").write_text("xy")
    (project / "owl_app/b.py").write_text("z")
    before = build.fingerprint(project, pseudo=False)
    (project / "owl_app/a.py").write_text("x")
    (project / "owl_app/b.py").write_text("yz")
    assert build.fingerprint(project, pseudo=False) != before


def exported(site: Path) -> None:
    (site / "assets").mkdir()
    (site / "assets/reflex-env-BVGF6eGS.js").write_text(EXPORTED)
    for name in ("index.html", build.FALLBACK, f"{PSEUDO}.html", f"{PSEUDO}/index.html", f"{PSEUDO}/portal/index.html"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(PAGE)


def test_the_pages_speak_to_the_origin_they_were_opened_at(tmp_path: Path) -> None:
    exported(tmp_path)
    build.finish(tmp_path)
    code = (tmp_path / "assets/reflex-env-BVGF6eGS.js").read_text()
    assert "own-origin.invalid" not in code
    assert 'PING:(location.origin+"/ping")' in code
    assert 'EVENT:(location.origin.replace(/^http/,"ws")+"/_event")' in code


def test_a_reflex_that_builds_differently_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(build.BuildError, match="reflex-env"):
        build.finish(tmp_path)


def test_each_page_says_its_language(tmp_path: Path) -> None:
    exported(tmp_path)
    build.finish(tmp_path)
    assert 'lang="en"' in (tmp_path / "index.html").read_text()
    for name in ("index.html", "portal/index.html", build.FALLBACK, build.NOT_FOUND):
        assert 'lang="en-x-pseudo"' in (tmp_path / PSEUDO / name).read_text()
    assert 'lang="en-x-pseudo"' in (tmp_path / f"{PSEUDO}.html").read_text()


def test_inline_scripts_are_hashed_exactly_and_files_are_not() -> None:
    code = "\nif (a < b) { x('</p>') }\n"
    html = f'<script src="/a.js"></script><script type="module">{code}</script><script>{code}</script>'
    expected = "sha256-" + b64encode(sha256(code.encode()).digest()).decode()
    assert build.script_hashes(html) == [expected]


def test_the_lock_keeps_the_hashes_and_forgets_the_registry() -> None:
    package = {"version": "1.0.0", "resolved": "https://registry.invalid/x.tgz", "integrity": "sha512-x"}
    kept = json.loads(build.without_registry(json.dumps({"packages": {"node_modules/x": package}})))
    assert kept["packages"]["node_modules/x"] == {"version": "1.0.0", "integrity": "sha512-x"}


def test_the_committed_lock_pins_every_package_and_names_no_registry() -> None:
    packages = json.loads((build.LOCK / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert "resolved" not in package
        assert not name or package.get("integrity") or package.get("inBundle"), name


def test_a_build_sees_none_of_the_installations_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWL_SECRET_KEY", "x" * 40)
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "https://registry.invalid")
    environment = build.build_environment(pseudo=False)
    assert {name for name in environment if name.startswith("OWL_")} == {"OWL_ENV_FILE", "OWL_PSEUDO_LANGUAGE"}
    assert environment["OWL_ENV_FILE"] == ""
