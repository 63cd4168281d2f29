"""Mail providers of our own: a server that speaks Resend's protocol, and two that speak SMTP."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

RESEND_KEY = "re_test_key"


class ResendServer:
    """Takes letters as Resend does: a repeat with the same idempotency key gets the first answer again."""

    def __init__(self) -> None:
        self.letters: list[dict[str, Any]] = []
        self.asked = 0
        self.script: list[tuple[int, object] | str] = []
        """What the next requests get instead: a status with its body, or `lost` (taken, but no answer comes)."""
        self._answers: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with server._lock:
                    status, answer = server._take(self.path, self.headers, body)
                if status == 0:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                content = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html" if isinstance(answer, str) else "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def _take(self, path: str, headers: Any, body: dict[str, Any]) -> tuple[int, object]:
        self.asked += 1
        scripted = self.script.pop(0) if self.script else None
        if isinstance(scripted, tuple):
            return scripted
        if path != "/emails" or headers["Authorization"] != f"Bearer {RESEND_KEY}":
            return 403, {"statusCode": 403, "name": "invalid_api_key", "message": "API key is invalid"}
        key = headers["Idempotency-Key"]
        if key is None or key not in self._answers:
            self.letters.append({**body, "key": key})
            self._answers[key] = {"id": str(uuid4())}
        return (0, "") if scripted == "lost" else (200, self._answers[key])

    @contextmanager
    def running(self) -> Iterator["ResendServer"]:
        thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            self._http.server_close()


class SmtpServer:
    """Takes letters over SMTP, and answers as `answers` says at each stage (`MAIL`, `RCPT`, `DATA`).

    An address in `unknown` is refused, whatever it says else.
    """

    def __init__(self, *unknown: str, **answers: str) -> None:
        self.letters: list[Envelope] = []
        self.unknown = set(unknown)
        self.answers = answers

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from, envelope.smtp_utf8 = address, "SMTPUTF8" in options
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 No such person here"
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("250"):
            self.letters.append(envelope)
        return answer

    @contextmanager
    def running(self, **settings: Any) -> Iterator[str]:
        """The URL while the server runs."""
        controller = Controller(self, hostname="127.0.0.1", port=_free_port(), **settings)
        controller.start()
        try:
            yield f"smtp://127.0.0.1:{controller.port}"
        finally:
            controller.stop()


@contextmanager
def scripted_smtp(*answers: str) -> Iterator[str]:
    """An SMTP server that says these lines, one after each line it hears; after the last it hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(10)

    def serve() -> None:
        connection, _ = listening.accept()
        connection.settimeout(10)
        with connection, connection.makefile("rb") as heard:
            for answer in answers:
                connection.sendall(answer.encode() + b"\r\n")
                if answer.startswith("354"):
                    while heard.readline() not in {b".\r\n", b""}:
                        pass
                elif not heard.readline():
                    return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.close()
        thread.join(10)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
