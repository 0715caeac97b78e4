import pytest
from django.db import connection


def _role() -> tuple[str, bool, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role: tuple[str, bool, bool] = cursor.fetchone()
        return role


@pytest.mark.django_db
def test_tests_run_as_the_application_role() -> None:
    assert _role() == ("commonlist_app", False, False)


@pytest.mark.django_db(transaction=True)
def test_transactional_tests_run_as_the_application_role() -> None:
    assert _role() == ("commonlist_app", False, False)
