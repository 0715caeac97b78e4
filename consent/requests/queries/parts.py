"""What an organization holds of a person, gathered for the answer to their request."""

from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model, Q, QuerySet
from django.utils.timezone import localdate

from coalition.platform.keys import normalise_phone
from coalition.platform.tenancy import Actor, owned
from coalition.platform.texts import texts_available
from consent.ledger.queries.history import consent_history, contact_history
from consent.requests.models import DataRequest
from consent.requests.queries.queue import LOOKALIKES, people_of
from orgs.models import Ask, Capacity, Constituent, ContactPoint, Gift, Interaction, Task
from orgs.queries.collected_held import collected_held
from orgs.queries.contacts import data_key, open_contact
from orgs.queries.members import acting_organization
from orgs.queries.money_held import money_held
from orgs.queries.network_held import network_held
from orgs.queries.people import contact_points, person_interests, person_skills
from orgs.queries.record_held import record_held
from orgs.queries.visible import visible_people

FACTS = (
    "given_name", "family_name", "honorific", "language", "street", "city", "region", "postal_code", "country",
    "birth_date", "job_title", "preferred_channel", "note", "source",
)  # fmt: skip
# Kinds whose letter says no more than a page does.
BY_LINK = frozenset({"access", "portability", "object", "restrict", "erase"})
# Texts about one person in which another may be named.
FREE_TEXTS: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Interaction, ("summary", "body")),
    (Gift, ("note",)),
    (Ask, ("title",)),
    (Capacity, ("source",)),
    (Task, ("title", "note")),
)
SHORTEST = 6  # characters of a name or address that is looked for in notes
Held = dict[str, Any]


def what_we_hold(actor: Actor, request: DataRequest) -> list[Held]:
    """Everything held of each of the request's people, in plain values: facts, contact points opened, history.

    It is the person's own; whoever calls it records the disclosure. On an identifier that somebody else on the list has
    too, a yes and a contact may have been theirs: ``shared`` says that they are left out.
    """
    return [_held(actor, person, request.people) for person in people_of(actor, request)]


def mailbox_of(actor: Actor, request: DataRequest) -> ContactPoint | None:
    """The e-mail address for the answer: the one that was proven in the portal, and no other.

    Where staff noted who asks, the preferred one that we hold of the person. None if there is none: answer by post.
    """
    return _reached_by(actor, request, "email")


def _reached_by(actor: Actor, request: DataRequest, kind: str) -> ContactPoint | None:
    points = owned(ContactPoint.objects.all(), actor).filter(kind=kind)
    if request.subject is not None:
        mine = points.filter(subject_id=request.subject)
    else:
        mine = points.filter(constituent_id__in=request.people)
    return mine.order_by("-preferred", "id").first()


def number_of(actor: Actor, request: DataRequest) -> ContactPoint | None:
    """The number for an answer by text, where there is no e-mail address for it, and a link says everything."""
    if request.kind not in BY_LINK or not texts_available() or mailbox_of(actor, request) is not None:
        return None
    return _reached_by(actor, request, "phone")


def reply_to(actor: Actor, request: DataRequest) -> ContactPoint | None:
    """Where the answer is sent: the address of ``mailbox_of``, else the number of ``number_of``, else nowhere."""
    return mailbox_of(actor, request) or number_of(actor, request)


def opened_point(actor: Actor, point: ContactPoint | None) -> str:
    """The address or number as it is written to; "" if there is none."""
    value = open_contact(data_key(actor), point) if point is not None else ""
    if point is not None and point.kind == ContactPoint.Kind.PHONE:
        return normalise_phone(value, acting_organization(actor).region)
    return value


def portal_shows(actor: Actor, request: DataRequest) -> bool:
    """Whether the person finds all of it in the portal: each of their records has the address to which we write.

    One that came by a correction opens nothing there.
    """
    point = reply_to(actor, request)
    if point is None or not request.people:
        return False
    holding = owned(ContactPoint.objects.all(), actor).filter(subject_id=point.subject_id, unproven=False)
    return set(request.people) <= set(holding.values_list("constituent_id", flat=True))


def named_elsewhere(actor: Actor, request: DataRequest, held: list[Held]) -> list[Constituent]:
    """Others of our people in whose notes the person seems to be named: what no deletion finds by itself."""
    words = [f"{one['facts'].get('given_name', '')} {one['facts'].get('family_name', '')}".strip() for one in held]
    words += [point["value"] for one in held for point in one["contact_points"]]
    words = [word for word in words if len(word) >= SHORTEST]
    named = _says(words, ("note",))
    for model, fields in FREE_TEXTS:
        rows: QuerySet[Any] = owned(model._default_manager.all(), actor)
        named |= Q(pk__in=rows.filter(_says(words, fields)).values("constituent_id"))
    others = visible_people(actor).filter(named)
    return list(others.exclude(pk__in=request.people).order_by("id")[:LOOKALIKES])


def _says(words: list[str], fields: tuple[str, ...]) -> Q:
    found = Q(pk__in=[])
    for word in words:
        for name in fields:
            found |= Q(**{f"{name}__icontains": word})
    return found


def _held(actor: Actor, person: Constituent, same: list[int]) -> Held:
    points = contact_points(actor, person.pk)
    key = data_key(actor) if points else b""
    subjects = sorted({point.subject_id for point in points})
    others = owned(ContactPoint.objects.all(), actor).filter(subject_id__in=subjects).exclude(constituent_id__in=same)
    shared = set(others.values_list("subject_id", flat=True))
    heard_of_all = consent_history(actor, subjects)
    history = [each for each in heard_of_all if each.kind != "granted" or set(each.subject_ids) - shared]
    zone = ZoneInfo(acting_organization(actor).time_zone)
    done = owned(Interaction.objects.all(), actor).filter(constituent=person).select_related("topic")
    done = done.order_by("occurred_at", "id")
    return {
        "facts": {name: str(getattr(person, name)) for name in FACTS if getattr(person, name)}
        | {"created_at": localdate(person.created_at, zone).isoformat()},
        "contact_points": [{"kind": point.kind, "value": open_contact(key, point)} for point in points],
        "shared": bool(shared),
        "interests": person_interests(actor, person.pk),
        "skills": person_skills(actor, person.pk),
        "record": record_held(actor, [person.pk])[person.pk],
        "collected": collected_held(actor, [person.pk])[person.pk],
        "network": network_held(actor, [person.pk])[person.pk],
        "money": [each.row() for each in money_held(actor, [person.pk])[person.pk]],
        "interactions": [
            {
                "on": localdate(each.occurred_at, zone).isoformat(),
                "kind": each.kind,
                "summary": each.summary,
                "text": each.body,
                "outcome": each.outcome,
                "tone": each.sentiment,
                "topic": each.topic.name if each.topic else "",
                "published_in": each.outlet,
                "link": each.link,
            }
            for each in done
        ],
        "consent": [
            {
                "on": localdate(heard.effective_at, zone).isoformat(),
                "kind": heard.kind,
                "purpose": heard.purpose,
                "channel": heard.channel,
                "said_by": heard.actor_kind,
                "method": heard.method,
            }
            for heard in history
        ],
        "contacts": [
            {"on": localdate(each.started_at, zone).isoformat(), "channel": each.channel, "state": each.state}
            for each in contact_history(actor, [each for each in subjects if each not in shared], history)
        ],
    }
