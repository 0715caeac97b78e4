"""What the organization's own tags, fields and districts say about a person."""

from dataclasses import dataclass

from coalition.platform.database.together import Reading, in_step, lists
from coalition.platform.tenancy import Actor
from orgs.models import Constituent, ConstituentDistrict, ConstituentTag
from orgs.queries.custom_fields import Answer, answers_reading
from orgs.queries.districts import districts_of
from orgs.queries.tags import tags_of


@dataclass(frozen=True, slots=True)
class Collected:
    """Tags, custom fields that the actor may see (also empty ones), districts."""

    tags: list[ConstituentTag]
    answers: list[Answer]
    districts: list[ConstituentDistrict]

    @property
    def answered(self) -> list[Answer]:
        """The fields that have a value."""
        return [answer for answer in self.answers if answer.values]


def collected_reading(actor: Actor, person: Constituent) -> Reading[Collected]:
    """A person's tags, custom fields and districts."""
    found = lists(tags_of(actor, person), districts_of(actor, person))
    (tags, districts), answers = yield from in_step(found, answers_reading(actor, person))
    return Collected(tags, answers, districts)
