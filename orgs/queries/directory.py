"""Looking up organizations, coalitions and accounts by what people type: slugs and e-mail addresses."""

from collections.abc import Iterable, Sequence

from orgs.models import Coalition, Organization, User


def organization_slug_taken(slug: str) -> bool:
    """Whether an organization has this slug."""
    return Organization.objects.filter(slug=slug).exists()


def coalition_slug_taken(slug: str) -> bool:
    """Whether a coalition has this slug."""
    return Coalition.objects.filter(slug=slug).exists()


def organizations_by_slug(slugs: Sequence[str]) -> dict[str, Organization]:
    """The organizations among ``slugs``; unknown ones are missing from the answer."""
    return {organization.slug: organization for organization in Organization.objects.filter(slug__in=slugs)}


def account_by_email(email: str) -> User | None:
    """The account that signs in with this address, if there is one."""
    return User.objects.filter(email=email.strip().lower()).first()


def members_of(coalition_id: int) -> list[Organization]:
    """The organizations in a coalition now, by name."""
    memberships = {"coalition_memberships__coalition_id": coalition_id, "coalition_memberships__left_at": None}
    return list(Organization.objects.filter(**memberships).order_by("name", "id"))


def admins_of(organization_ids: Sequence[int]) -> list[User]:
    """The active admins of these organizations, each once, by address."""
    held = {"memberships__organization_id__in": organization_ids, "memberships__role": "admin"}
    return list(User.objects.filter(**held, memberships__active=True, is_active=True).distinct().order_by("email"))


def coalition_ids() -> list[int]:
    """Every coalition: for the platform's own rounds, which enter each one's scope."""
    return list(Coalition.objects.order_by("pk").values_list("pk", flat=True))


def coalitions_of(organization_id: int) -> list[int]:
    """The coalitions that an organization is a member of now."""
    memberships = {"members__organization_id": organization_id, "members__left_at": None}
    return list(Coalition.objects.filter(**memberships).order_by("pk").values_list("pk", flat=True))


def coalition_names(ids: Iterable[int]) -> dict[int, str]:
    """The names of these coalitions; without any, nothing is asked."""
    wanted = set(ids)
    return dict(Coalition.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def organization_ids() -> list[int]:
    """Every organization's id: for rounds that enter the scope of one after the other."""
    return list(Organization.objects.order_by("id").values_list("id", flat=True))
