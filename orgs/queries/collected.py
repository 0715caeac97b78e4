"""What the organization's own tags, fields and districts say about a person."""

from dataclasses import dataclass

from coalition.platform.tenancy import Actor
from orgs.models import Constituent, ConstituentDistrict, ConstituentTag
from orgs.queries.custom_fields import Answer, answers_of
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


def collected_of(actor: Actor, person: Constituent) -> Collected:
    """A person's tags, custom fields and districts."""
    return Collected(tags_of(actor, person), answers_of(actor, person), districts_of(actor, person))
