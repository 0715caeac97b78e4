"""Events as lines a person can read: who, for whom, what, with whom, on what ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.explorer import policies
from audit.explorer.queries import words
from audit.explorer.queries.names import Names, names_in
from audit.explorer.queries.people import Someone, people_of, people_on_entries
from audit.log.queries.events import Event, EventFilter, Place, events, subjects_of_events
from coalition.platform.tenancy import Actor

NAMED = 8  # an event about more subjects than one person can have is a bulk action: counted, not named


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words. ``people`` are the reader's own; ``identifiers``, how many addresses and numbers the event
    is about, is told to the acting organization only."""

    event_id: str
    at: datetime
    verb: str
    what: str
    who: str
    role: str
    organization: str
    behalf: str
    people: list[Someone]
    about_people: bool
    identifiers: int | None
    campaign: str
    channel: str
    purpose: str
    ground: str
    outcome: str
    outcome_words: str
    proof: int


@dataclass(frozen=True, slots=True)
class LinePage:
    """Lines, newest first, and where to go on."""

    lines: list[Line]
    older: Place | None


def lines(actor: Actor, wanted: EventFilter, *, size: int = 50, with_people: bool = True) -> LinePage:
    """A page of the log in words."""
    page = events(actor, wanted, size=size)
    people = _people(actor, page.events) if with_people else {}
    names = names_in(actor, page.events)
    return LinePage(
        [_line(actor, event, names, people.get(str(event.event_id), [])) for event in page.events], page.older
    )


def _people(actor: Actor, found: Sequence[Event]) -> dict[str, list[Someone]]:
    if not policies.can_see_people_in_events(actor):
        return {}
    few = [event.event_id for event in found if 0 < event.subject_count <= NAMED]
    if not few:
        return {}
    named = people_of(actor, subjects_of_events(actor, few, at_most=NAMED))
    of_calls = [event for event in found if event.object_type == "call_list_entry" and event.subject_count]
    exact = people_on_entries(actor, [int(event.object_ref) for event in of_calls if event.object_ref.isdigit()])
    called = {str(event.event_id): exact[event.object_ref] for event in of_calls if event.object_ref in exact}
    # Somebody whose link was cut stays cut: an event names people only while it has subjects.
    linked = {str(event_id): people for event_id, people in named.items()}
    return linked | {event_id: people for event_id, people in called.items() if event_id in linked}


def _line(actor: Actor, event: Event, names: Names, people: list[Someone]) -> Line:
    mine = actor.organization_id is not None and actor.organization_id == event.acting_organization
    return Line(
        event_id=str(event.event_id),
        at=event.recorded_at,
        verb=event.verb,
        what=words.verb_in_words(event.verb),
        who=names.members.get(event.actor_ref, ""),
        role=words.in_words(words.ROLES, event.actor_type),
        organization=_party(event, names),
        behalf=names.organizations.get(event.on_behalf_of or 0, ""),
        people=people,
        about_people=event.subject_count > 0,
        identifiers=event.subject_count if mine and event.subject_count > NAMED else None,
        campaign=names.campaigns.get(event.campaign or 0, ""),
        channel=words.in_words(words.CHANNELS, event.channel),
        purpose=words.in_words(words.PURPOSES, event.purpose),
        ground=words.in_words(words.GROUNDS, event.legal_basis or _reason(event)),
        outcome=event.outcome,
        outcome_words=words.in_words(words.OUTCOMES, event.outcome),
        proof=len(event.consent_event_ids),
    )


def _party(event: Event, names: Names) -> str:
    if event.acting_organization is not None:
        return names.organizations.get(event.acting_organization, "")
    return names.coalitions.get(event.acting_coalition or 0, "")


def _reason(event: Event) -> str:
    # The gate's own events carry the reason code of the decision.
    reason = event.detail.get("reason", "") if event.verb.startswith("consent.") else ""
    return reason if isinstance(reason, str) else ""
