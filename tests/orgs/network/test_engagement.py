"""The score of engagement and what people seem to care about: the formula, its twin in SQL, and its reasons."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from coalition.platform.tenancy import acting, owned, system_actor
from orgs.actions.engagement import refresh_engagement, refresh_score
from orgs.actions.interactions import log_interaction, take_back_interaction
from orgs.models import (
    Constituent,
    ConstituentInterest,
    Engagement,
    InferredInterest,
    Interaction,
    Interest,
    Organization,
)
from orgs.rules.engagement import DEPTH_OF, Deed, Score, ago_words, reasons, score
from orgs.rules.interactions import Details
from tests.factories import NOW, actor_of, make_member, make_organization, make_person

TODAY = NOW.date()
KINDS = (*DEPTH_OF, "mail", "note", "text")


def did(person: Constituent, *deeds: tuple[str, int] | tuple[str, int, str], topic: str = "") -> None:
    """Write down what a person did: kind, how many days ago, and how it ended."""
    organization = person.organization_id
    with acting(system_actor(organization_id=organization)), connection.cursor() as cursor:
        interest = Interest.objects.get_or_create(organization_id=organization, name=topic)[0] if topic else None
        for kind, days, *outcome in deeds:
            moment = NOW - timedelta(days=days)
            cursor.execute("SELECT commonlist.ensure_partitions('orgs_interaction', %s::date, %s::date)", [moment] * 2)
            Interaction.objects.create(
                organization_id=organization, constituent=person, kind=kind, occurred_at=moment, summary="s",
                outcome="".join(outcome), topic=interest,
            )  # fmt: skip


def refreshed(organization: Organization, *, now: datetime = NOW, people: Sequence[int] | None = None) -> int:
    own = system_actor(organization_id=organization.pk)
    with acting(own):
        return refresh_engagement(actor=own, now=now, person_ids=people)


def scores(organization: Organization) -> dict[int, tuple[int, int, int, int]]:
    own = system_actor(organization_id=organization.pk)
    with acting(own):
        rows = owned(Engagement.objects.all(), own)
        return {row.constituent_id: (row.score, row.recency, row.frequency, row.depth) for row in rows}


def seeming(organization: Organization) -> dict[tuple[str, str], int]:
    own = system_actor(organization_id=organization.pk)
    with acting(own):
        rows = owned(InferredInterest.objects.all(), own).select_related("constituent", "interest")
        return {(row.constituent.given_name, row.interest.name): row.times for row in rows}


def test_score_of_nothing_is_none() -> None:
    assert score([], TODAY) is None
    assert score([Deed("mail", TODAY), Deed("note", TODAY), Deed("call", TODAY, "no_answer")], TODAY) is None
    assert score([Deed("call", TODAY - timedelta(days=730))], TODAY) is None
    assert score([Deed("call", TODAY + timedelta(days=1))], TODAY) is None


def test_score_falls_with_time_and_grows_with_what_was_done() -> None:
    assert score([Deed("petition", TODAY)], TODAY) == Score(40, 3, 1)
    assert score([Deed("petition", TODAY - timedelta(days=182))], TODAY) == Score(20, 3, 1)
    assert score([Deed("petition", TODAY - timedelta(days=365))], TODAY) == Score(0, 0, 1)
    full = score([Deed("shift", TODAY)] * 10, TODAY)
    assert full is not None and (full, full.total) == (Score(40, 30, 30), 100)


def test_reasons_say_what_was_done_and_when_they_were_spoken_to() -> None:
    assert reasons({"event": 3, "petition": 1, "shift": 2}, 12, 4) == [
        "In the last twelve months: 2 volunteer shifts, came to 3 events, signed 1 petition.",
        "Last spoken to 12 days ago.",
    ]
    assert reasons({}, None, 400) == ["Did something with us 13 months ago."]


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "yesterday"), (59, "59 days ago"), (60, "2 months ago"), (730, "2 years ago")],
)
def test_ago_words(days: int, words: str) -> None:
    assert ago_words(days) == words


@pytest.mark.django_db
def test_refresh_engagement_says_the_same_as_the_rule() -> None:
    alder = make_organization("alder")
    histories: list[list[tuple[str, int, str]]] = [
        [(kind, days, "") for kind in KINDS] for days in (0, 1, 8, 9, 10, 100, 182, 364, 365, 366, 729, 730, 731)
    ]
    histories += [[(kind, days, "")] for kind, days in zip(KINDS, range(0, 900, 70), strict=False)]
    histories += [
        [("call", 3, "no_answer"), ("event", 40, "")],
        [("call", 3, "do_not_call")],
        [("meeting", 2, "")] * 12,
    ]
    expected = {}
    for number, history in enumerate(histories):
        person = make_person(alder, f"P{number}")
        did(person, *history)
        rule = score([Deed(kind, TODAY - timedelta(days=days), outcome) for kind, days, outcome in history], TODAY)
        if rule is not None:
            expected[person.pk] = (rule.total, rule.recency, rule.frequency, rule.depth)
    refreshed(alder)
    assert scores(alder) == expected
    assert len(expected) < len(histories)


@pytest.mark.parametrize("times", [1, 5, 50])
@pytest.mark.parametrize("days", [0, 364, 729])
@pytest.mark.parametrize("kind", sorted(DEPTH_OF))
def test_a_score_is_always_between_0_and_100(kind: str, days: int, times: int) -> None:
    one = score([Deed(kind, TODAY - timedelta(days=days))] * times, TODAY)
    assert one is not None and 0 < one.total <= 100


@pytest.mark.django_db
def test_refresh_engagement_forgets_what_lies_too_far_back_and_leaves_others_alone() -> None:
    alder, birch = make_organization("alder"), make_organization("birch")
    ana, bertha = make_person(alder, "Ana"), make_person(birch, "Bertha")
    did(ana, ("event", 10))
    did(bertha, ("event", 10))
    assert refreshed(alder) == 1
    assert scores(birch) == {}
    assert refreshed(alder) == 0
    refreshed(alder, now=NOW + timedelta(days=720))
    assert scores(alder) == {}


@pytest.mark.django_db
def test_refresh_engagement_of_some_leaves_the_rest() -> None:
    alder = make_organization("alder")
    ana, ben = make_person(alder, "Ana"), make_person(alder, "Ben")
    did(ana, ("event", 10))
    did(ben, ("event", 10))
    refreshed(alder)
    later = NOW + timedelta(days=60)
    refreshed(alder, now=later, people=[ana.pk])
    assert [each[1] for each in scores(alder).values()] == [38, 38] or scores(alder)[ana.pk] != scores(alder)[ben.pk]
    assert scores(alder)[ben.pk] == (45, 38, 3, 4)
    assert scores(alder)[ana.pk] == (39, 32, 3, 4)


@pytest.mark.django_db
def test_refresh_engagement_is_the_platforms_own_work() -> None:
    admin = actor_of(make_member(make_organization("alder"), "admin"))
    with pytest.raises(PermissionDenied), acting(admin):
        refresh_engagement(actor=admin, now=NOW)


@pytest.mark.django_db
def test_what_people_seem_to_care_about_needs_more_than_one_signature() -> None:
    alder = make_organization("alder")
    ana, ben, cleo = (
        make_person(alder, "Ana"),
        make_person(alder, "Ben"),
        make_person(alder, "Cleo", interests=["Housing"]),
    )
    did(ana, ("petition", 5), ("petition", 15), ("petition", 25), topic="Housing")
    did(ben, ("petition", 5), topic="Housing")
    did(ben, ("mail", 5), ("mail", 6), topic="Transit")
    did(cleo, ("event", 5), topic="Housing")
    refreshed(alder)
    assert seeming(alder) == {("Ana", "Housing"): 3}


@pytest.mark.django_db
def test_what_was_dismissed_stays_dismissed_and_what_was_said_is_not_inferred() -> None:
    alder = make_organization("alder")
    ana = make_person(alder, "Ana")
    did(ana, ("event", 5), topic="Housing")
    did(ana, ("event", 5), topic="Transit")
    refreshed(alder)
    own = system_actor(organization_id=alder.pk)
    with acting(own):
        owned(InferredInterest.objects.all(), own).filter(interest__name="Housing").update(dismissed_at=NOW)
        transit = owned(Interest.objects.all(), own).get(name="Transit")
        ConstituentInterest.objects.create(organization=alder, constituent=ana, interest=transit)
    did(ana, ("event", 4), topic="Housing")
    refreshed(alder)
    with acting(own):
        left = owned(InferredInterest.objects.all(), own).values_list("interest__name", "times", "dismissed_at")
        assert list(left) == [("Housing", 2, NOW)]


@pytest.mark.django_db
def test_what_somebody_does_counts_at_once_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    alder = make_organization("alder")
    ana, ben = make_person(alder, "Ana"), make_person(alder, "Ben")
    did(ana, ("meeting", 3), ("call", 40))
    did(ben, ("meeting", 3))
    own = system_actor(organization_id=alder.pk)
    with acting(own), django_assert_num_queries(1):
        refresh_score(own, NOW, ana.pk)
    assert list(scores(alder)) == [ana.pk], "nobody else is computed"
    at_once = scores(alder)[ana.pk]
    refreshed(alder)
    assert scores(alder)[ana.pk] == at_once, "the night computes the same"


@pytest.mark.django_db
@pytest.mark.parametrize(("outcome", "counts"), [("", True), ("no_answer", False)])
def test_logging_and_taking_back_follow_at_once(outcome: str, counts: bool) -> None:
    alder = make_organization("alder")
    ana, actor = make_person(alder, "Ana"), actor_of(make_member(alder, "organizer"))
    with acting(actor):
        entry = log_interaction(
            actor=actor, now=timezone.now(), person_id=ana.pk, kind="call", summary="", details=Details(outcome=outcome)
        )
    assert bool(scores(alder)) == counts
    with acting(actor):
        take_back_interaction(actor=actor, now=timezone.now(), person_id=ana.pk, interaction_id=entry.pk)
    assert scores(alder) == {}
