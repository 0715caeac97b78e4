"""Open duties as an admin reads them: one row for each person and no, with the people by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, Min, OuterRef, QuerySet, Subquery
from django.utils.functional import Promise

from coalition.platform.tenancy import Actor, owned
from consent.ledger.queries.obligations import open_obligations
from consent.propagation.queries.feed import people_by_subject
from consent.propagation.rules.words import SAID, scope_words, to_do
from orgs.models import Constituent, ContactPoint


@dataclass(frozen=True, slots=True)
class Duty:
    """What one no asks of the organization, over all identifiers of the person it was said for."""

    ids: tuple[UUID, ...]
    people: tuple[Constituent, ...]
    kind: str
    purpose: str
    channel: str
    export: int | None
    since: datetime
    due: datetime
    late: bool

    @property
    def said(self) -> Promise:
        """What the person said."""
        return SAID[self.kind]

    @property
    def about(self) -> list[Promise]:
        """What it is about; nothing for everything."""
        return scope_words(self.purpose, self.channel)

    @property
    def to_do(self) -> Promise:
        """What is to be done."""
        return to_do(self.kind, self.export)

    @property
    def reference(self) -> str:
        """The ids, as a form sends them back."""
        return ",".join(map(str, self.ids))


def duty_rows(actor: Actor, *, overdue_only: bool = False) -> QuerySet[Any, dict[str, Any]]:
    """The rows of ``duties``, to be paged: the most urgent first."""
    behind = owned(ContactPoint.objects.all(), actor).filter(subject_id=OuterRef("subject_id"))
    first = behind.order_by("constituent_id").values("constituent_id")[:1]
    mine = open_obligations(actor, overdue_only=overdue_only).order_by().annotate(person=Subquery(first))
    grouped = mine.values("person", "created_at", "kind", "purpose", "channel", "export").annotate(
        ids=ArrayAgg("id", order_by="id"),
        subjects=ArrayAgg("subject_id"),
        due=Min("attest_by"),
        late=Max("overdue_at"),
    )
    ordered = grouped.order_by("due", "created_at", "person", "kind", "purpose", "channel", "export")
    return cast(QuerySet[Any, dict[str, Any]], ordered)


def duties(actor: Actor, rows: Iterable[dict[str, Any]]) -> list[Duty]:
    """The rows with everybody whom the organization reaches by those identifiers, in two statements."""
    shown = list(rows)
    behind = people_by_subject(actor, (subject for row in shown for subject in row["subjects"]))
    known = owned(Constituent.objects.all(), actor).in_bulk({one for people in behind.values() for one in people})
    return [
        Duty(
            ids=tuple(row["ids"]),
            people=_named(known, behind, row["subjects"]),
            since=row["created_at"],
            late=row["late"] is not None,
            **{name: row[name] for name in ("kind", "purpose", "channel", "export", "due")},
        )
        for row in shown
    ]


def ids_until(actor: Actor, until: datetime, *, overdue_only: bool) -> list[UUID]:
    """Every open duty that was there at ``until``."""
    mine = open_obligations(actor, overdue_only=overdue_only).filter(created_at__lte=until)
    return list(mine.values_list("id", flat=True))


def _named(
    known: dict[int, Constituent], behind: dict[int, list[int]], subjects: Sequence[int | None]
) -> tuple[Constituent, ...]:
    ids = sorted({one for subject in subjects if subject is not None for one in behind.get(subject, ())})
    return tuple(known[one] for one in ids if one in known)
