"""A provider on a real socket, which answers, errs, hangs, drips, lies or hangs up."""

import base64
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs


@dataclass
class Provider:
    """Each connection is handled by ``behaviour(connection, request)``; ``texts`` are those it took."""

    behaviour: Callable[["Provider", socket.socket], None]
    texts: list[dict[str, str]] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)

    def __enter__(self) -> "Provider":
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    @property
    def url(self) -> str:
        """What the setting would be."""
        return f"twilio+http://AC1:secret@127.0.0.1:{self._listener.getsockname()[1]}/+15550100"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._handle, args=[connection], daemon=True).start()

    def _handle(self, connection: socket.socket) -> None:
        with connection:
            try:
                self.behaviour(self, connection)
            except OSError:
                return


def read_request(provider: Provider, connection: socket.socket) -> dict[str, str]:
    """Read one whole request; its form."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    while len(body) < length:
        body += connection.recv(65536)
    provider.requests.append(head)
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def respond(connection: socket.socket, status: int, body: bytes) -> None:
    """One whole answer."""
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body)


def takes(provider: Provider, connection: socket.socket) -> None:
    """Takes every text, several on one connection."""
    while True:
        form = read_request(provider, connection)
        provider.texts.append(form)
        respond(connection, 201, json.dumps({"sid": f"SM{len(provider.texts)}"}).encode())


def says(status: int, body: object) -> Callable[[Provider, socket.socket], None]:
    """Answers with this status and JSON (or bytes as they are)."""

    def answer(provider: Provider, connection: socket.socket) -> None:
        provider.texts.append(read_request(provider, connection))
        respond(connection, status, body if isinstance(body, bytes) else json.dumps(body).encode())

    return answer


def hangs(provider: Provider, connection: socket.socket) -> None:
    """Takes the text and never says so."""
    provider.texts.append(read_request(provider, connection))
    time.sleep(20)


def drips(provider: Provider, connection: socket.socket) -> None:
    """Takes the text and answers one byte at a time, for ever."""
    provider.texts.append(read_request(provider, connection))
    connection.sendall(b"HTTP/1.1 201 X\r\n")
    for _ in range(200):
        connection.sendall(b"X-Slow: 1\r\n"[:1])
        time.sleep(0.1)


def hangs_up(provider: Provider, connection: socket.socket) -> None:
    """Takes the text and cuts the connection."""
    provider.texts.append(read_request(provider, connection))
    connection.shutdown(socket.SHUT_RDWR)


def authorization(head: bytes) -> str:
    """The credentials that came with a request."""
    line = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"authorization"))
    return base64.b64decode(line.split()[-1]).decode()
