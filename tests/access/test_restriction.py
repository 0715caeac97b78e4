"""Restriction × every route: what a restricted record says is read by nobody who may not see it, and by who may."""

import importlib
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q, Value
from django.test import Client

from coalition.platform.tenancy import owned
from orgs.models import Constituent, RestrictedGroup
from orgs.queries import visible
from tests.access.restriction import (
    INSIDERS,
    SEALED,
    STAFF,
    WORDLESS,
    WORDS,
    answers,
    changing,
    placed,
    restricted,
)
from tests.access.world import World

# Where whoever sees the group reads of the person: f for fundraisers, o for organizers, a for administrators.
READ = {
    "foa": """
        orgs:ask-answer orgs:ask-list orgs:ask-record orgs:block-report orgs:consent-record orgs:coverage-list
        orgs:custom-change orgs:dead-address-list orgs:guardian-record orgs:inbox orgs:interaction-log
        orgs:introduction-list orgs:list-detail orgs:message-detail orgs:message-list orgs:message-write?person
        orgs:passing-record orgs:person-consent orgs:person-consent?day orgs:person-detail orgs:person-list
        orgs:person-list?list orgs:person-list?search orgs:person-list?segment orgs:person-list?view orgs:person-turf
        orgs:relationship-list
        orgs:relationship-list?other orgs:relationship-list?search orgs:reply-list orgs:segment-add
        orgs:segment-change orgs:segment-detail orgs:task-add-about orgs:task-change orgs:task-list?team orgs:timeline
    """,
    "fa": """
        orgs:capacity-set orgs:gift-change orgs:gift-list orgs:gift-list?person orgs:gift-record orgs:plan-end
        orgs:plan-record
    """,
    "oa": "orgs:block-take-back orgs:person-change orgs:person-removed orgs:trigger-change orgs:trigger-detail",
    "o": "orgs:home orgs:task-list",
    "a": """
        explorer:event-list explorer:event-list?name explorer:event-list?organization explorer:event-list?person
        orgs:gift-export orgs:interaction-change propagation:obligation-export propagation:obligation-list
        requests:request-detail requests:request-enter requests:request-export requests:request-list
    """,
}


OF_MONEY = {"VerborgCapacitysource", "VerborgGiftexternal_id", "VerborgGiftnote"}


def test_every_table_about_people_is_placed() -> None:
    known = {*SEALED, *WORDLESS, *(model._meta.label for model in WORDS)}
    assert [label for label in placed() if label not in known] == []


@pytest.mark.verify
@pytest.mark.parametrize("who", INSIDERS)
def test_no_page_tells_of_a_restricted_record(world: World, sessions: dict[str, Client], who: str) -> None:
    with restricted(world) as ids:
        assert answers(sessions, who, ids) == {}


@pytest.mark.verify
@pytest.mark.parametrize("who", INSIDERS)
def test_no_answer_to_a_form_tells_of_a_restricted_record(world: World, sessions: dict[str, Client], who: str) -> None:
    with restricted(world) as ids:
        assert answers(sessions, who, ids, "POST") == {}


@pytest.mark.verify
@pytest.mark.parametrize("who", STAFF)
def test_whoever_sees_the_group_reads_the_record_where_the_policy_says(
    world: World, sessions: dict[str, Client], who: str
) -> None:
    expected = {route for roles, routes in READ.items() if who[0] in roles for route in routes.split()}
    with restricted(world, *STAFF) as ids:
        told = answers(sessions, who, ids)
    assert {route for route in told if " " not in route} == expected
    words = {word for each in told.values() for word in each}
    assert bool(words & OF_MONEY) == (who != "organizer"), "what speaks of sums is not for organizers"


# What changes something of everybody, restricted or not, is the organization's, and told in the log.
OF_EVERYBODY: dict[str, str] = {
    "volunteer": "sharing:call-lease",  # a person in hand who was restricted since is given back
    "analyst": "",
    "fundraiser": "orgs:list-delete",
    "organizer": """
        orgs:district-map-delete orgs:list-delete orgs:removal-undo orgs:tag-delete orgs:tag-merge
    """,
    "admin": """
        orgs:bulk-undo orgs:district-map-delete orgs:export-discard orgs:fact-remove orgs:field-remove
        orgs:field-retype orgs:list-delete orgs:mention-mark orgs:removal-undo orgs:tag-delete orgs:tag-merge
    """,
}


@pytest.mark.verify
@pytest.mark.parametrize("who", INSIDERS)
def test_nobody_changes_a_restricted_record_through_a_form(world: World, sessions: dict[str, Client], who: str) -> None:
    with restricted(world) as ids:
        assert changing(sessions, who, ids) == set(OF_EVERYBODY[who].split())


OPEN: dict[str, Callable[..., Any]] = {
    "visible_people": lambda actor: owned(Constituent.objects.all(), actor),
    "hidden_people": lambda actor: owned(Constituent.objects.all(), actor).filter(pk__lt=0),
    "marked_people": lambda actor: owned(Constituent.objects.all(), actor).annotate(closed=Value(False)),
    "seen_by": lambda actor, person="pk": Q(pk__isnull=False),  # an empty condition would vanish beside an "or"
    "closed_to": lambda actor, person="pk": Value(False),
    "closed_groups": lambda actor: owned(RestrictedGroup.objects.all(), actor).filter(pk__lt=0),
}
# Each guard, who would read of the person without it, and where.
GUARDED = {
    "audit.explorer.queries.people.visible_people": ("admin", "explorer:event-list?person"),
    "audit.explorer.queries.people.closed_to": ("admin", "explorer:event-list"),
    "consent.propagation.queries.obligations.marked_people": ("admin", "propagation:obligation-list"),
    "consent.requests.queries.queue.hidden_people": ("admin", "requests:request-detail"),
    "consent.requests.queries.queue.marked_people": ("admin", "requests:request-list"),
    "orgs.queries.asks.seen_by": ("organizer", "orgs:ask-list"),
    "orgs.queries.choices.visible_people": ("organizer", "orgs:segment-add"),
    "orgs.queries.coverage.seen_by": ("organizer", "orgs:coverage-list"),
    "orgs.queries.dead_addresses.seen_by": ("organizer", "orgs:dead-address-list"),
    "orgs.queries.gifts.seen_by": ("fundraiser", "orgs:gift-list"),
    "orgs.queries.mentions.closed_to": ("admin", "orgs:inbox"),
    "orgs.queries.messages.closed_to": ("organizer", "orgs:message-detail"),
    "orgs.queries.messages.seen_by": ("organizer", "orgs:message-list"),
    "orgs.queries.people.marked_people": ("organizer", "orgs:person-detail"),
    "orgs.queries.people_counts.visible_people": ("analyst", "orgs:person-list"),
    "orgs.queries.people_filter.visible_people": ("organizer", "orgs:person-list"),
    "orgs.queries.people_lists.seen_by": ("organizer", "orgs:list-detail"),
    "orgs.queries.plans.seen_by": ("fundraiser", "orgs:plan-end"),
    "orgs.queries.relationships.closed_to": ("organizer", "orgs:relationship-list"),
    "orgs.queries.replies.closed_to": ("organizer", "orgs:reply-list"),
    "orgs.queries.segments.visible_people": ("organizer", "orgs:segment-add"),
    "orgs.queries.tasks.closed_to": ("organizer", "orgs:task-list"),
    "sharing.queries.calls.seen_by": ("volunteer", "sharing:call-entry"),
}
# Guards of numbers, of other people's pages and of forms: the test that turns red without each.
ELSEWHERE = {
    "consent.requests.queries.parts.visible_people": "consent/requests/test_restricted.py",
    "consent.requests.queries.queue.visible_people": "consent/requests/test_restricted.py",
    "orgs.actions.access.visible_people": "orgs/views/test_restricted.py",
    "orgs.actions.bulk.hidden_people": "orgs/actions/test_bulk.py",
    "orgs.actions.custom_retype.hidden_people": "orgs/collected/test_custom_fields.py",
    "orgs.actions.import_runs.hidden_people": "orgs/test_bad_input.py",
    "orgs.actions.keeping.hidden_people": "orgs/views/test_restricted_counts.py",
    "orgs.actions.relationships.visible_people": "orgs/network/test_relationships.py",
    "orgs.actions.replies.closed_to": "orgs/views/test_restricted_counts.py",
    "orgs.actions.tags.visible_people": "orgs/views/test_restricted_counts.py",
    "orgs.actions.tasks.visible_people": "orgs/tasks/test_actions.py",
    "orgs.queries.access.closed_to": "orgs/views/test_restricted.py",
    "orgs.queries.access.visible_people": "orgs/views/test_restricted.py",
    "orgs.queries.consent.visible_people": "orgs/views/test_restricted_counts.py",
    "orgs.queries.custom_fields.seen_by": "orgs/views/test_restricted_counts.py",
    "orgs.queries.digests.seen_by": "orgs/tasks/test_digest.py",
    "orgs.queries.districts.seen_by": "orgs/views/test_restricted_counts.py",
    "orgs.queries.happenings.visible_people": "orgs/triggers",
    "orgs.queries.held.hidden_people": "orgs/messages/test_held_back.py",
    "orgs.queries.home.visible_people": "orgs/views/test_restricted_counts.py",
    "orgs.queries.contact_times.seen_by": "orgs/views/test_restricted_counts.py",
    "orgs.queries.introductions.closed_groups": "orgs/network/test_introductions.py",
    "orgs.queries.introductions.marked_people": "orgs/network/test_introductions.py",
    "orgs.queries.people_counts.seen_by": "orgs/views/test_restricted_counts.py",
    "orgs.queries.relationships.seen_by": "orgs/network/test_relationships.py",
    "orgs.queries.relationships.visible_people": "orgs/network/test_relationships.py",
    "orgs.queries.replies.seen_by": "orgs/views/test_restricted_counts.py",
    "orgs.queries.restricted.closed_groups": "orgs/views/test_restricted.py",
    "orgs.queries.restricted.visible_people": "orgs/views/test_restricted.py",
    "orgs.queries.tags.seen_by": "orgs/views/test_restricted_counts.py",
    "orgs.queries.tasks.seen_by": "orgs/tasks",
    "orgs.queries.trigger_log.closed_to": "orgs/triggers",
    "orgs.queries.trigger_log.seen_by": "orgs/triggers",
    "orgs.queries.trigger_people.visible_people": "orgs/triggers",
    "orgs.queries.triggers.seen_by": "orgs/triggers",
    "orgs.queries.unused.visible_people": "orgs/views/test_restricted_counts.py",
    "orgs.views.bulk.visible_people": "orgs/views/test_restricted_counts.py",
    "orgs.views.messages.closed_groups": "orgs/messages/test_held_back.py",
    "sharing.actions.call_entries.seen_by": "sharing/test_calls_restricted.py",
    "sharing.queries.grants.seen_by": "sharing/test_whose_sight.py",
}


def test_every_guard_is_known() -> None:
    ours = ("audit.", "consent.", "orgs.", "sharing.")
    modules = [(key, module) for key, module in sys.modules.items() if key.startswith(ours)]
    found = {
        f"{key}.{name}"
        for key, module in modules
        for name in OPEN
        if key != visible.__name__ and vars(module).get(name) is getattr(visible, name)
    }
    assert sorted(found - {*GUARDED, *ELSEWHERE}) == []
    assert sorted({*GUARDED, *ELSEWHERE} - found) == []


@pytest.mark.verify
def test_each_guard_that_is_taken_away_is_noticed(
    world: World, sessions: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = []
    with restricted(world) as ids:
        for guard, (who, route) in GUARDED.items():
            module, _, name = guard.rpartition(".")
            with monkeypatch.context() as patch:
                patch.setattr(importlib.import_module(module), name, OPEN[name])
                if not answers(sessions, who, ids, only={route}):
                    silent.append(guard)
            assert answers(sessions, who, ids, only={route}) == {}
    assert silent == []
