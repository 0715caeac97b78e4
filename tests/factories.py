"""People and organizations for tests, made through the real actions wherever there is one.

Alder and Birch are in the coalition Valley; Cedar is in the coalition Coast. A name says whose it is.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from coalition.platform.keys import ContactKind, contact_keys, identifier, normalise_email, normalise_phone
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.subjects import ensure_subjects, record_holdings
from orgs.actions.organizations import add_member, create_coalition, create_organization
from orgs.models import (
    Coalition,
    Constituent,
    ConstituentInterest,
    ContactPoint,
    Interest,
    Membership,
    Organization,
    Segment,
    User,
)
from orgs.queries.actors import actor_for, hats_of
from orgs.queries.contacts import data_key, seal_contact

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SYSTEM = system_actor()
ROLES: tuple[str, ...] = tuple(Membership.Role.values)
PASSWORD = "correct-horse-battery"


def make_organization(slug: str, **fields: Any) -> Organization:
    """An organization with its data key and role groups."""
    return create_organization(actor=SYSTEM, now=NOW, slug=slug, name=fields.pop("name", slug.title()), **fields)


def make_user(name: str, *, email: str = "", password: str | None = None) -> User:
    """Somebody who can sign in, without any role yet."""
    return User.objects.create_user(email or f"{name.lower().replace(' ', '.')}@staff.example", password, name=name)


def make_member(organization: Organization, role: str, name: str = "") -> User:
    """A new user with ``role`` in ``organization``."""
    user = make_user(name or f"{organization.slug} {role}".title())
    join(user, organization, role)
    return user


def join(user: User, organization: Organization, role: str) -> Membership:
    """Give an existing user a role."""
    own = system_actor(organization_id=organization.pk)
    with acting(own):
        return add_member(actor=own, now=NOW, organization_id=organization.pk, user=user, role=role)


def make_coalition(slug: str, members: Sequence[Organization], coordinators: Sequence[User] = ()) -> Coalition:
    """A coalition of ``members``."""
    return create_coalition(
        actor=SYSTEM, now=NOW, slug=slug, name=slug.title(), members=list(members), coordinators=list(coordinators)
    )


def actor_of(user: User, owner: Organization | Coalition | None = None) -> Actor:
    """The Actor of ``user`` under the hat of ``owner``, or under their first hat."""
    hats = hats_of(user.pk)
    if owner is None:
        return actor_for(user.pk, hats[0] if hats else None)
    return actor_for(user.pk, next(hat for hat in hats if hat.key == hat_key(owner)))


def hat_key(owner: Organization | Coalition) -> str:
    """What the switcher sends for ``owner``."""
    return f"{'coalition' if isinstance(owner, Coalition) else 'organization'}:{owner.pk}"


def make_person(
    organization: Organization,
    given_name: str,
    family_name: str = "",
    *,
    email: str = "",
    phone: str = "",
    interests: Sequence[str] = (),
    **fields: Any,
) -> Constituent:
    """A constituent of ``organization`` with contact points (sealed, with subjects) and interests."""
    own = system_actor(organization_id=organization.pk)
    with acting(own):
        person = Constituent.objects.create(
            organization=organization, given_name=given_name, family_name=family_name, **fields
        )
        if email:
            _add_contact_point(own, person, ContactKind.EMAIL, normalise_email(email), email)
        if phone:
            number = normalise_phone(phone, organization.region)
            _add_contact_point(own, person, ContactKind.PHONE, number, phone)
        for name in interests:
            interest, _ = Interest.objects.get_or_create(organization=organization, name=name)
            ConstituentInterest.objects.create(organization=organization, constituent=person, interest=interest)
    return person


def make_segment(organization: Organization, name: str, conditions: Sequence[dict[str, Any]] = ()) -> Segment:
    """A segment of all people who meet every condition."""
    with acting(system_actor(organization_id=organization.pk)):
        rules = {"match": "all", "conditions": list(conditions)}
        return Segment.objects.create(organization=organization, name=name, rules=rules)


def subject_of(kind: ContactKind, normalised: str) -> int:
    """The consent subject of an identifier, made if need be."""
    written = identifier(kind, normalised)
    return ensure_subjects([written])[written.keys[settings.PEPPER_VERSIONS[-1]]]


def _add_contact_point(own: Actor, person: Constituent, kind: ContactKind, normalised: str, value: str) -> None:
    key = contact_keys(kind, normalised)[settings.PEPPER_VERSIONS[-1]]
    sealed = seal_contact(data_key(own), value, organization_id=person.organization_id, contact_key=key)
    subject = subject_of(kind, normalised)
    record_holdings(actor=own, subject_ids=[subject], source="test")
    ContactPoint.objects.create(
        organization_id=person.organization_id,
        constituent=person,
        kind=kind,
        sealed=sealed,
        contact_key=key,
        subject_id=subject,
    )
