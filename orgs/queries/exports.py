"""Exports of people: who took out whom, the one to look at, and the people of its next block."""

from collections.abc import Sequence

from django.db.models import Count, F, Max, QuerySet
from django.http import Http404

from coalition.platform.keys import open_sealed
from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, ContactPoint, ExportBlock, ExportedPerson, PeopleExport

WAITING = ExportedPerson.State.WAITING
GIVEN = ExportedPerson.State.GIVEN
LEFT_OUT = ExportedPerson.State.LEFT_OUT


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


def points_of_many(actor: Actor, people: Sequence[int]) -> list[ContactPoint]:
    """Every contact point of the people, the preferred first."""
    points = owned(ContactPoint.objects.all(), actor).filter(constituent_id__in=people)
    return list(points.order_by(F("preferred").desc(), "id"))


def people_by_id(actor: Actor, people: Sequence[int]) -> dict[int, Constituent]:
    """The records, in the order given, of those that are still on the list."""
    found = owned(Constituent.objects.all(), actor).in_bulk(list(people))
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
