"""Birch's own system: a receiver on a real socket that checks signatures as the documentation says, and keeps ids."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from coalition.platform.tenancy import Actor, acting
from consent.propagation.actions.deliveries import send_deliveries
from consent.propagation.actions.endpoints import Secrets, add_endpoint
from consent.propagation.actions.feed import publish_withdrawals
from consent.propagation.rules.signatures import BadSignature, check_signature
from tests.factories import NOW
from tests.platform.outgoing.receivers import HERE, OK, receiving

DOWN = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
STRANGER = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"


@dataclass
class System:
    """What arrived, and how it answers: ``answers`` first, one for each request, then yes."""

    secrets: list[str] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    down: bool = False

    def take(self, connection: socket.socket, request: bytes) -> None:
        """Check the signature, keep the entry, answer."""
        head, _, body = request.partition(b"\r\n\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head.decode().split("\r\n")[1:])
        moment = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        original = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
        signed = {name.lower(): value for name, value in original.items()}
        try:
            check_signature(signed, body, moment, keys=self.secrets)
        except BadSignature:
            connection.sendall(STRANGER)
            return
        self.requests.append({"webhook-id": headers["webhook-id"], **json.loads(body)})
        if self.down:
            connection.sendall(DOWN)
        else:
            connection.sendall(self.answers.pop(0) if self.answers else OK)

    @property
    def ids(self) -> list[str]:
        """The ``webhook-id`` of everything that arrived, in order."""
        return [request["webhook-id"] for request in self.requests]


@contextmanager
def a_system(actor: Actor, now: datetime = NOW, **fields: Any) -> Iterator[tuple[System, Secrets]]:
    """A receiver that listens until the block ends, and is the actor's endpoint."""
    system = System()
    with receiving(lambda connection, request: system.take(connection, request)) as port:
        system.url = f"http://127.0.0.1:{port}/hook"
        with acting(actor):
            added = add_endpoint(actor=actor, now=now, url=system.url, **fields)
        system.secrets.append(added.secret)
        yield system, added


def tell(actor: Actor, now: datetime = NOW, dice: float = 1.0) -> int:
    """What the jobs do: publish, and post what is due; how many arrived."""
    with acting(actor):
        publish_withdrawals(actor=actor, now=now)
        return send_deliveries(actor=actor, now=now, out=HERE, dice=lambda: dice)
