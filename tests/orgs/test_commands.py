from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from orgs.models import Coalition, Coordinator, Membership, Organization, User
from tests.factories import make_organization

ORGANIZATION = ("create_organization", "harbor", "--name", "Harbor Tenants", "--region", "us")
COALITION = (
    "create_coalition",
    "bay",
    "--name",
    "Bay Area",
    "--members",
    "alder, birch",
    "--coordinator",
    "m@e.example",
)


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_create_organization_opens_an_account_for_its_admin() -> None:
    said = run(*ORGANIZATION, "--language", "es", "--admin", "Ana@Harbor.example")
    organization = Organization.objects.get(slug="harbor")
    assert (organization.name, organization.region, organization.language) == ("Harbor Tenants", "US", "es")
    membership = Membership.objects.get(organization=organization)
    assert (membership.role, membership.user.email) == ("admin", "ana@harbor.example")
    assert not membership.user.has_usable_password()
    assert "They have no password yet: they sign in with a code sent to that address." in said


@pytest.mark.django_db
def test_create_organization_takes_an_account_that_is_there() -> None:
    User.objects.create_user("ana@harbor.example", "correct-horse-battery", name="Ana")
    said = run(*ORGANIZATION, "--admin", "ana@harbor.example")
    assert "no password" not in said
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("create_organization", "alder", "--name", "A", "--region", "US"), "exists already: choose another slug"),
        (("create_organization", "a b", "--name", "A", "--region", "US"), "is no slug: use letters"),
        (("create_organization", "x" * 51, "--name", "A", "--region", "US"), "longer than 50"),
        (("create_organization", "new", "--name", " ", "--region", "US"), "The name is empty"),
        (("create_organization", "new", "--name", "A", "--region", "XX"), "is no country"),
        ((*ORGANIZATION, "--language", "de"), "choose one of en, es"),
        ((*ORGANIZATION, "--time-zone", "Mars/North"), "is no time zone"),
        ((*ORGANIZATION, "--admin", "ana at harbor"), "is not an e-mail address"),
    ],
)
def test_create_organization_says_what_is_wrong_and_changes_nothing(words: tuple[str, ...], message: str) -> None:
    make_organization("alder")
    with pytest.raises(CommandError, match=message):
        run(*words)
    assert list(Organization.objects.values_list("slug", flat=True)) == ["alder"]
    assert not User.objects.exists()


@pytest.mark.django_db
def test_create_coalition_joins_its_members_and_opens_an_account_for_its_coordinator() -> None:
    make_organization("alder")
    make_organization("birch")
    said = run(*COALITION)
    coalition = Coalition.objects.get(slug="bay")
    members = coalition.members.order_by("organization__slug").values_list("organization__slug", flat=True)
    assert list(members) == ["alder", "birch"]
    assert Coordinator.objects.get(coalition=coalition).user.email == "m@e.example"
    assert "with 2 members: alder, birch." in said


@pytest.mark.django_db
def test_create_coalition_names_every_unknown_organization_and_changes_nothing() -> None:
    make_organization("alder")
    with pytest.raises(CommandError, match="No organization “birch”: create it first"):
        run(*COALITION)
    assert not Coalition.objects.exists()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_create_coalition_refuses_a_slug_twice_and_no_members() -> None:
    make_organization("alder")
    make_organization("birch")
    run(*COALITION)
    with pytest.raises(CommandError, match="A coalition “bay” exists already"):
        run(*COALITION)
    with pytest.raises(CommandError, match="No members: name at least one"):
        run("create_coalition", "new", "--name", "N", "--members", " , ", "--coordinator", "m@e.example")
