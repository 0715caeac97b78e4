"""The people who sign in to the demo, with the published password."""

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from coalition.demo.organizations import ORGANIZATIONS, DemoOrganization
from coalition.platform.tenancy import Actor, acting, system_actor
from orgs.actions.accounts import ensure_account
from orgs.actions.organizations import add_member, create_coalition, create_organization
from orgs.models import Coalition, Organization, User
from orgs.queries.actors import actor_for, hats_of
from orgs.queries.directory import account_by_email, organizations_by_slug
from orgs.sign_in import DEMO_PASSWORD

COALITION = "bay-area-housing"
COORDINATOR = "coordinator@commonlist.example"
PLATFORM = system_actor()


def create_organizations() -> dict[str, Organization]:
    """The four organizations with their teams; those that exist stay as they are."""
    password = make_password(DEMO_PASSWORD)  # hashed once: it is slow on purpose, and published anyway
    existing = organizations_by_slug([own.slug for own in ORGANIZATIONS])
    for own in ORGANIZATIONS:
        if own.slug not in existing:
            organization = create_organization(
                actor=PLATFORM, now=timezone.now(), slug=own.slug, name=own.name, language=own.language
            )
            existing[own.slug] = organization
        for role, name in own.team.items():
            user = _account(f"{role}@{own.slug}.example", name, own.language, password)
            if not user.memberships.exists():
                _join(existing[own.slug], user, role)
    _account(COORDINATOR, "Renee Castillo", "en", password)
    return existing


def create_bay_area_housing(members: dict[str, Organization]) -> Coalition:
    """The coalition of the four, with its coordinator."""
    found = Coalition.objects.filter(slug=COALITION).first()
    if found is not None:
        return found
    coordinator = account_by_email(COORDINATOR)
    return create_coalition(
        actor=PLATFORM,
        now=timezone.now(),
        slug=COALITION,
        name="Bay Area Housing Coalition",
        members=[members[own.slug] for own in ORGANIZATIONS],
        coordinators=[coordinator] if coordinator else [],
    )


def team_member(own: DemoOrganization, role: str) -> Actor:
    """Somebody of an organization's team, acting."""
    return _actor(f"{role}@{own.slug}.example")


def coordinator() -> Actor:
    """The coordinator, acting for the coalition."""
    return _actor(COORDINATOR)


def _actor(email: str) -> Actor:
    user = account_by_email(email)
    if user is None:
        raise LookupError(f"the demo has no account {email}")
    return actor_for(user.pk, hats_of(user.pk)[0])


def _account(email: str, name: str, language: str, password: str) -> User:
    user, new = ensure_account(actor=PLATFORM, now=timezone.now(), email=email, language=language)
    if new:
        user.name, user.password = name, password
        user.save(update_fields=["name", "password"])
    return user


def _join(organization: Organization, user: User, role: str) -> None:
    own = system_actor(organization_id=organization.pk)
    with acting(own):
        add_member(actor=own, now=timezone.now(), organization_id=organization.pk, user=user, role=role)
