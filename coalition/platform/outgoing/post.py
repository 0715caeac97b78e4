"""One POST: no redirects, no cookies, no proxy, an answer of limited size within a limited time."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import httpcore

from coalition.platform.outgoing.network import CheckedBackend, Deadline, Network, Unreachable
from coalition.platform.outgoing.targets import BadTarget, parse_target


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the body, which is at most as long as allowed."""

    status: int
    body: bytes

    @property
    def taken(self) -> bool:
        """Whether the other side took it: 200 to 299. A redirect is not followed, so it is a refusal."""
        return 200 <= self.status < 300


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    network: Network,
    *,
    tls: ssl.SSLContext | None = None,
) -> Answer:
    """Send ``body`` to ``url``. Raises Unreachable; ``tls`` defaults to the system's trusted authorities."""
    limits = network.limits
    try:
        target = parse_target(url, limits)
    except BadTarget as error:
        raise Unreachable("target") from error
    deadline = Deadline(limits.seconds)
    sent = {"host": target.authority, "content-length": str(len(body)), "connection": "close", **headers}
    context = tls or (ssl.create_default_context() if target.scheme == "https" else None)
    backend = CheckedBackend(network, deadline)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=context, network_backend=backend) as pool,
            pool.stream("POST", target.url, headers=list(sent.items()), content=body) as response,
        ):
            return Answer(response.status, _limited(response, limits.most_bytes))
    except httpcore.TimeoutException as error:
        raise Unreachable("timeout") from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise Unreachable("protocol") from error
    except (httpcore.NetworkError, OSError) as error:
        raise Unreachable("connection") from error


def _limited(response: httpcore.Response, most: int) -> bytes:
    found = bytearray()
    for part in response.iter_stream():
        found += part
        if len(found) > most:
            raise Unreachable("size")
    return bytes(found)
