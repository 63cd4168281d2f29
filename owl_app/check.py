"""What `check` looks at: each finding says in a line whether something is right, and how to mend it when not."""

import http.client
import json
import shutil
import smtplib
import ssl
import stat
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from owl_app.config import Settings, SettingsError
from owl_app.web.gate import EVENTS, HEALTH

SECONDS = 5.0
ROOM = 500 * 1024 * 1024
"""Free bytes below which the data folder is said to be short of room."""


@dataclass(frozen=True)
class Finding:
    """One line of the report; `mend` says what to do when `ok` is false."""

    about: str
    ok: bool
    text: str
    mend: str = ""


def findings(settings: Settings) -> Iterator[Finding]:
    """Look at one thing after the other; nothing is changed and no mail is sent."""
    yield Finding("Settings", True, f"valid; the address is {settings.origin}")
    looks: list[Callable[[Settings], Finding]] = [_folder, _key, _database, _redis, _mail, _public_url, _socket, _turn]
    for look in looks:
        yield look(settings)


def _folder(settings: Settings) -> Finding:
    folder = settings.data_dir.resolve()
    if not folder.is_dir():
        return Finding("Data folder", False, f"{folder} does not exist yet.", "It is made at the first start: make run")
    if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding("Data folder", False, f"{folder} can be read by others.", f"Run: chmod 700 {folder}")
    if shutil.disk_usage(folder).free < ROOM:
        return Finding("Data folder", False, f"{folder} is almost full.", "Make room on its disk.")
    probe = folder / ".check"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Finding("Data folder", False, f"{folder} cannot be written to ({error.strerror}).", _own(folder))
    return Finding("Data folder", True, str(folder))


def _key(settings: Settings) -> Finding:
    path = settings.data_dir / "secret_key"
    if settings.secret_key.get_secret_value():
        return Finding("Secret key", True, "from OWL_SECRET_KEY")
    if not path.exists():
        return Finding("Secret key", False, "not made yet.", "It is made at the first start: make run")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding("Secret key", False, f"{path} can be read by others.", f"Run: chmod 600 {path}")
    try:
        _ = settings.key
    except (OSError, SettingsError) as error:
        return Finding("Secret key", False, f"{path} cannot be used.", str(error))
    return Finding("Secret key", True, f"{path}, readable by its owner alone")


def _database(settings: Settings) -> Finding:
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from sqlalchemy.exc import SQLAlchemyError

    from owl_app.database import alembic_config, reading

    if settings.sql_url.startswith("sqlite") and not Path(settings.sql_url.removeprefix("sqlite:///")).exists():
        return Finding("Database", False, "not made yet.", "It is made at the first start: make run")
    try:
        with reading() as session:
            current = MigrationContext.configure(session.connection()).get_current_revision()
    except SQLAlchemyError:
        return Finding(
            "Database",
            False,
            "does not answer, or refuses the user.",
            "Start it, and compare OWL_DATABASE_URL with it.",
        )
    if current != ScriptDirectory.from_config(alembic_config()).get_current_head():
        return Finding("Database", False, "answers, but is not up to date.", "Run: python -m owl_app migrate")
    kind = "SQLite" if settings.sql_url.startswith("sqlite") else "Postgres"
    return Finding("Database", True, f"{kind} answers and is up to date")


def _redis(settings: Settings) -> Finding:
    if not settings.redis_url:
        return Finding("Redis", True, "not used (needed for more than one worker)")
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        with Redis.from_url(settings.redis_url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS) as redis:
            redis.ping()
    except (RedisError, ValueError):
        return Finding("Redis", False, "does not answer.", "Start it, and compare OWL_REDIS_URL with it.")
    return Finding("Redis", True, "answers")


def _mail(settings: Settings) -> Finding:
    looks = {"files": _mail_files, "resend": _resend, "smtp": _smtp}
    return looks[settings.mail_provider](settings)


def _mail_files(settings: Settings) -> Finding:
    text = f"kept as files in {settings.mail_dir}, not sent: set OWL_RESEND_API_KEY or OWL_SMTP_URL to send it"
    return Finding("Mail", True, text)


def _resend(settings: Settings) -> Finding:
    address = (settings.resend_base_url or "https://api.resend.com").rstrip("/") + "/domains"
    key = settings.resend_api_key.get_secret_value()
    request = Request(address, headers={"Authorization": f"Bearer {key}", "User-Agent": "owl-app"})  # noqa: S310
    try:
        urlopen(request, timeout=SECONDS).close()  # noqa: S310
    except HTTPError as error:
        if _may_only_send(error):
            return Finding("Mail", True, "Resend knows the key (it may only send)")
        text = f"Resend refuses the key (status {error.code})."
        return Finding("Mail", False, text, "Make a new key at Resend and put it in OWL_RESEND_API_KEY.")
    except (URLError, OSError):
        return Finding("Mail", False, "Resend cannot be reached.", "Check this machine's connection and firewall.")
    return Finding("Mail", True, "Resend knows the key")


def _may_only_send(error: HTTPError) -> bool:
    try:
        return bool(json.load(error).get("name") == "restricted_api_key")
    except (ValueError, AttributeError):
        return False


def _smtp(settings: Settings) -> Finding:
    parts = urlsplit(settings.smtp_url.get_secret_value())
    host = parts.hostname or ""
    try:
        with _smtp_connection(parts.scheme, host, parts.port) as server:
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.noop()
    except smtplib.SMTPAuthenticationError:
        return Finding("Mail", False, f"{host} refuses user name or password.", "Correct them in OWL_SMTP_URL.")
    except smtplib.SMTPNotSupportedError:
        return Finding("Mail", False, f"{host} takes no password on this port.", "Try smtps:// with port 465.")
    except (OSError, smtplib.SMTPException):
        mend = "Compare host and port in OWL_SMTP_URL with your provider's; some networks block port 25."
        return Finding("Mail", False, f"{host} does not answer as a mail server.", mend)
    return Finding("Mail", True, f"{host} accepts the sign-in")


def _smtp_connection(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS, context=context)
    server = smtplib.SMTP(host, port or 587, timeout=SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=context)
    return server


def _public_url(settings: Settings) -> Finding:
    about = "Public address"
    if not settings.public_url:
        return Finding(
            about, True, f"{settings.origin}, for this machine alone: set OWL_PUBLIC_URL to open it to others"
        )
    try:
        status, body = _get(settings.origin, HEALTH)
    except ssl.SSLCertVerificationError:
        return Finding(about, False, "its certificate is not valid.", "Let Caddy get one, or renew it in nginx.")
    except (OSError, http.client.HTTPException):
        mend = "Start the app and the proxy, and let the name point to this machine (DNS, ports 80 and 443)."
        return Finding(about, False, f"{settings.origin} cannot be reached from here.", mend)
    if status != 200 or b'"ok"' not in body:
        mend = f"Let the proxy pass everything on to {settings.host}:{settings.port}."
        return Finding(about, False, f"{settings.origin} is answered, but not by a healthy Owl App.", mend)
    return Finding(about, True, f"{settings.origin} answers")


def _socket(settings: Settings) -> Finding:
    about = "Live connection"
    try:
        status = _handshake(settings.origin)
    except (OSError, http.client.HTTPException):
        return Finding(about, False, f"{settings.origin} does not answer.", "Start the app, then check again.")
    if status == 101:
        return Finding(about, True, "websockets pass")
    mend = "Let the proxy pass Upgrade, Connection and Host on: deploy/ has examples for Caddy and nginx."
    return Finding(about, False, f"websockets do not pass (status {status}).", mend)


def _turn(settings: Settings) -> Finding:
    from owl_app.clock import now
    from owl_app.security.turn import credentials
    from owl_app.web.calls.turn_probe import ProbeFailed, Unauthorized, Unreachable, relay_a_packet

    about = "Video relay"
    if not settings.turn_urls:
        text = "none: one call in ten does not get through home routers without (OWL_TURN_URL)"
        return Finding(about, True, text)
    given = credentials(settings.turn_secret.get_secret_value(), "check", at=now().timestamp())
    for url in settings.turn_urls:
        try:
            relay_a_packet(url, given)
        except Unauthorized:
            mend = "Write the same secret into OWL_TURN_SECRET and static-auth-secret, and compare the clocks."
            return Finding(about, False, f"{url} refuses our credentials.", mend)
        except Unreachable:
            mend = "Start coturn, and open its port in the firewall: UDP and TCP 3478."
            return Finding(about, False, f"{url} does not answer.", mend)
        except ProbeFailed as failed:
            mend = "Open the relay's ports in the firewall (min-port to max-port), and set external-ip behind a router."
            return Finding(about, False, f"{url} answers, but relays nothing: {failed}.", mend)
    return Finding(about, True, f"{', '.join(settings.turn_urls)} relayed a packet")


def _get(origin: str, path: str) -> tuple[int, bytes]:
    connection = _connection(origin)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read(1000)
    finally:
        connection.close()


def _handshake(origin: str) -> int:
    """The status a websocket handshake is answered with; 101 is success."""
    headers = {
        "Origin": origin,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": b64encode(token_bytes(16)).decode(),
    }
    connection = _connection(origin)
    try:
        connection.request("GET", f"{EVENTS}/?EIO=4&transport=websocket&token=check", headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def _connection(origin: str) -> http.client.HTTPConnection:
    parts = urlsplit(origin)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=SECONDS)


def _own(folder: Path) -> str:
    return f"Give it to the user who runs the app: chown -R that-user {folder}"
