"""Who is named in notes: colleagues who may be, and what waits in one's inbox."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, Interaction, Membership, Mention
from orgs.policies import STAFF
from orgs.queries.visible import closed_to

PER_PAGE = 25


def colleagues(actor: Actor) -> dict[int, str]:
    """Active members who may read people and write about them, by user id, without the actor: who may be named."""
    # Memberships belong to the platform: this filter is the wall.
    members = Membership.objects.filter(
        organization_id=actor.organization_id or 0, active=True, user__is_active=True, role__in=STAFF
    )
    found = members.exclude(user=actor.user_id).order_by("user__name", "user_id")
    return dict(found.values_list("user_id", "user__name"))


@dataclass(frozen=True, slots=True)
class Named:
    """A note that names the actor. ``note`` is None when they may not see the person: then nothing of it is shown."""

    mention: Mention
    note: Interaction | None

    @property
    def person(self) -> Constituent | None:
        """Whom the note is about, if the actor may see them."""
        return self.mention.constituent if self.note is not None else None


def mentions_page(actor: Actor, number: object = 1) -> tuple[Page[Any], list[Named]]:
    """Notes that name the actor, the unread ones first, each newest first."""
    found = _mine(actor).annotate(closed=closed_to(actor, "constituent")).select_related("constituent", "by")
    unread_first = found.order_by(F("read_at").desc(nulls_first=True), "-created_at", "-id")
    page = Paginator(unread_first, PER_PAGE).get_page(number)  # type: ignore[arg-type]
    open_ones = [each for each in page.object_list if not each.closed]
    notes = owned(Interaction.objects.all(), actor).filter(
        occurred_at__in=[each.occurred_at for each in open_ones], pk__in=[each.interaction_id for each in open_ones]
    )
    by_id = {note.pk: note for note in notes} if open_ones else {}
    return page, [Named(each, by_id.get(each.interaction_id)) for each in page.object_list]


def unread_mentions(actor: Actor) -> int:
    """How many notes that name the actor they have not marked as read."""
    return _mine(actor).filter(read_at=None).count()


def get_mention(actor: Actor, mention_id: int) -> Mention:
    """One note that names the actor. Raises Http404."""
    found: Mention | None = _mine(actor).filter(pk=mention_id).first()
    if found is None:
        raise Http404
    return found


def _mine(actor: Actor) -> QuerySet[Any]:
    return owned(Mention.objects.all(), actor).filter(member=actor.user_id or 0)
