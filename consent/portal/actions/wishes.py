"""What a person wants from one organization: carried to its list, at once."""

from datetime import datetime

from django.db import transaction
from django.http import Http404

from coalition.platform.tenancy import Actor, acting
from consent.portal.actions.looking import look
from consent.portal.queries.sessions import Person
from consent.portal.rules.overview import Holder
from orgs.actions.crossing import crossing
from orgs.actions.preferences import Wishes, change_preferences
from orgs.queries.preferences import Preferences, preferences_of


def read_wishes(*, actor: Actor, now: datetime, person: Person, organization_id: int) -> tuple[Holder, Preferences]:
    """The organization with its topics and skills, and the person's. Raises Http404 where it is uncertain who asks."""
    with transaction.atomic():
        overview = look(actor=actor, now=now, person=person)
        holder = next((each for each in overview.holders if each.id == organization_id), None)
        if holder is None or holder.wishes is None:
            raise Http404
        own = crossing("portal_wishes", [organization_id], actor=actor)[0]
        with acting(own):
            return holder, preferences_of(own, holder.wishes.id)


def save_wishes(*, actor: Actor, now: datetime, holder: Holder, wishes: Wishes) -> None:
    """Change topics, skills and channel on the person's own record. Raises Http404."""
    if holder.wishes is None:
        raise Http404
    with transaction.atomic():
        own = crossing("portal_wishes", [holder.id], actor=actor)[0]
        with acting(own):
            change_preferences(actor=own, now=now, person_id=holder.wishes.id, wishes=wishes, said_by=actor)
