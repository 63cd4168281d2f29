"""Settings: every wrong value stops with one clear sentence, and the key is made once."""

import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from owl_app import config
from owl_app.config import Settings, SettingsError, get_settings

ROOT = Path(__file__).parents[1]

WRONG = {
    "OWL_PORT=abc": "OWL_PORT",
    "OWL_PORT=0": "OWL_PORT",
    "OWL_PORT=70000": "OWL_PORT",
    "OWL_WORKERS=0": "OWL_WORKERS",
    "OWL_WORKERS=two": "OWL_WORKERS",
    "OWL_WORKERS=2": "OWL_REDIS_URL",
    "OWL_TRUSTED_PROXY_HOPS=-1": "OWL_TRUSTED_PROXY_HOPS",
    "OWL_PUBLIC_URL=portal.example.org": "https://",
    "OWL_PUBLIC_URL=http://portal.example.org": "https://",
    "OWL_PUBLIC_URL=https://portal.example.org/app": "after the host",
    "OWL_PUBLIC_URL=https://portal.example.org?x=1": "after the host",
    "OWL_PUBLIC_URL=https://me:pass@portal.example.org": "user name",
    "OWL_PUBLIC_URL=https://portal.example.org:port": "OWL_PUBLIC_URL",
    "OWL_DATABASE_URL=mysql://x/y": "postgresql+psycopg://",
    "OWL_DATABASE_URL=postgres://x/y": "postgresql+psycopg://",
    "OWL_REDIS_URL=localhost:6379": "redis://",
    "OWL_SMTP_URL=mail.example.org": "smtp://",
    "OWL_RESEND_BASE_URL=api.example.org": "OWL_RESEND_BASE_URL",
    "OWL_RESEND_API_KEY=re_x": "OWL_MAIL_FROM",
    "OWL_SECRET_KEY=short": "OWL_SECRET_KEY",
    "OWL_HOST=localhost:3000": "OWL_HOST",
    "OWL_PSEUDO_LANGUAGE=perhaps": "OWL_PSEUDO_LANGUAGE",
}


@pytest.fixture(autouse=True)
def fresh_settings() -> Iterator[None]:
    get_settings.cache_clear()
    config._kept_key.cache_clear()
    yield
    get_settings.cache_clear()
    config._kept_key.cache_clear()


@pytest.mark.parametrize(("given", "hint"), WRONG.items(), ids=WRONG)
def test_a_wrong_value_is_named_in_one_sentence(given: str, hint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, value = given.split("=", 1)
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        get_settings()
    sentence = str(caught.value)
    assert sentence.startswith("OWL_") and hint in sentence
    assert "\n" not in sentence and sentence.endswith(".") and "pydantic" not in sentence


def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWL_SMTP_URL", "ftp://owl:hunter2@mail.example.org")
    with pytest.raises(SettingsError) as caught:
        get_settings()
    assert "hunter2" not in str(caught.value)


def test_the_command_line_says_the_sentence_and_nothing_else() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "owl_app", "migrate"],
        cwd=ROOT,
        env={"OWL_PORT": "abc", "OWL_ENV_FILE": ""},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1 and result.stderr.startswith("OWL_PORT")


def test_the_public_url_is_kept_as_browsers_write_it() -> None:
    assert Settings(_env_file=None, public_url="https://Portal.Example.ORG:443/").origin == "https://portal.example.org"
    assert Settings(_env_file=None, public_url="https://x.example:8443").origin == "https://x.example:8443"


def test_without_a_public_url_every_name_of_this_machine_is_an_origin() -> None:
    origins = Settings(_env_file=None, port=4000).origins
    assert origins == ("http://localhost:4000", "http://127.0.0.1:4000", "http://[::1]:4000")


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path / "data")
    key = settings.key
    config._kept_key.cache_clear()
    assert settings.key == key and len(key) >= config.MINIMUM_KEY_BYTES
    assert stat.S_IMODE((tmp_path / "data/secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]


def test_processes_that_make_the_key_at_once_agree_on_it(tmp_path: Path) -> None:
    code = "from owl_app.config import get_settings; print(get_settings().key.decode())"

    def one(_: int) -> str:
        environment = {"OWL_DATA_DIR": str(tmp_path), "OWL_ENV_FILE": ""}
        command = [sys.executable, "-c", code]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(one, range(8)))
    assert len(keys) == 1 and len(keys.pop().strip()) >= config.MINIMUM_KEY_BYTES


@pytest.mark.parametrize("content", ["", "short"])
def test_a_damaged_key_stops_the_start(tmp_path: Path, content: str) -> None:
    (tmp_path / "secret_key").write_text(content)
    with pytest.raises(SettingsError, match="damaged"):
        _ = Settings(_env_file=None, data_dir=tmp_path).key


def test_every_setting_is_explained_in_the_example_file() -> None:
    explained = (ROOT / ".env.example").read_text()
    for name in Settings.model_fields:
        assert f"OWL_{name.upper()}=" in explained
