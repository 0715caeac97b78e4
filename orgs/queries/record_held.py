"""What an organization holds of people beside names and the main address: for themselves, and for their requests."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, ConstituentRole, ConstituentSkill, ContactPoint, PostalAddress, SocialHandle
from orgs.queries.addresses import LINES
from orgs.queries.turf_held import turf_held
from orgs.rules.social import shown_handle

Row = dict[str, str]


def record_held(actor: Actor, people: Collection[int]) -> dict[int, list[Row]]:
    """For each of the acting organization's people ``{"what", "name", "value"}``. Seven statements.

    ``what`` is called, pronouns, languages, zone, address, social, role, level or label, or one of
    ``turf_held``; ``name`` is the code of the
    kind, network, role or label, or the skill; ``value`` is plain: languages by code, a role's days as from/until.
    """
    found: dict[int, list[Row]] = defaultdict(list)
    wanted = list(people)
    for person in owned(Constituent.objects.all(), actor).filter(pk__in=wanted):
        found[person.pk] += _own_row(person)
    for place in owned(PostalAddress.objects.all(), actor).filter(constituent_id__in=wanted).order_by("id"):
        lines = ", ".join(line for line in (getattr(place, name) for name in LINES) if line)
        found[place.constituent_id].append({"what": "address", "name": place.kind, "value": lines})
    for each in owned(SocialHandle.objects.all(), actor).filter(constituent_id__in=wanted).order_by("id"):
        handle = shown_handle(each.network, each.handle)
        found[each.constituent_id].append({"what": "social", "name": each.network, "value": handle})
    for held in owned(ConstituentRole.objects.all(), actor).filter(constituent_id__in=wanted).order_by("since", "id"):
        days = f"{_iso(held.since)}/{_iso(held.until)}"
        found[held.constituent_id].append({"what": "role", "name": held.role, "value": days})
    levels = owned(ConstituentSkill.objects.all(), actor).filter(constituent_id__in=wanted).exclude(level="")
    for offered in levels.select_related("skill").order_by("skill__name"):
        row = {"what": "level", "name": offered.skill.name, "value": offered.level}
        found[offered.constituent_id].append(row)
    noted = owned(ContactPoint.objects.all(), actor).filter(constituent_id__in=wanted).order_by("id")
    for point in noted.only("constituent_id", "kind", "label", "wrong"):
        if point.label or point.wrong:
            label = "wrong" if point.wrong else point.label
            found[point.constituent_id].append({"what": "label", "name": point.kind, "value": label})
    for someone, row in turf_held(actor, wanted):
        found[someone].append(row)
    return found


def _own_row(person: Constituent) -> list[Row]:
    own = {
        "called": person.preferred_name,
        "pronouns": person.pronouns,
        "languages": ", ".join(person.languages),
        "zone": person.time_zone,
    }
    return [{"what": what, "name": "", "value": value} for what, value in own.items() if value]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
