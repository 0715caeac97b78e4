"""One request of the matrix: who asks, for what, and what came back."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from consent.portal.views.session import SESSION_COOKIE
from tests.access.world import CANARIES, MEMBERS, World, portal_session
from tests.conftest import sign_in

# Who asks. Alder's people ask for Alder's own; the rest are strangers to Alder, each in another way.
ALDER = ("volunteer", "analyst", "fundraiser", "organizer", "admin")
STRANGERS = ("neighbour", "outsider", "coast_coordinator")
WHO = ("anonymous", *ALDER, "coordinator", *STRANGERS, "subject")
# Whose canaries each may read. A neighbour shares the coalition, not the list.
MAY_READ = {
    "anonymous": (),
    **dict.fromkeys(ALDER, ("alder", "valley")),
    "coordinator": ("valley",),
    "neighbour": ("birch", "valley"),
    "outsider": ("cedar", "coast"),
    "coast_coordinator": ("coast",),
    "subject": ("alder", "valley"),
}
HOME = {
    **dict.fromkeys((*ALDER, "coordinator", "subject", "anonymous"), "alder"),
    "neighbour": "birch",
    "outsider": "cedar",
    "coast_coordinator": "cedar",
}
RANDOM_ID = 987_654_321
VOLATILE = re.compile(
    r'(csrfmiddlewaretoken" value="|"csrf_token": "|csrf-token" content="|X-CSRFToken": ")[^"]*'
    r'|datetime="[^"]*"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}'
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, and everything a person could read in it."""

    status: int
    text: str

    def without(self, asked: Any) -> "Answer":
        """The answer without tokens and without the id that was ``asked`` for, to compare two of them."""
        return Answer(self.status, VOLATILE.sub("", self.text).replace(str(asked), "ASKED"))

    def leaks(self, who: str) -> list[str]:
        """Whose canaries are in it that ``who`` may not read."""
        return [slug for slug, canary in CANARIES.items() if slug not in MAY_READ[who] and canary in self.text]


def client_of(world: World, who: str) -> Client:
    """A client of ``who``, signed in."""
    if who == "anonymous":
        client = Client()
    elif who in ALDER:
        client = sign_in(world.of["alder"].users[who], world.of["alder"].owner)
    elif who in {"neighbour", "outsider"}:
        mine = world.of[HOME[who]]
        client = sign_in(mine.users["admin"], mine.owner)
    elif who == "subject":
        client = _proven(world)
    else:
        mine = world.of["valley" if who == "coordinator" else "coast"]
        client = sign_in(mine.users["coordinator"], mine.owner)
    client.raise_request_exception = False
    return client


def _proven(world: World) -> Client:
    client = Client()
    client.cookies[SESSION_COOKIE] = portal_session("alder")
    return client


def fresh(client: Client) -> Client:
    """The same session in a new client: what one request does to its cookies does not reach the next."""
    copy = Client(raise_request_exception=False)
    copy.cookies = client.cookies.copy()  # type: ignore[assignment]
    return copy


def ask(client: Client, route: str, parameters: dict[str, Any], method: str = "GET", data: Any = None) -> Answer:
    """Send the request and read the whole answer, streams included."""
    path = reverse(route, kwargs=parameters)
    response = getattr(fresh(client), method.lower())(path, data or {})
    text = _readable(response)
    # An id that was asked for may come back in a link; it says nothing about whether it exists.
    return Answer(response.status_code, text.replace(path, "PATH") if parameters else text)


def _readable(response: HttpResponse | StreamingHttpResponse) -> str:
    body = b"".join(response) if response.streaming else response.content
    headers = "\n".join(f"{name}: {response[name]}" for name in ("Location", "Content-Disposition") if name in response)
    return f"{headers}\n{body.decode(errors='replace')}"


def coalition_of(organization: str) -> str:
    """The coalition that ``organization`` is a member of."""
    return next(slug for slug, members in MEMBERS.items() if organization in members)
