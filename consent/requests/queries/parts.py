"""What an organization holds of a person, gathered for the answer to their request."""

from typing import Any

from coalition.platform.tenancy import Actor, owned
from consent.ledger.queries.history import consent_history, contact_history
from consent.requests.models import DataRequest
from consent.requests.queries.queue import people_of
from orgs.models import Constituent, ContactPoint, Interaction
from orgs.queries.contacts import data_key, open_contact
from orgs.queries.people import contact_points, person_interests, person_skills

FACTS = (
    "given_name", "family_name", "honorific", "language", "street", "city", "region", "postal_code", "country",
    "birth_date", "job_title", "preferred_channel", "note", "source",
)  # fmt: skip
Held = dict[str, Any]


def what_we_hold(actor: Actor, request: DataRequest) -> list[Held]:
    """Everything held of each of the request's people, in plain values: facts, contact points opened, history.

    It is the person's own; whoever calls it records the disclosure.
    """
    return [_held(actor, person) for person in people_of(actor, request)]


def address_of(actor: Actor, request: DataRequest) -> str:
    """The e-mail address for the answer: the proven one, else one that we hold of the person; "" if there is none."""
    points = [point for person in request.people for point in contact_points(actor, person) if point.kind == "email"]
    proven = [point for point in points if point.subject_id == request.subject]
    chosen = (proven or points)[:1]
    return open_contact(data_key(actor), chosen[0]) if chosen else ""


def has_address(actor: Actor, request: DataRequest) -> bool:
    """Whether the answer can be mailed."""
    points = owned(ContactPoint.objects.all(), actor).filter(constituent_id__in=request.people, kind="email")
    return points.exists()


def _held(actor: Actor, person: Constituent) -> Held:
    points = contact_points(actor, person.pk)
    key = data_key(actor) if points else b""
    subjects = sorted({point.subject_id for point in points})
    history = consent_history(actor, subjects)
    done = owned(Interaction.objects.all(), actor).filter(constituent=person).order_by("occurred_at", "id")
    return {
        "facts": {name: str(getattr(person, name)) for name in FACTS if getattr(person, name)}
        | {"created_at": person.created_at.date().isoformat()},
        "contact_points": [{"kind": point.kind, "value": open_contact(key, point)} for point in points],
        "interests": person_interests(actor, person.pk),
        "skills": person_skills(actor, person.pk),
        "interactions": [
            {"on": each.occurred_at.date().isoformat(), "kind": each.kind, "summary": each.summary} for each in done
        ],
        "consent": [
            {
                "on": heard.effective_at.date().isoformat(),
                "kind": heard.kind,
                "purpose": heard.purpose,
                "channel": heard.channel,
                "said_by": heard.actor_kind,
                "method": heard.method,
            }
            for heard in history
        ],
        "contacts": [
            {"on": each.started_at.date().isoformat(), "channel": each.channel, "state": each.state}
            for each in contact_history(actor, subjects, history)
        ],
    }
