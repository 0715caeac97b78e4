"""What a person is and was to the organization."""

from datetime import date

from django.db.models import F, QuerySet

from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, ConstituentRole
from orgs.rules.roles import is_current


def roles_of(actor: Actor, person: Constituent) -> QuerySet[ConstituentRole]:
    """The person's roles: those without an end first, then the latest."""
    found = owned(ConstituentRole.objects.all(), actor).filter(constituent=person)
    return found.order_by(F("until").desc(nulls_first=True), F("since").desc(nulls_last=True), "id")


def current_roles(roles: list[ConstituentRole], today: date) -> list[ConstituentRole]:
    """Those held today."""
    return [each for each in roles if is_current(each, today)]
