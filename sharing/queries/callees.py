"""What a caller sees of the person in hand: nothing but what the call needs."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import ConstituentInterest, Interaction, User
from sharing.models import CallListEntry
from sharing.queries.calls import State, my_entry, own_organization, zones_of_entry
from sharing.rules.calling import filled

RECENT = 5
# Words of staff among themselves, and what somebody gave: callers need neither.
NOT_FOR_CALLERS = ("note", "gift", "press", "social")


@dataclass(frozen=True, slots=True)
class Callee:
    """The person in hand. ``local`` is the time where they live; ``left`` counts people still on the list."""

    entry: CallListEntry
    name: str
    given_name: str
    language: str
    script: str
    script_language: str
    objective: str
    organization: str
    local: datetime
    until: int | None
    interests: list[str]
    history: list[Interaction]
    left: int

    @property
    def started(self) -> bool:
        """Whether the number was shown already."""
        return self.entry.revealed_at is not None


def callee(actor: Actor, now: datetime, entry_id: int) -> Callee:
    """The person behind an entry that the acting user has in hand. Raises Http404 for any other."""
    entry = my_entry(actor)
    if entry is None or entry.pk != entry_id:
        raise Http404
    person, campaign, organization = entry.constituent, entry.call_list.campaign, own_organization(actor)
    spanish = person.language.startswith("es") and bool(campaign.script_es)
    script = filled(
        campaign.script_es if spanish else campaign.script,
        name=person.called,
        caller=_own_name(actor),
        organization=organization.name,
    )
    interests = owned(ConstituentInterest.objects.all(), actor).filter(constituent_id=person.pk)
    history = owned(Interaction.objects.all(), actor).filter(constituent_id=person.pk)
    history = history.exclude(kind__in=NOT_FOR_CALLERS).order_by("-occurred_at", "-id")
    always = campaign.calls_from == 0 and campaign.calls_until == 24
    return Callee(
        entry=entry,
        name=person.short_name or str(person),
        given_name=person.called or str(person),
        language=person.language,
        script=script,
        script_language="es" if spanish else "en",
        objective=campaign.objective,
        organization=organization.name,
        local=now.astimezone(ZoneInfo(zones_of_entry(actor, entry)[0])),
        until=None if always else campaign.calls_until,
        interests=list(interests.order_by("interest__name").values_list("interest__name", flat=True)),
        history=list(history[:RECENT]),
        left=left_on(actor, entry.call_list_id),
    )


def left_on(actor: Actor, call_list_id: int) -> int:
    """How many people are still to be called, the one in hand included."""
    entries = owned(CallListEntry.objects.all(), actor).filter(call_list_id=call_list_id)
    return entries.filter(state__in=(State.QUEUED, State.LEASED)).count()


def _own_name(actor: Actor) -> str:
    name = User.objects.filter(pk=actor.user_id or 0).values_list("name", flat=True).first() or ""
    return name.partition(" ")[0]
