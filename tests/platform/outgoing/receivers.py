"""Receivers on a real socket: each answers a connection in its own way."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from coalition.platform.outgoing import Limits, Network

Answering = Callable[[socket.socket, bytes], None]
HERE = Network(Limits(plain_http=True, loopback=True, ports=None, seconds=1.0))


@contextmanager
def receiving(answer: Answering, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Listen until the block ends; the port. ``answer`` gets the connection and the request's bytes."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_one, args=(connection, answer, tls), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _one(connection: socket.socket, answer: Answering, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError), connection:
        secured = tls.wrap_socket(connection, server_side=True) if tls else connection
        answer(secured, _request(secured))
        secured.close()


def _request(connection: socket.socket) -> bytes:
    found = b""
    while b"\r\n\r\n" not in found:
        part = connection.recv(65_536)
        if not part:
            return found
        found += part
    head, _, body = found.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def says(response: bytes) -> Answering:
    """Always this answer."""
    return lambda connection, request: connection.sendall(response)


def hangs(connection: socket.socket, request: bytes) -> None:
    """Never answers."""
    time.sleep(5)


def drips(connection: socket.socket, request: bytes) -> None:
    """One byte at a time, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(200):
        connection.sendall(b".")
        time.sleep(0.1)


def floods(connection: socket.socket, request: bytes) -> None:
    """An answer without end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(10_000):
        connection.sendall(b"x" * 65_536)


def promises(connection: socket.socket, request: bytes) -> None:
    """Says for ever that the answer will come."""
    for _ in range(200):
        connection.sendall(b"HTTP/1.1 102 Processing\r\n\r\n")
        time.sleep(0.1)


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
