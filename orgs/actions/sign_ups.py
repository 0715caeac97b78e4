"""People who come by a form of the platform: recognized by the same rules as in an import, never overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.keys import ContactKind, Identifier, identifier, normalise_email, normalise_phone
from coalition.platform.tenancy import Actor, owned
from consent.ledger.actions.subjects import ensure_subjects, record_holdings
from orgs import policies
from orgs.actions.blocks import mark_minor
from orgs.models import (
    Constituent,
    ConstituentInterest,
    ConstituentSkill,
    ContactPoint,
    Interest,
    Organization,
    Skill,
)
from orgs.queries.contacts import data_key, seal_contact
from orgs.queries.identities import introduce
from orgs.queries.members import acting_organization
from orgs.rules.identity import Candidate, Resolver, fingerprint

BLANKS = ("given_name", "family_name", "language", "postal_code")


@dataclass(frozen=True, slots=True)
class SignedUp:
    """What somebody said of themselves. ``contacts``: the addresses and numbers that they have proven, by which they
    are recognized, and no others: a yes on one identifier of a record lifts a no on another. ``facts``: as in BLANKS.

    ``join``: they come onto the list if they are not on it yet. ``choose``: interests, skills and the preferred channel
    are what they want from now on, as far as the form asked (``None``: it did not ask); otherwise they are added to
    what is known.
    """

    contacts: Sequence[tuple[ContactKind, str]]
    facts: Mapping[str, str] = field(default_factory=dict)
    born: date | None = None
    interests: Sequence[str] | None = None
    skills: Sequence[str] | None = None
    preferred_channel: str = ""
    join: bool = True
    choose: bool = False
    source: str = ""


def take_sign_up(*, actor: Actor, now: datetime, person: SignedUp) -> Constituent | None:
    """Find the person on the acting organization's list, or add them; only what is blank is filled in.

    The same person is one who holds a contact point and has a compatible given name, as in an import. Whose birthday
    says so is reported as under age. None for somebody unknown who does not join. An identifier that comes onto a
    record which another one found is unproven there: it answers, but says nothing about whose record that is, so it
    opens nothing in the portal. Raises PermissionDenied.
    """
    if not policies.can_edit_people(actor) or actor.organization_id is None:
        raise PermissionDenied
    with transaction.atomic():
        organization = acting_organization(actor)
        keys = [_keys(organization, *contact) for contact in person.contacts]
        known = _resolve(actor, person, keys)
        if known is None and not person.join:
            return None
        constituent = known or Constituent.objects.create(organization=organization, source=person.source)
        _fill(constituent, person, now)
        subjects = _add_points(actor, organization, constituent, person, keys, known=known is not None)
        mark_minor(actor=actor, now=now, person_id=constituent.pk)
        _interests(actor, constituent, person)
        _skills(actor, constituent, person)
        record(
            "orgs.person.changed" if known else "orgs.person.added",
            actor=actor,
            object_type="constituent",
            subjects=subjects,
            detail={"source": "form"},
        )
    return constituent


def _keys(organization: Organization, kind: ContactKind, value: str) -> Identifier:
    if kind is ContactKind.EMAIL:
        return identifier(kind, normalise_email(value))
    return identifier(kind, normalise_phone(value, organization.region))


def _resolve(actor: Actor, person: SignedUp, keys: Sequence[Identifier]) -> Constituent | None:
    versions = tuple(tuple(each.keys.values()) for each in keys)
    given, family = person.facts.get("given_name", ""), person.facts.get("family_name", "")
    candidate = Candidate(fingerprint([given, family], [each[-1] for each in versions]), given, family, keys=versions)
    resolver = Resolver()
    introduce(actor, resolver, [candidate], set())
    found = resolver.resolve(candidate)
    return owned(Constituent.objects.all(), actor).select_for_update().get(pk=found) if found is not None else None


def _fill(constituent: Constituent, person: SignedUp, now: datetime) -> None:
    for name in BLANKS:
        if person.facts.get(name) and not getattr(constituent, name):
            setattr(constituent, name, person.facts[name])
    constituent.birth_date = constituent.birth_date or person.born
    if person.preferred_channel and (person.choose or not constituent.preferred_channel):
        constituent.preferred_channel = person.preferred_channel
    constituent.updated_at = now
    constituent.save(update_fields=[*BLANKS, "birth_date", "preferred_channel", "updated_at"])


def _add_points(
    actor: Actor,
    organization: Organization,
    constituent: Constituent,
    person: SignedUp,
    keys: Sequence[Identifier],
    *,
    known: bool,
) -> list[int]:
    found, secret, subjects = ensure_subjects(keys), data_key(actor), []
    for (kind, value), written in zip(person.contacts, keys, strict=True):
        held = owned(ContactPoint.objects.all(), actor).filter(constituent=constituent)
        key = list(written.keys.values())[-1]
        subjects.append(found[key])
        if held.filter(contact_key__in=list(written.keys.values())).exists():
            continue
        ContactPoint.objects.create(
            organization=organization, constituent=constituent, kind=kind.value, contact_key=key,
            sealed=seal_contact(secret, value.strip(), organization_id=organization.pk, contact_key=key),
            subject_id=found[key], unproven=known,
        )  # fmt: skip
    record_holdings(actor=actor, subject_ids=subjects, source=person.source)
    return subjects


def _interests(actor: Actor, constituent: Constituent, person: SignedUp) -> None:
    if person.interests is None:
        return
    organization = constituent.organization_id
    Interest.objects.bulk_create(
        [Interest(organization_id=organization, name=name) for name in sorted(set(person.interests))],
        ignore_conflicts=True,
    )
    chosen = owned(Interest.objects.all(), actor).filter(name__in=person.interests)
    if person.choose:
        had = owned(ConstituentInterest.objects.all(), actor).filter(constituent=constituent)
        had.exclude(interest__in=chosen).delete()
    ConstituentInterest.objects.bulk_create(
        [ConstituentInterest(organization_id=organization, constituent=constituent, interest=each) for each in chosen],
        ignore_conflicts=True,
    )


def _skills(actor: Actor, constituent: Constituent, person: SignedUp) -> None:
    if person.skills is None:
        return
    organization = constituent.organization_id
    Skill.objects.bulk_create(
        [Skill(organization_id=organization, name=name) for name in sorted(set(person.skills))], ignore_conflicts=True
    )
    chosen = owned(Skill.objects.all(), actor).filter(name__in=person.skills)
    if person.choose:
        had = owned(ConstituentSkill.objects.all(), actor).filter(constituent=constituent)
        had.exclude(skill__in=chosen).delete()
    ConstituentSkill.objects.bulk_create(
        [ConstituentSkill(organization_id=organization, constituent=constituent, skill=each) for each in chosen],
        ignore_conflicts=True,
    )
