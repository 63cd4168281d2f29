"""Settings: typed, frozen, and the only reader of the environment."""

import os
import re
import secrets
from contextlib import suppress
from functools import cached_property, lru_cache
from ipaddress import ip_address
from pathlib import Path
from tempfile import mkstemp
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

MINIMUM_KEY_BYTES = 32
_TURN = re.compile(r"turns?:(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?(\?transport=(udp|tcp))?")
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingsError(Exception):
    """A setting has a value the app cannot start with; the message says which and what to write instead."""


class Settings(BaseSettings):
    """Everything an installation can set, as `OWL_<NAME>` in the environment or in `.env`."""

    model_config = SettingsConfigDict(env_prefix="OWL_", env_ignore_empty=True, extra="ignore", frozen=True)

    public_url: str = ""
    port: int = Field(default=3000, ge=1, le=65535)
    host: str = "127.0.0.1"
    data_dir: Path = Path("data")
    database_url: str = ""
    redis_url: str | None = None
    workers: int = Field(default=1, ge=1, le=64)
    trusted_proxy_hops: int = Field(default=0, ge=0, le=10)
    secret_key: SecretStr = SecretStr("")
    mail_from: str = ""
    resend_api_key: SecretStr = SecretStr("")
    resend_base_url: str = ""
    smtp_url: SecretStr = SecretStr("")
    turn_url: str = ""
    turn_secret: SecretStr = SecretStr("")
    pseudo_language: bool = False
    """Adds the pseudo-language ⟦…⟧ to the build, so that a walk can find text that was never translated."""

    @field_validator("public_url")
    @classmethod
    def _public_url_is_an_origin(cls, url: str) -> str:
        if not url:
            return url
        parts = urlsplit(url)
        _ = parts.port
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("write it with its scheme, like https://portal.example.org")
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("leave out everything after the host, like https://portal.example.org")
        if parts.scheme == "http" and parts.hostname not in LOCAL_HOSTS:
            raise ValueError("it must start with https:// (browsers refuse sign-in cookies and cameras on plain http)")
        if "@" in parts.netloc:
            raise ValueError("leave out the user name and password")
        return _origin(parts.scheme, parts.hostname, parts.port)

    @field_validator("host")
    @classmethod
    def _host_is_an_address(cls, host: str) -> str:
        try:
            return str(ip_address("127.0.0.1" if host == "localhost" else host))
        except ValueError:
            raise ValueError("write an address of this machine, like 127.0.0.1, or 0.0.0.0 for all of them") from None

    @field_validator("secret_key")
    @classmethod
    def _secret_key_is_long(cls, key: SecretStr) -> SecretStr:
        if 0 < len(key.get_secret_value()) < MINIMUM_KEY_BYTES:
            raise ValueError(f"write at least {MINIMUM_KEY_BYTES} random characters, or leave it empty")
        return key

    @field_validator("database_url")
    @classmethod
    def _database_is_one_we_support(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError(
                "write postgresql+psycopg://user:password@host/name, or leave it empty for the built-in database"
            )
        return url

    @field_validator("redis_url")
    @classmethod
    def _redis_is_a_redis_url(cls, url: str | None) -> str | None:
        if url and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("write redis://host:6379/0, or leave it empty")
        return url

    @field_validator("resend_base_url")
    @classmethod
    def _resend_base_url_is_a_url(cls, url: str) -> str:
        if url and urlsplit(url).scheme not in {"http", "https"}:
            raise ValueError("write it with its scheme, or leave it empty")
        return url

    @field_validator("smtp_url")
    @classmethod
    def _smtp_is_an_smtp_url(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value() and urlsplit(url.get_secret_value()).scheme not in {"smtp", "smtps"}:
            raise ValueError("write smtp://user:password@host:587 or smtps://user:password@host:465")
        return url

    @field_validator("turn_url")
    @classmethod
    def _turn_is_a_turn_url(cls, urls: str) -> str:
        if not all(_TURN.fullmatch(url) for url in urls.split()):
            raise ValueError(
                "write turn:turn.example.org:3478, and after a space turns:turn.example.org:5349 if you have it"
            )
        return urls

    @model_validator(mode="after")
    def _fits_together(self) -> "Settings":
        if self.workers > 1 and not self.redis_url:
            raise ValueError("OWL_WORKERS above 1 needs OWL_REDIS_URL, so that the workers can share their state")
        if self.resend_api_key.get_secret_value() and self.smtp_url.get_secret_value():
            raise ValueError("set OWL_RESEND_API_KEY or OWL_SMTP_URL, not both")
        if self.mail_provider != "files" and not self.mail_from:
            raise ValueError("OWL_MAIL_FROM is needed to send mail, like Clinic <hello@example.org>")
        if self.turn_url and len(self.turn_secret.get_secret_value()) < MINIMUM_KEY_BYTES:
            raise ValueError(f"OWL_TURN_URL needs OWL_TURN_SECRET, with at least {MINIMUM_KEY_BYTES} random characters")
        return self

    @property
    def origin(self) -> str:
        """The one origin people reach the app at; every link and every Origin check uses it."""
        return self.origins[0]

    @cached_property
    def origins(self) -> tuple[str, ...]:
        """The origins the app answers at: the public one, or every name of this machine when there is none."""
        if self.public_url:
            return (self.public_url,)
        return tuple(_origin("http", host, self.port) for host in ("localhost", "127.0.0.1", "::1"))

    @property
    def is_https(self) -> bool:
        return self.origin.startswith("https://")

    @property
    def sql_url(self) -> str:
        return self.database_url or f"sqlite:///{(self.data_dir / 'owl.db').resolve()}"

    @property
    def mail_provider(self) -> str:
        """`resend`, `smtp`, or `files` when neither is set up."""
        if self.resend_api_key.get_secret_value():
            return "resend"
        if self.smtp_url.get_secret_value():
            return "smtp"
        return "files"

    @property
    def turn_urls(self) -> list[str]:
        """Where the TURN server answers; nowhere when there is none."""
        return self.turn_url.split()

    @property
    def mail_dir(self) -> Path:
        return self.data_dir / "mail"

    @property
    def key(self) -> bytes:
        """The installation's secret; made and kept in the data folder, readable by its owner alone, when not set."""
        if self.secret_key.get_secret_value():
            return self.secret_key.get_secret_value().encode()
        return _kept_key(self.data_dir)


def _origin(scheme: str, host: str, port: int | None) -> str:
    """The origin as browsers write it: lower case, without the scheme's usual port."""
    name = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{name}" if port in {None, usual} else f"{scheme}://{name}:{port}"


@lru_cache
def _kept_key(data_dir: Path) -> bytes:
    """The key in the data folder; of two processes that make it at once, one wins and both read the same."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data_dir / "secret_key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(48).encode())
    key = path.read_bytes()
    if len(key) < MINIMUM_KEY_BYTES:
        raise SettingsError(f"{path} is damaged: put it back from a backup, or delete it (everybody signs in again).")
    return key


def _write_once(path: Path, content: bytes) -> None:
    """Give the path its content in one step, readable by its owner alone, unless somebody was faster."""
    descriptor, temporary = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        os.unlink(temporary)


@lru_cache
def get_settings() -> Settings:
    """The settings of this process: from the environment, then from `.env` (or the file OWL_ENV_FILE names).

    Raises:
        SettingsError: a value cannot be used; one sentence says which, and what to write.
    """
    try:
        return Settings(_env_file=os.environ.get("OWL_ENV_FILE", ".env") or None)
    except ValidationError as error:
        raise SettingsError(_sentence(error.errors()[0])) from None


def _sentence(error: ErrorDetails) -> str:
    name = f"OWL_{error['loc'][0]}".upper() if error["loc"] else ""
    limits = error.get("ctx", {})
    reasons = {
        "int_parsing": "write a whole number",
        "greater_than_equal": f"write {limits.get('ge')} or more",
        "less_than_equal": f"write {limits.get('le')} or less",
        "bool_parsing": "write 1 or 0",
    }
    reason = reasons.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{name}: {reason}." if name else f"{reason}."
