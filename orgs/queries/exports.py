"""Exports of people: who took out whom, the one to look at, and the people of its next block."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet
from django.http import Http404

from coalition.platform.database.among import among
from coalition.platform.keys import open_sealed
from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, ContactPoint, ExportBlock, ExportedPerson, PeopleExport

WAITING = ExportedPerson.State.WAITING
GIVEN = ExportedPerson.State.GIVEN
LEFT_OUT = ExportedPerson.State.LEFT_OUT


class Person(NamedTuple):
    """What the gate needs of a record."""

    given_name: str
    street: str


class Point(NamedTuple):
    """A contact point of somebody; ``shared``: others of the list have its identifier too.

    The last three are empty unless it was read to be opened.
    """

    subject_id: int
    kind: str
    wrong: bool
    shared: bool
    organization_id: int = 0
    contact_key: bytes = b""
    sealed: bytes = b""


def export_list(actor: Actor) -> QuerySet[PeopleExport]:
    """The organization's exports, newest first, with who made each."""
    return owned(PeopleExport.objects.all(), actor).select_related("made_by").order_by("-id")


def get_export(actor: Actor, export_id: int, *, lock: bool = False) -> PeopleExport:
    """One export. Raises Http404, also for another organization's."""
    exports = export_list(actor).select_for_update(of=("self",)) if lock else export_list(actor)
    export = exports.filter(pk=export_id).first()
    if export is None:
        raise Http404
    return export


def chosen_people(actor: Actor, export: PeopleExport) -> QuerySet[ExportedPerson]:
    """Whom the export is about."""
    return owned(ExportedPerson.objects.all(), actor).filter(export=export)


def counted_people(actor: Actor, export: PeopleExport) -> tuple[dict[str, int], dict[str, int]]:
    """How many there are in each state, and how many were left out by reason."""
    counted = chosen_people(actor, export).order_by().values_list("state", "reason").annotate(Count("id"))
    states: dict[str, int] = {}
    left_out: dict[str, int] = {}
    for state, reason, people in counted:
        states[state] = states.get(state, 0) + people
        if state == LEFT_OUT:
            left_out[reason] = people
    return states, left_out


def next_people(actor: Actor, export: PeopleExport, most: int) -> list[tuple[int, int]]:
    """The next people who wait, in the order of the file: place and person."""
    # Nobody waits before the last block, so that the many who were asked about are not read again for each.
    last = owned(ExportBlock.objects.all(), actor).filter(export=export).aggregate(last=Max("number"))["last"] or 0
    waiting = chosen_people(actor, export).filter(state=WAITING, place__gte=last).order_by("place")
    return list(waiting.values_list("place", "constituent_id")[:most])


def points_by_person(actor: Actor, people: Sequence[int], *, sealed: bool = False) -> dict[int, list[Point]]:
    """Every contact point of the people, the preferred first; ``sealed``: with what it takes to open them."""
    points = owned(ContactPoint.objects.all(), actor)
    others = points.filter(subject_id=OuterRef("subject_id")).exclude(constituent_id=OuterRef("constituent_id"))
    read = points.filter(constituent_id__in=among(people)).order_by(F("preferred").desc(), "id")
    columns = ("organization_id", "contact_key", "sealed") if sealed else ()
    found: dict[int, list[Point]] = defaultdict(list)
    for pk, *point in read.values_list("constituent_id", "subject_id", "kind", "wrong", Exists(others), *columns):
        found[pk].append(Point(*point))
    return found


def people_by_id(actor: Actor, people: Sequence[int]) -> dict[int, Person]:
    """What the gate needs of those who are still on the list, in the order given."""
    read = owned(Constituent.objects.all(), actor).filter(pk__in=among(people)).order_by()
    found = {pk: Person(*person) for pk, *person in read.values_list("pk", *Person._fields)}
    return {pk: found[pk] for pk in people if pk in found}


def block_numbers(actor: Actor, export: PeopleExport) -> list[int]:
    """The numbers of the blocks of a file, in order."""
    blocks = owned(ExportBlock.objects.all(), actor).filter(export=export)
    return list(blocks.order_by("number").values_list("number", flat=True))


def block_of(actor: Actor, export: PeopleExport, number: int) -> ExportBlock:
    """One of them. Raises Http404."""
    block = owned(ExportBlock.objects.all(), actor).filter(export=export, number=number).first()
    if block is None:
        raise Http404
    return block


def subjects_of_given(actor: Actor, export: PeopleExport) -> list[int]:
    """The identifiers of everybody in the file, sorted."""
    given = chosen_people(actor, export).filter(state=GIVEN).values("constituent_id")
    points = owned(ContactPoint.objects.all(), actor).filter(constituent_id__in=given)
    return sorted(points.order_by().values_list("subject_id", flat=True).distinct())


def sealed_place(export: PeopleExport, number: int) -> str:
    """Where a sealed block stands: it opens nowhere else."""
    return f"{export.organization_id}|orgs_exportblock|sealed|{export.pk}|{number}"


def open_block(key: bytes, export: PeopleExport, block: ExportBlock) -> bytes:
    """What was sealed in a block. Raises ``keys.envelope.Unreadable``."""
    return open_sealed(key, bytes(block.sealed), place=sealed_place(export, block.number))
