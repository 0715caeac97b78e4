"""Connecting to exactly the address that was checked, within one deadline for everything."""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, field
from ipaddress import ip_address

import httpcore

from coalition.platform.outgoing.addresses import is_loopback, is_public
from coalition.platform.outgoing.targets import Limits

Resolve = Callable[[str, int], Sequence[str]]
_RESOLVERS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolve")


class Unreachable(Exception):
    """The request was not answered; ``code`` says why: name, inside, connection, tls, timeout, protocol, size."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def resolve(host: str, port: int) -> list[str]:
    """Every address of ``host``, as the system's resolver says; numbers in any notation come out plain."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Network:
    """The way out: a resolver, and what is let through."""

    limits: Limits = field(default_factory=Limits)
    resolve: Resolve = resolve

    def addresses(self, host: str, port: int, seconds: float) -> Sequence[str]:
        """The addresses of ``host``, all of them allowed. Raises Unreachable (``name``, ``inside``, ``timeout``)."""
        try:
            # The system's resolver has no timeout of its own.
            found = _RESOLVERS.submit(self.resolve, host, port).result(seconds)
        except TooLate as error:
            raise Unreachable("timeout") from error
        except (OSError, UnicodeError) as error:
            raise Unreachable("name") from error
        if not found:
            raise Unreachable("name")
        # One address inside among public ones is a trap, not an accident.
        if not all(self._allowed(address) for address in found):
            raise Unreachable("inside")
        return found

    def is_number_inside(self, host: str) -> bool:
        """Whether ``host`` is an address, not a name, and one that is refused. A name is looked up at connecting."""
        try:
            ip_address(host)
        except ValueError:
            return False
        return not self._allowed(host)

    def _allowed(self, address: str) -> bool:
        return is_public(address) or (self.limits.loopback and is_loopback(address))


class Deadline:
    """One moment by which all of a request is over."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left. Raises Unreachable (``timeout``)."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise Unreachable("timeout")
        return left


class CheckedBackend(httpcore.NetworkBackend):
    """Looks the name up once, checks every address, connects to one of those and no other."""

    def __init__(self, network: Network, deadline: Deadline) -> None:
        self._network, self._deadline = network, deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to a checked address of ``host``. Raises Unreachable."""
        addresses = self._network.addresses(host, port, self._deadline.left())
        try:
            stream = self._sockets.connect_tcp(addresses[0], port, timeout=self._deadline.left())
        except httpcore.ConnectTimeout as error:
            raise Unreachable("timeout") from error
        except httpcore.ConnectError as error:
            raise Unreachable("connection") from error
        return _TimedStream(stream, self._deadline)


class _TimedStream(httpcore.NetworkStream):
    # Each step gets what is left of the whole time, so that a slow drip ends too.

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        except (httpcore.ConnectError, ssl.SSLError) as error:
            raise Unreachable("tls") from error
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
