"""Forms as their makers see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from consent.capture.models import Form, FormVersion, SignUp
from orgs.models import Coalition, Organization
from orgs.queries.directory import members_of
from sharing.queries.campaigns import campaigns

DAYS = 30


@dataclass(frozen=True, slots=True)
class Tally:
    """How many sign-ups of one day (or of all) stand where."""

    waiting: int
    confirmed: int
    refused: int
    expired: int
    day: date | None = None


COUNTS = {
    "waiting": Count("pk", filter=Q(state__in=(SignUp.State.WAITING, SignUp.State.GUARDIAN))),
    "confirmed": Count("pk", filter=Q(state=SignUp.State.CONFIRMED)),
    "refused": Count("pk", filter=Q(refused=True)),
    "expired": Count("pk", filter=Q(state=SignUp.State.EXPIRED)),
}


def forms(actor: Actor) -> QuerySet[Form]:
    """The forms of the acting organization or coalition, the newest first."""
    return owned(Form.objects.all(), actor).order_by("-id")


def get_form(actor: Actor, form_id: int) -> Form:
    """One form. Raises Http404, also for another owner's."""
    found = forms(actor).filter(pk=form_id).first()
    if found is None:
        raise Http404
    return found


def versions(actor: Actor, form: Form) -> list[FormVersion]:
    """What the form said, the newest first."""
    return list(owned(FormVersion.objects.all(), actor).filter(form=form).order_by("-number"))


def tallies(actor: Actor, form_ids: Sequence[int]) -> dict[int, Tally]:
    """The totals of each form that anybody filled in."""
    rows = owned(SignUp.objects.all(), actor).filter(form_id__in=form_ids).values("form_id").annotate(**COUNTS)
    return {row["form_id"]: _tally(row) for row in rows}


def days(actor: Actor, form: Form) -> list[Tally]:
    """The sign-ups of a form day by day, the newest first; days on which nobody came are left out."""
    rows = owned(SignUp.objects.all(), actor).filter(form=form).annotate(day=TruncDate("created_at")).values("day")
    return [_tally(row) for row in rows.annotate(**COUNTS).order_by("-day")[:DAYS]]


def _tally(row: Any) -> Tally:
    return Tally(row["waiting"], row["confirmed"], row["refused"], row["expired"], row.get("day"))


def owner_of(form: Form) -> Organization | Coalition:
    """Whose form it is."""
    owner = form.organization or form.coalition
    if owner is None:
        raise LookupError("the database holds that one of them is there")
    return owner


def possible_recipients(actor: Actor) -> dict[int, str]:
    """Who could be named: the members of the actor's coalitions, without itself; by name."""
    found = {each.pk: each.name for coalition in actor.coalition_ids for each in members_of(coalition)}
    found.pop(actor.organization_id or 0, None)
    return dict(sorted(found.items(), key=lambda item: item[1].casefold()))


def campaign_choices(actor: Actor) -> list[tuple[int, str]]:
    """The campaigns of the actor's coalitions, by id and name."""
    return list(campaigns(actor).values_list("pk", "name"))


def campaign_name(actor: Actor, campaign_id: int | None) -> str:
    """The name of a campaign, "" for none."""
    if campaign_id is None:
        return ""
    return campaigns(actor).filter(pk=campaign_id).values_list("name", flat=True).first() or ""
