"""Releasing counts: through ``release_count``, kept so that a question has one answer, within the lifetime budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from coalition.platform.counts import EPSILON, Released, question_digest, release_count
from coalition.platform.tenancy import Actor, owned
from sharing.models import Campaign, CountCharge, ReleasedCount
from sharing.rules.budget import most_spent

NOISE_KEY = "noise/release-count"


class BudgetSpent(Exception):
    """A pair of organizations has no budget left: nothing new is released about them."""


@dataclass(frozen=True, slots=True)
class CountQuestion:
    """What is asked: a topic about some organizations' people, its true answer, and the sizes of the lists behind it.

    ``basis`` says which versions of which lists; a changed basis is another question.
    """

    topic: str
    organizations: tuple[int, ...]
    basis: tuple[Any, ...]
    true_value: int
    inputs: tuple[int, ...]


def charge(actor: Actor, campaign: Campaign, basis: tuple[Any, ...], organizations: Sequence[int]) -> None:
    """Charge every pair among ``organizations`` one epsilon for one release, once however often it is asked.

    Counts that no person can be in two of (the parts of a whole) are one release. Raises BudgetSpent.
    """
    members = sorted(set(organizations))
    release = question_digest(("charge", campaign.coalition_id, campaign.pk, *basis))
    charges = owned(CountCharge.objects.all(), actor).filter(coalition_id=campaign.coalition_id)
    if len(members) < 2 or charges.filter(campaign=campaign, release=release).exists():
        return
    before = most_spent(charges.values_list("organizations", "epsilon"), members)
    if before + EPSILON > campaign.agreement.count_budget:
        raise BudgetSpent
    CountCharge.objects.create(
        coalition_id=campaign.coalition_id,
        campaign=campaign,
        release=release,
        organizations=members,
        epsilon=EPSILON,
    )


def release(actor: Actor, campaign: Campaign, questions: Sequence[CountQuestion]) -> list[Released]:
    """The released answers, in order. An answer given before is given again, whatever the truth is by now."""
    fresh = [_row(campaign, question) for question in questions]
    ReleasedCount.objects.bulk_create(fresh, ignore_conflicts=True)
    digests = [bytes(row.question) for row in fresh]
    kept = owned(ReleasedCount.objects.all(), actor).filter(campaign=campaign, question__in=digests)
    answers = {bytes(row.question): row for row in kept}
    rows = [answers[digest] for digest in digests]
    return [Released(row.value, row.margin, hidden=row.value is None) for row in rows]


def _row(campaign: Campaign, question: CountQuestion) -> ReleasedCount:
    asked = (campaign.coalition_id, campaign.pk, question.topic, question.organizations, question.basis)
    released = release_count(
        question.true_value,
        inputs=question.inputs,
        question=asked,
        secret=settings.ROOT_KEY.derive(NOISE_KEY),
        threshold=campaign.agreement.count_threshold,
    )
    return ReleasedCount(
        coalition_id=campaign.coalition_id,
        campaign=campaign,
        topic=question.topic,
        organizations=list(question.organizations),
        value=released.value,
        margin=released.margin,
        epsilon=EPSILON,
        question=question_digest(asked),
    )
