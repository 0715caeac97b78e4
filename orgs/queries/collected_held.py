"""What an organization holds of people in its tags, own fields, districts and lists, and what it removed but could put
back: for themselves, and for the answer to their requests.
"""

import json
from collections import defaultdict
from collections.abc import Collection

from coalition.platform.keys import open_sealed
from coalition.platform.tenancy import Actor, owned
from orgs.models import (
    BulkChangedPerson,
    ConstituentDistrict,
    ConstituentTag,
    CustomValue,
    PeopleListMember,
    Removal,
    RemovedValue,
)
from orgs.queries.contacts import data_key
from orgs.queries.custom_fields import plain
from orgs.queries.districts import label_of
from orgs.queries.removals import kept_place
from orgs.rules.custom_values import as_words

Row = dict[str, str]
TAKEN = ("untag", "unlist")  # what a bulk change took away, and its undo would bring back


def collected_held(actor: Actor, people: Collection[int]) -> dict[int, list[Row]]:
    """For each of the acting organization's people ``{"what", "name", "value"}``. Six statements.

    ``what`` is tag, field, district, list or removed; whoever asks about themselves is told every field.
    """
    found: dict[int, list[Row]] = defaultdict(list)
    wanted = list(people)
    tags = owned(ConstituentTag.objects.all(), actor).filter(constituent_id__in=wanted).select_related("tag")
    for link in tags.order_by("tag__folded"):
        found[link.constituent_id].append({"what": "tag", "name": "", "value": link.tag.name})
    values = owned(CustomValue.objects.all(), actor).filter(constituent_id__in=wanted)
    for value in values.select_related("field", "choice").order_by("field__folded", "choice__position", "id"):
        row = {"what": "field", "name": value.field.name, "value": as_words(plain(value))}
        found[value.constituent_id].append(row)
    places = owned(ConstituentDistrict.objects.all(), actor).filter(constituent_id__in=wanted)
    for place in places.select_related("map", "district").defer("district__rings").order_by("map__name"):
        row = {"what": "district", "name": place.map.name, "value": label_of(place.district)}
        found[place.constituent_id].append(row)
    removed = owned(RemovedValue.objects.all(), actor).filter(constituent_id__in=wanted).select_related("removal")
    for kept in removed.order_by("removal_id"):
        found[kept.constituent_id].append(_removed(actor, kept))
    lists = owned(PeopleListMember.objects.all(), actor).filter(constituent_id__in=wanted).select_related("list")
    for member in lists.order_by("list__name"):
        found[member.constituent_id].append({"what": "list", "name": "", "value": member.list.name})
    taken = owned(BulkChangedPerson.objects.all(), actor).filter(constituent_id__in=wanted, change__kind__in=TAKEN)
    for gone in taken.select_related("change").order_by("change_id"):
        found[gone.constituent_id].append({"what": "removed", "name": "", "value": gone.change.words})
    return found


def _removed(actor: Actor, kept: RemovedValue) -> Row:
    place = kept_place(kept.removal, kept.constituent_id)
    value = json.loads(open_sealed(data_key(actor), bytes(kept.sealed), place=place))
    if kept.removal.kind in (Removal.Kind.TAG, Removal.Kind.MERGED):
        return {"what": "removed", "name": "", "value": kept.removal.name}
    words = ", ".join(value) if isinstance(value, list) else str(value)
    return {"what": "removed", "name": kept.removal.name, "value": words}
