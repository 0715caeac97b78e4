"""Who sees a person's record and who looks after them, for the panel on the person's page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.db.models.functions import Now

from coalition.platform.database.together import Reading
from coalition.platform.tenancy import Actor, owned
from orgs.models import AccessRequest, Constituent, RestrictedGroup, Stewardship
from orgs.queries.access import Kind, stewardships_of
from orgs.queries.restricted import groups_of
from orgs.queries.visible import opened_for


@dataclass(frozen=True, slots=True)
class Turf:
    """The restricted groups, the stewardship, and until when the record, or reaching out, is open to the reader."""

    groups: list[RestrictedGroup]
    stewardship: Stewardship | None
    mine: bool
    open_until: datetime | None
    agreed_until: datetime | None
    asked: bool

    @property
    def must_ask(self) -> bool:
        """Whether the reader asks the steward before writing or calling."""
        kept = self.stewardship
        return kept is not None and kept.rule == "ask_first" and not self.mine and self.agreed_until is None

    @property
    def hands_off(self) -> bool:
        """Whether the steward alone writes and calls."""
        return self.stewardship is not None and self.stewardship.rule == "hands_off" and not self.mine


def turf_reading(actor: Actor, person: Constituent) -> Reading[Turf]:
    """Asks further where the steward wants to be asked."""
    groups, stewardships = groups_of(actor, person), stewardships_of(actor, person.pk)
    opened = opened_for(actor).filter(constituent=person).values_list("until", flat=True).order_by("-until")[:1]
    yield [groups, stewardships, opened]
    kept = next(iter(stewardships), None)
    mine = kept is not None and kept.steward_id == actor.user_id
    until, agreed, asked = None, None, False
    if groups or person.birth_date is not None:
        until = next(iter(opened), None)
    if kept is not None and kept.rule == "ask_first" and not mine:
        wishes = owned(AccessRequest.objects.all(), actor).filter(
            constituent=person, kind=Kind.REACH_OUT, asked_by=actor.user_id or 0
        )
        agreed = wishes.filter(until__gt=Now()).aggregate(until=Max("until"))["until"]
        asked = wishes.filter(answer="").exists()
    return Turf(list(groups), kept, mine, until, agreed, asked)
