"""Proves a TURN server: a packet goes in at one allocation and comes out at another."""

import hashlib
import hmac
import socket
import ssl
import struct
from contextlib import ExitStack
from dataclasses import dataclass
from secrets import token_bytes
from urllib.parse import parse_qs

from owl_app.security.turn import Credentials

SECONDS = 1.0
TRIES = 4
_MAGIC = 0x2112A442
_ALLOCATE, _REFRESH, _SEND, _DATA, _PERMISSION = 0x0003, 0x0004, 0x0016, 0x0017, 0x0008
_SUCCESS, _ERROR = 0x0100, 0x0110
_USERNAME, _INTEGRITY, _ERROR_CODE, _REALM, _NONCE = 0x0006, 0x0008, 0x0009, 0x0014, 0x0015
_PEER, _CONTENT, _RELAYED, _TRANSPORT, _LIFETIME = 0x0012, 0x0013, 0x0016, 0x0019, 0x000D
_VEILED = frozenset({_PEER, _RELAYED})
_UDP = struct.pack("!I", 17 << 24)


class ProbeFailed(Exception):
    """The relay does not do what a call needs; the message says which step."""


class Unreachable(ProbeFailed):
    """Nothing answers there."""


class Unauthorized(ProbeFailed):
    """It does not accept the credentials."""


@dataclass(frozen=True)
class _Message:
    kind: int
    transaction: bytes
    attributes: dict[int, bytes]


def relay_a_packet(url: str, credentials: Credentials) -> None:
    """Send a packet through the server at this `turn:` address and see it come out.

    Raises:
        Unreachable, Unauthorized, ProbeFailed: it did not come.
    """
    with ExitStack() as stack:
        one, other = (stack.enter_context(_Allocation(url, credentials)) for _ in range(2))
        one.permit(other.relayed)
        other.permit(one.relayed)
        content = token_bytes(32)
        for _ in range(TRIES):
            one.send(other.relayed, content)
            if other.hears(content):
                return
        raise ProbeFailed("what goes in does not come out")


class _Allocation:
    """An address at the server that stands for ours."""

    def __init__(self, url: str, credentials: Credentials) -> None:
        self._credentials = credentials
        self._signed: dict[int, bytes] = {}
        self._key = b""
        try:
            self._line = _connected(url)
        except OSError as error:
            raise Unreachable(str(error)) from None
        self.relayed = b""

    def __enter__(self) -> "_Allocation":
        try:
            self.relayed = self._allocate()
        except BaseException:
            self._line.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._ask(_REFRESH, {_LIFETIME: bytes(4)})
        except ProbeFailed:
            pass
        finally:
            self._line.close()

    def permit(self, peer: bytes) -> None:
        if self._ask(_PERMISSION, {_PEER: peer}).kind != _PERMISSION | _SUCCESS:
            raise ProbeFailed("it lets nobody send to another who is relayed")

    def send(self, peer: bytes, content: bytes) -> None:
        self._line.send(_packed(_SEND, token_bytes(12), {_PEER: peer, _CONTENT: content}))

    def hears(self, content: bytes) -> bool:
        """Whether this is what arrives next."""
        while (message := self._line.receive()) is not None:
            if message.kind == _DATA and message.attributes.get(_CONTENT) == content:
                return True
        return False

    def _allocate(self) -> bytes:
        refused = self._ask(_ALLOCATE, {_TRANSPORT: _UDP})
        self._signed = {name: refused.attributes.get(name, b"") for name in (_REALM, _NONCE)}
        self._signed[_USERNAME] = self._credentials.username.encode()
        secret = f"{self._credentials.username}:{self._signed[_REALM].decode()}:{self._credentials.password}"
        self._key = hashlib.md5(secret.encode(), usedforsecurity=False).digest()
        found = self._ask(_ALLOCATE, {_TRANSPORT: _UDP})
        if found.kind == _ALLOCATE | _ERROR:
            code = found.attributes.get(_ERROR_CODE, bytes(4))
            number = code[2] * 100 + code[3]
            if number in {401, 403, 438, 441}:
                raise Unauthorized(f"status {number}")
            raise ProbeFailed(f"it gives no address (status {number})")
        if _RELAYED not in found.attributes:
            raise ProbeFailed("it gives no address")
        return found.attributes[_RELAYED]

    def _ask(self, kind: int, attributes: dict[int, bytes]) -> _Message:
        transaction = token_bytes(12)
        packet = _packed(kind, transaction, attributes | self._signed, self._key)
        for _ in range(TRIES):
            self._line.send(packet)
            while (message := self._line.receive()) is not None:
                if message.transaction == transaction:
                    return message
        raise Unreachable("no answer")


class _Line:
    """A connection to the server that carries whole messages."""

    def __init__(self, connection: socket.socket, *, stream: bool) -> None:
        self._connection = connection
        self._stream = stream
        self._rest = b""

    def send(self, packet: bytes) -> None:
        try:
            self._connection.sendall(packet)
        except OSError as error:
            raise Unreachable(str(error)) from None

    def receive(self) -> _Message | None:
        """The next message; None when nothing comes in time."""
        try:
            return _unpacked(self._packet())
        except TimeoutError:
            return None
        except (OSError, struct.error) as error:
            raise Unreachable(str(error)) from None

    def close(self) -> None:
        self._connection.close()

    def _packet(self) -> bytes:
        if not self._stream:
            return self._connection.recv(4096)
        head = self._exactly(20)
        return head + self._exactly(struct.unpack("!H", head[2:4])[0])

    def _exactly(self, size: int) -> bytes:
        while len(self._rest) < size:
            more = self._connection.recv(4096)
            if not more:
                raise ConnectionError("hung up")
            self._rest += more
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


def _connected(url: str) -> _Line:
    scheme, _, rest = url.partition(":")
    address, _, query = rest.partition("?")
    host, colon, port = address.rpartition(":")
    if not colon or "]" in port:
        host, port = address, "5349" if scheme == "turns" else "3478"
    host = host.strip("[]")
    stream = scheme == "turns" or parse_qs(query).get("transport") == ["tcp"]
    if stream:
        connection: socket.socket = socket.create_connection((host, int(port)), SECONDS * TRIES)
        if scheme == "turns":
            connection = ssl.create_default_context().wrap_socket(connection, server_hostname=host)
    else:
        family, kind, _, _, where = socket.getaddrinfo(host, int(port), type=socket.SOCK_DGRAM)[0]
        connection = socket.socket(family, kind)
        connection.connect(where)
    connection.settimeout(SECONDS)
    return _Line(connection, stream=stream)


def _packed(kind: int, transaction: bytes, attributes: dict[int, bytes], key: bytes = b"") -> bytes:
    veiled = {name: _veiled(value, transaction) for name, value in attributes.items() if name in _VEILED}
    body = b"".join(_attribute(name, value) for name, value in (attributes | veiled).items())
    if key:
        signed = struct.pack("!HHI", kind, len(body) + 24, _MAGIC) + transaction + body
        body += _attribute(_INTEGRITY, hmac.new(key, signed, hashlib.sha1).digest())
    return struct.pack("!HHI", kind, len(body), _MAGIC) + transaction + body


def _attribute(name: int, value: bytes) -> bytes:
    return struct.pack("!HH", name, len(value)) + value + bytes(-len(value) % 4)


def _unpacked(packet: bytes) -> _Message:
    kind, length, _ = struct.unpack("!HHI", packet[:8])
    transaction, body = packet[8:20], packet[20 : 20 + length]
    attributes: dict[int, bytes] = {}
    while len(body) >= 4:
        name, size = struct.unpack("!HH", body[:4])
        attributes.setdefault(name, body[4 : 4 + size])
        body = body[4 + size + -size % 4 :]
    for name in _VEILED & attributes.keys():
        attributes[name] = _veiled(attributes[name], transaction)
    return _Message(kind, transaction, attributes)


def _veiled(address: bytes, transaction: bytes) -> bytes:
    """An address as it travels, from one as it is, and the other way round."""
    veil = struct.pack("!HHI", 0, _MAGIC >> 16, _MAGIC) + transaction
    return bytes(each ^ other for each, other in zip(address, veil, strict=False))
