"""Reading the log: parties only, newest first, page by page, filtered."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from audit.log.actions import record
from audit.log.queries.events import (
    EventFilter,
    events,
    newest_events,
    read_place,
    subjects_of_events,
    written_place,
)
from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import NOBODY, acting, system_actor
from orgs.models import Organization
from tests.factories import make_coalition, make_organization, subject_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def birch() -> Organization:
    return make_organization("birch")


def refs(owner: Organization, wanted: EventFilter | None = None) -> list[str]:
    own = system_actor(organization_id=owner.pk)
    with acting(own):
        found = events(own, wanted or EventFilter()).events
    return [event.object_ref for event in found if event.verb != "orgs.organization.created"]


def write(owner: Organization, ref: str, **fields: object) -> uuid.UUID:
    own = system_actor(organization_id=owner.pk)
    verb = str(fields.pop("verb", "orgs.segment.saved"))
    with acting(own), transaction.atomic():
        return record(verb, actor=own, object_ref=ref, **fields)  # type: ignore[arg-type]


def test_events_are_read_by_their_parties_alone(alder: Organization, birch: Organization) -> None:
    write(alder, "a1")
    write(birch, "b1")
    write(alder, "shared", organizations=[birch.pk])
    assert sorted(refs(alder)) == ["a1", "shared"]
    assert sorted(refs(birch)) == ["b1", "shared"]


def test_events_of_nobody_are_none(alder: Organization) -> None:
    write(alder, "a1")
    assert events(NOBODY, EventFilter()).events == []


def test_events_reach_the_coalition_only_where_it_is_a_party(alder: Organization) -> None:
    valley = make_coalition("valley", [alder])
    write(alder, "own")
    write(alder, "told", coalitions=[valley.pk])
    own = system_actor(coalition_id=valley.pk)
    with acting(own):
        found = [event.object_ref for event in events(own, EventFilter(verbs=("orgs.segment.saved",))).events]
    assert found == ["told"]


def test_events_come_page_by_page_without_loss_or_repeat(alder: Organization) -> None:
    written = {str(write(alder, str(number))) for number in range(7)}
    own, wanted, seen = system_actor(organization_id=alder.pk), EventFilter(verbs=("orgs.segment.saved",)), []
    with acting(own):
        for _ in range(3):
            page = events(own, wanted, size=3)
            seen.append([str(event.event_id) for event in page.events])
            wanted = EventFilter(
                verbs=wanted.verbs, after=read_place(written_place(page.older)) if page.older else None
            )
    assert [len(ids) for ids in seen] == [3, 3, 1]
    assert {event for ids in seen for event in ids} == written
    assert page.older is None


def test_events_are_filtered_by_verb_organization_campaign_and_time(alder: Organization, birch: Organization) -> None:
    write(alder, "plain")
    write(alder, "campaign", campaign=7)
    write(alder, "behalf", on_behalf_of=birch.pk)
    write(alder, "verb", verb="orgs.person.read")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert refs(alder, EventFilter(campaign=7)) == ["campaign"]
    assert refs(alder, EventFilter(organization=birch.pk)) == ["behalf"]
    assert refs(alder, EventFilter(verbs=("orgs.person.read",))) == ["verb"]
    assert refs(alder, EventFilter(since=tomorrow)) == []
    assert len(refs(alder, EventFilter(until=tomorrow))) == 4


def test_events_about_a_person_stay_with_their_parties(alder: Organization, birch: Organization) -> None:
    ana = subject_of(ContactKind.EMAIL, "ana@example.com")
    ben = subject_of(ContactKind.EMAIL, "ben@example.com")
    write(alder, "ana at alder", subjects=[ana])
    write(birch, "ana at birch", subjects=[ana])
    write(alder, "ben at alder", subjects=[ben])
    assert refs(alder, EventFilter(subjects=(ana,))) == ["ana at alder"]
    assert refs(birch, EventFilter(subjects=(ana,))) == ["ana at birch"]
    assert refs(alder, EventFilter(subjects=())) == []


def test_subjects_of_events_are_told_to_parties_alone(alder: Organization, birch: Organization) -> None:
    ana = subject_of(ContactKind.EMAIL, "ana@example.com")
    event = write(birch, "ana at birch", subjects=[ana])
    for owner, told in ((alder, {}), (birch, {event: {ana}})):
        own = system_actor(organization_id=owner.pk)
        with acting(own):
            assert subjects_of_events(own, [event]) == told


def test_the_functions_answer_nothing_without_a_scope(alder: Organization) -> None:
    ana = subject_of(ContactKind.EMAIL, "ana@example.com")
    event = write(alder, "ana", subjects=[ana])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM commonlist.events_about(%s::bigint[])", [[ana]])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM commonlist.subjects_of_events(%s::uuid[], 8)", [[event]])
        assert cursor.fetchone() == (0,)


def test_newest_events_are_few(alder: Organization) -> None:
    for number in range(4):
        write(alder, str(number), campaign=3)
    own = system_actor(organization_id=alder.pk)
    with acting(own):
        assert len(newest_events(own, campaign=3, size=2)) == 2


@pytest.mark.parametrize("text", ["", "nonsense", "MjAyNg", "🦉"])
def test_a_broken_place_is_no_place(text: str) -> None:
    assert read_place(text) is None
