"""What an audit event costs on top of the change that it records."""

from collections.abc import Iterator

from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import acting, system_actor
from orgs.models import Constituent
from tests.benchmarks.measure import Measurement, compared
from tests.benchmarks.people import organization_with_people

PEOPLE = 50_000
CHANGES = 200


def measurements() -> Iterator[Measurement]:
    """One event per change, and one event for a change of everybody, each against the change alone."""
    organization = organization_with_people("bench-audit", PEOPLE)
    own = system_actor(organization_id=organization.pk)

    def single(audited: bool) -> None:
        with acting(own):
            first = Constituent.objects.order_by("id").values_list("id", flat=True)
            with transaction.atomic():
                ids = list(first[:CHANGES])
            for number in ids:
                with transaction.atomic():
                    Constituent.objects.filter(organization=organization, pk=number).update(note="changed")
                    if audited:
                        record("orgs.person.changed", actor=own, object_type="person", subjects=[number])

    def bulk(audited: bool) -> None:
        with acting(own), transaction.atomic():
            Constituent.objects.filter(organization=organization).update(note="changed")
            if audited:
                record("orgs.person.changed", actor=own, subjects=range(1, PEOPLE + 1))

    yield compared(
        "audit: one change with its event", lambda: single(True), lambda: single(False), against="the change alone",
        target=2.0, unit="ms", scale=1e3 / CHANGES,
    )  # fmt: skip
    yield compared(
        f"audit: {PEOPLE} changes with one event", lambda: bulk(True), lambda: bulk(False), against="the changes alone",
        target=1.5, unit="ms", scale=1e3, runs=3,
    )  # fmt: skip
