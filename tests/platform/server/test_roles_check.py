from collections.abc import Iterator

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from coalition.platform.server.errors import ServerError
from coalition.platform.server.roles_check import refuse_powerful_role, refuse_unfit_owner
from tests import WORKER
from tests.database import administer, connection_settings

# Roles belong to the whole server, which the workers of a run share.
SUPER, BYPASS, MEMBER, HEIR, PLAIN = (
    f"check_{name}_{WORKER}" for name in ("super", "bypass", "member", "heir", "plain")
)
PEOPLE = {
    SUPER: "LOGIN SUPERUSER",
    BYPASS: "LOGIN BYPASSRLS",
    MEMBER: "LOGIN IN ROLE commonlist_owner",
    HEIR: f"LOGIN IN ROLE {BYPASS}",
    PLAIN: "LOGIN",
}


@pytest.fixture(autouse=True)
def roles(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        name = settings.DATABASES["default"]["NAME"]
        for role, attributes in PEOPLE.items():
            administer(f"CREATE ROLE {{role}} {attributes}", role=role)
            administer("GRANT CONNECT ON DATABASE {name} TO {role}", name=name, role=role)
        yield
        for role in reversed(PEOPLE):
            administer("REVOKE ALL ON DATABASE {name} FROM {role}", name=name, role=role)
            administer("DROP ROLE {role}", role=role)


def test_refuse_powerful_role_lets_the_application_role_pass() -> None:
    refuse_powerful_role()


@pytest.mark.parametrize(
    ("role", "why"),
    [
        (SUPER, "is a superuser"),
        (BYPASS, "may bypass row-level security"),
        (HEIR, "may bypass row-level security"),
        ("commonlist_owner", "owns the database"),
        (MEMBER, "owns the database"),
    ],
    ids=["superuser", "bypasses", "heir", "owner", "member"],
)
def test_refuse_powerful_role_says_what_is_wrong(role: str, why: str) -> None:
    with connection_settings("default", USER=role), pytest.raises(ServerError) as refused:
        refuse_powerful_role()
    assert str(refused.value) == (
        f"DATABASE_URL must not be for {role}, which {why}: see coalition/docs/operations.md for the roles."
    )


def test_refuse_powerful_role_sees_an_owned_table() -> None:
    administer("GRANT commonlist_definer TO {role}", role=PLAIN)
    with connection_settings("default", USER=PLAIN), pytest.raises(ServerError, match="owns functions of it"):
        refuse_powerful_role()


def test_refuse_unfit_owner() -> None:
    refuse_unfit_owner()
    with connection_settings("owner", USER=PLAIN), pytest.raises(ServerError, match="cannot create tables"):
        refuse_unfit_owner()
    with connection_settings("owner", USER=SUPER):
        refuse_unfit_owner()
