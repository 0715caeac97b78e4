"""Whom the actor may see by name: the organization's people without those of restricted groups closed to them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Case, DateField, Exists, Model, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from coalition.platform.tenancy import Actor, owned
from orgs.models import AccessRequest, Constituent, RestrictedGroup, RestrictedMember
from orgs.queries.actors import actor_for, hats_of

SEE = "see_restricted"
OPENS = (AccessRequest.Kind.SEE, AccessRequest.Kind.BREAK_GLASS)


class RestrictedRecord(PermissionDenied):
    """The record is restricted, and closed to the actor: they are told that it exists, and whom to ask."""

    def __init__(self, person_id: int) -> None:
        super().__init__("restricted")
        self.person_id = person_id


def visible_people(actor: Actor) -> QuerySet[Constituent]:
    """The acting organization's people whom the actor may see. Whoever lists, finds or names people starts here.

    Somebody in several restricted groups is seen by those who see all of them. The platform itself sees everybody.
    """
    return owned(Constituent.objects.all(), actor).filter(seen_by(actor))


def hidden_people(actor: Actor) -> QuerySet[Constituent]:
    """The acting organization's people whom the actor may not see: to count them, and to say whom to ask."""
    people, seen = owned(Constituent.objects.all(), actor), seen_by(actor)
    return people.filter(~seen) if seen else people.none()


def marked_people(actor: Actor) -> QuerySet[Constituent]:
    """The acting organization's people with ``closed``: whether the actor may not see the record."""
    return owned(Constituent.objects.all(), actor).annotate(closed=closed_to(actor))


def is_closed(row: Model) -> bool:
    """Whether a row that ``closed_to`` was read with is about a record that the actor may not see."""
    closed: bool = getattr(row, "closed")  # noqa: B009  # an annotation, which the model does not know
    return closed


def closed_to(actor: Actor, person: str = "pk") -> Case | Value:
    """Whether the actor may not see the record: an annotation; ``person`` is the path to the constituent."""
    seen = seen_by(actor, person)
    if not seen:
        return Value(False)
    return Case(When(seen, then=Value(False)), default=Value(True), output_field=BooleanField())


def name_shown(person: Constituent, *, closed: bool) -> str:
    """The name, or what stands in its place."""
    return _("Restricted record") if closed else str(person)


def shown(person: Constituent) -> Constituent:
    """A person of ``marked_people`` as the actor may see them: a stand-in without a name when the record is closed."""
    if not is_closed(person):
        return person
    return Constituent(pk=person.pk, organization_id=person.organization_id, family_name=_("Restricted record"))


def seen_by(actor: Actor, person: str = "pk") -> Q:
    """The same as a condition on any queryset; ``person`` is its path to the constituent, as ``constituent``.

    Empty for the platform itself: beside an "or" it has to be asked for, because an empty condition vanishes there.
    """
    if actor.role == "system":
        return Q()
    closed = closed_groups(actor)
    members = owned(RestrictedMember.objects.all(), actor).filter(group__in=closed).values("constituent_id")
    minors = under_age(person) & Q(Exists(closed.filter(includes_minors=True)))
    # Uncorrelated, so that the database reads the few restricted people once, however long the list is.
    return ~((Q(**{f"{person}__in": members}) | minors) & ~Q(**{f"{person}__in": opened_for(actor)}))


def under_age(person: str = "pk") -> Q:
    """People under 18 by their birthday; ``person`` is the path to the constituent."""
    born = "birth_date" if person == "pk" else f"{person}__birth_date"
    return Q(**{f"{born}__gt": RawSQL("(CURRENT_DATE - interval '18 years')::date", (), DateField())})


def opened_for(actor: Actor) -> QuerySet[Any, Any]:
    """The people whose restricted records were opened to the actor for a time, which has not run out."""
    wishes = owned(AccessRequest.objects.all(), actor).filter(kind__in=OPENS, answer=AccessRequest.Answer.GRANTED)
    mine = wishes.filter(asked_by=actor.user_id) if actor.user_id is not None else wishes.none()
    return mine.filter(until__gt=Now()).values("constituent_id")


def closed_groups(actor: Actor) -> QuerySet[RestrictedGroup]:
    """The restricted groups of the acting organization whose people the actor may not see."""
    seen = [object_id for codename, object_id in actor.objects if codename == SEE]
    groups = owned(RestrictedGroup.objects.all(), actor).exclude(pk__in=seen)
    if actor.user_id is not None:
        groups = groups.exclude(keeper=actor.user_id)
    return groups.exclude(keeper_role=actor.role)


def sight_of(actor: Actor, user_id: int | None) -> Actor:
    """The actor that ``user_id`` is in the acting organization: for work done later on their behalf.

    A user without an active membership there is nobody in particular, and sees nobody who is restricted.
    """
    if user_id is None:
        return Actor(organization_id=actor.organization_id)
    hats = [hat for hat in hats_of(user_id) if (hat.kind, hat.id) == ("organization", actor.organization_id)]
    return actor_for(user_id, hats[0]) if hats else Actor(organization_id=actor.organization_id)
