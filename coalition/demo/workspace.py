"""Lists, saved views and a bulk change that can be undone, for an organization of the demo."""

from datetime import datetime, timedelta

from django.db import transaction

from coalition.demo.accounts import team_member
from coalition.demo.organizations import DemoOrganization
from coalition.platform.tenancy import acting, owned
from orgs.actions.bulk import change_many
from orgs.actions.people_lists import save_list
from orgs.actions.saved_views import save_view
from orgs.models import PeopleList
from orgs.queries.visible import visible_people

LISTS = {"en": ("Summer picnic", "Phone tree"), "es": ("Picnic de verano", "Cadena telefónica")}
VIEWS = {
    "en": ("Reachable by phone", "Most engaged"),
    "es": ("Con teléfono", "Quienes más participan"),
}
COLUMNS = (["city", "interests", "contact", "last"], ["engagement", "tags", "roles", "last"])


def arrange(own: DemoOrganization, now: datetime) -> None:
    """Make two lists with people on them and two shared views, once."""
    admin = team_member(own, "admin")
    with acting(admin), transaction.atomic():
        if owned(PeopleList.objects.all(), admin).exists():
            return
        for days, (name, step) in enumerate(zip(LISTS[own.language], (97, 53), strict=True), start=2):
            made = save_list(actor=admin, now=now, name=name)
            ids = list(visible_people(admin).order_by("id").values_list("pk", flat=True)[::step][:60])
            people = visible_people(admin).filter(pk__in=ids)
            change_many(actor=admin, now=now - timedelta(days=days), kind="list", people=people, stated=len(ids),
                        target=made.pk, words=name)  # fmt: skip
        filters: tuple[dict[str, str], ...] = ({"reach": "phone"}, {})
        names, sorts = VIEWS[own.language], ("", "-engagement")
        for name, columns, narrowed, sort in zip(names, COLUMNS, filters, sorts, strict=True):
            save_view(actor=admin, now=now, name=name, shared=True, filters=narrowed, columns=columns, sort=sort)
