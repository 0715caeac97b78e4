"""Whom a trigger turns to: steward, whoever wrote it down, chosen colleagues, as far as they may see the person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, Q

from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, Membership, RestrictedGroup, RestrictedMember, Stewardship, Trigger
from orgs.policies import FUNDRAISERS, STAFF
from orgs.queries.visible import sight_of, under_age, visible_people


@dataclass(frozen=True, slots=True)
class Case:
    """One run as far as it matters here: whom it is about, and who wrote down what happened."""

    run: int
    person: int
    by: int | None


def turned_to(actor: Actor, trigger: Trigger, cases: Collection[Case]) -> dict[int, list[int]]:
    """The members whom the trigger turns to, by run; none where there is nobody, or nobody who may see the person.

    Where the rule finds nobody to tell, it is whoever made the trigger. As many statements as the few people of
    restricted records among ``cases`` have members who are turned to, and five.
    """
    wanted = _wanted(actor, trigger, cases)
    if trigger.effect == Trigger.Effect.TELL and trigger.made_by_id is not None:
        wanted = {run: members or [trigger.made_by_id] for run, members in wanted.items()}
    working = _working(actor, trigger, {member for members in wanted.values() for member in members})
    person_of = {case.run: case.person for case in cases}
    closed = _closed(actor, person_of, wanted, working)
    return {
        run: [each for each in members if each in working and (each, person_of[run]) not in closed]
        for run, members in wanted.items()
    }


def _wanted(actor: Actor, trigger: Trigger, cases: Collection[Case]) -> dict[int, list[int]]:
    if trigger.who == "members":
        return {case.run: list(trigger.members) for case in cases}
    if trigger.who == "doer":
        return {case.run: [case.by] if case.by is not None else [] for case in cases}
    if trigger.who == "steward":
        kept = owned(Stewardship.objects.all(), actor).filter(constituent__in={case.person for case in cases})
        steward = dict(kept.filter(steward__isnull=False).values_list("constituent_id", "steward_id"))
        return {case.run: [steward[case.person]] if case.person in steward else [] for case in cases}
    return {case.run: [] for case in cases}


def _working(actor: Actor, trigger: Trigger, members: Collection[int]) -> set[int]:
    # Memberships belong to the platform: this filter is the wall.
    roles = STAFF if trigger.least is None else FUNDRAISERS
    found = Membership.objects.filter(
        organization_id=actor.organization_id or 0, active=True, user__is_active=True, role__in=roles, user__in=members
    )
    return set(found.values_list("user_id", flat=True))


def _closed(
    actor: Actor, person_of: Mapping[int, int], wanted: Mapping[int, list[int]], working: Collection[int]
) -> set[tuple[int, int]]:
    """Pairs of a member and a person whom they may not see."""
    restricted = restricted_among(actor, set(person_of.values()))
    asking = {member for run, members in wanted.items() if person_of[run] in restricted for member in members}
    closed: set[tuple[int, int]] = set()
    for member in sorted(asking & set(working)):
        seen = visible_people(sight_of(actor, member)).filter(pk__in=restricted)
        closed |= {(member, person) for person in restricted - set(seen.values_list("pk", flat=True))}
    return closed


def restricted_among(actor: Actor, people: Collection[int]) -> set[int]:
    """Those of some people whose records are restricted, to whomever."""
    members = owned(RestrictedMember.objects.all(), actor).filter(constituent__in=people).values("constituent_id")
    groups = owned(RestrictedGroup.objects.all(), actor).filter(includes_minors=True)
    found = owned(Constituent.objects.all(), actor).filter(pk__in=people)
    return set(found.filter(Q(pk__in=members) | (under_age() & Q(Exists(groups)))).values_list("pk", flat=True))
