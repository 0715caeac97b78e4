"""Who of the organization's people an import may already know."""

from collections.abc import Iterable, Iterator, Sequence

from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, ContactPoint
from orgs.rules.identity import Candidate, Resolver, place_key


def introduce(actor: Actor, resolver: Resolver, candidates: Sequence[Candidate], met: set[bytes]) -> None:
    """Tell ``resolver`` about every person whom one of ``candidates`` may be. ``met``: contact keys asked before."""
    _by_fingerprint(actor, resolver, {each.fingerprint for each in candidates})
    _by_external_id(actor, resolver, {each.external_id for each in candidates} - {""})
    _by_key(actor, resolver, {key for each in candidates for versions in each.keys for key in versions} - met, met)
    _by_place(actor, resolver, [each for each in candidates if each.place])


def _by_fingerprint(actor: Actor, resolver: Resolver, fingerprints: set[bytes]) -> None:
    found = owned(Constituent.objects.all(), actor).filter(fingerprint__in=list(fingerprints))
    for value, person, given, family in found.values_list("fingerprint", "id", "given_name", "family_name"):
        resolver.know(person, given, family)
        resolver.by_fingerprint.setdefault(bytes(value or b""), person)


def _by_external_id(actor: Actor, resolver: Resolver, external_ids: set[str]) -> None:
    if not external_ids:
        return
    found = owned(Constituent.objects.all(), actor).filter(external_id__in=list(external_ids))
    for value, person, given, family in found.values_list("external_id", "id", "given_name", "family_name"):
        resolver.know(person, given, family)
        resolver.by_external_id.setdefault(value, person)


def _by_key(actor: Actor, resolver: Resolver, keys: set[bytes], met: set[bytes]) -> None:
    if not keys:
        return
    met |= keys
    # Two look-ups by index: a join of thousands of keys is planned badly until the tables have been analyzed.
    found = owned(ContactPoint.objects.all(), actor).filter(contact_key__in=list(keys))
    held = sorted(found.values_list("id", "contact_key", "constituent_id"))
    people = owned(Constituent.objects.all(), actor).filter(id__in={person for _id, _key, person in held})
    for person, given, family in people.values_list("id", "given_name", "family_name"):
        resolver.know(person, given, family)
    for _id, key, person in held:
        resolver.holds(person, bytes(key))


def _by_place(actor: Actor, resolver: Resolver, candidates: Sequence[Candidate]) -> None:
    if not candidates:
        return
    families = set(_spellings(each.family_name for each in candidates))
    found = owned(Constituent.objects.all(), actor).filter(family_name__in=families).exclude(street="").order_by("id")
    wanted = {each.place for each in candidates}
    for person, given, family, street, city, postal_code in found.values_list(
        "id", "given_name", "family_name", "street", "city", "postal_code"
    ):
        place = place_key(given, family, street, city, postal_code)
        if place in wanted:
            resolver.know(person, given, family)
            resolver.by_place.setdefault(place, person)


def _spellings(names: Iterable[str]) -> Iterator[str]:
    """A name as lists usually write it: the index on names is case-sensitive."""
    for name in names:
        yield from (name, name.lower(), name.upper(), name.title(), name.capitalize())
