"""Organizations with many people, made in SQL for measuring."""

from django.db import connection, transaction

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Organization
from tests.factories import make_organization

_PEOPLE = """
INSERT INTO orgs_constituent (
    organization_id, type, external_id, given_name, family_name, honorific, language, street, city, region,
    postal_code, country, job_title, note, source)
SELECT %s, 'person', 'x' || n, 'Given' || n %% 5000, 'Family' || n, '', '', '', 'City ' || n %% 50,
       '', '', '', '', '', ''
  FROM generate_series(1, %s) n
"""


def organization_with_people(slug: str, people: int) -> Organization:
    """A new organization with so many people, without contact points."""
    organization = make_organization(slug)
    with acting(system_actor(organization_id=organization.pk)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [organization.pk, people])
    return organization
