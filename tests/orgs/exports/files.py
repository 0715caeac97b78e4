"""Short ways to ask for a file of people, have it written, and read it as its maker would."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coalition.platform.tenancy import Actor, acting
from orgs.actions.export_blocks import produce_export
from orgs.actions.exports import FilePlan, Whom, request_export
from orgs.models import ExportedPerson, PeopleExport, User
from orgs.queries.visible import visible_people
from tests.conftest import sign_in
from tests.factories import actor_of
from tests.orgs.messages.writing import Town

NAMES = ("given_name", "family_name")


def ask(actor: Actor, *, channels: Sequence[str] = (), columns: Sequence[str] = NAMES, **more: Any) -> PeopleExport:
    """Everybody whom the actor sees, or ``people``; ``stated`` as they are."""
    with acting(actor):
        people = more.pop("people", None)
        people = visible_people(actor) if people is None else people
        whom = Whom(people, more.pop("stated", people.count()), more.pop("source", "all"))
        plan = FilePlan(more.pop("purpose", "mailing"), list(channels), list(columns), **more)
        return request_export(actor=actor, now=timezone.now(), whom=whom, plan=plan)


def produce(town: Town, export: PeopleExport) -> PeopleExport:
    """What the job does; the export as it stands then."""
    with acting(town.own):
        produce_export(actor=town.own, now=timezone.now(), export_id=export.pk)
    return again(town, export)


def again(town: Town, export: PeopleExport) -> PeopleExport:
    """The export as it stands now."""
    with acting(town.own):
        return PeopleExport.objects.get(pk=export.pk)


def written(town: Town, user: User, **plan: Any) -> PeopleExport:
    """Asked for by ``user`` and produced."""
    return produce(town, ask(actor_of(user), **plan))


def fetched(user: User, export: PeopleExport, file_format: str = "csv") -> bytes:
    """The bytes that their browser gets."""
    answer = client_of(user).get(reverse("orgs:export-fetch", args=[export.pk]), {"as": file_format})
    assert answer.status_code == 200, answer.status_code
    return body_of(answer)


def body_of(answer: Any) -> bytes:
    """What a streamed answer held."""
    return b"".join(answer.streaming_content)


def client_of(user: User) -> Client:
    """A client of theirs."""
    return sign_in(user)


def rows_of(data: bytes) -> list[list[str]]:
    """The rows of a CSV file, its headings among them."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def rows(user: User, export: PeopleExport) -> list[list[str]]:
    """The rows that they get, without the headings."""
    return rows_of(fetched(user, export))[1:]


def people_states(town: Town, export: PeopleExport) -> dict[str, tuple[str, str]]:
    """State and reason of everybody whom it is about, by given name."""
    with acting(town.own):
        found = ExportedPerson.objects.filter(export=export).select_related("constituent")
        return {row.constituent.given_name: (row.state, row.reason) for row in found}
