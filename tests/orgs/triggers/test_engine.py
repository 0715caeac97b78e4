"""What happens sets off what is set on it, once; what triggers do sets off nothing."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from coalition.platform.tenancy import acting, owned
from orgs.actions.bulk import undo_change
from orgs.actions.bulk_aims import change_chosen
from orgs.actions.gifts import NewGift, change_gift, record_gift, take_back_gift
from orgs.actions.interactions import take_back_interaction
from orgs.actions.roles import add_role
from orgs.actions.stewardship import hand_over, set_steward
from orgs.actions.tags import ensure_tag, tag_people
from orgs.actions.triggers import pause_trigger
from orgs.models import Constituent, ConstituentTag, Membership, Task, TriggerEvent, TriggerNotice
from orgs.rules.triggers import Plan
from tests.factories import make_segment
from tests.orgs.triggers.conftest import CALLED, Alder


def tasks(alder: Alder) -> list[tuple[str, str, int | None]]:
    with acting(alder.own):
        found = owned(Task.objects.all(), alder.own).order_by("pk")
        return list(found.values_list("title", "constituent__given_name", "assignee_id"))


def waiting(alder: Alder) -> int:
    with acting(alder.own):
        return owned(TriggerEvent.objects.all(), alder.own).count()


def test_run_triggers_makes_a_task_for_each_call_once(alder: Alder) -> None:
    ana, ben = alder.person("Ana"), alder.person("Ben")
    alder.log(ana)  # before there was a trigger
    trigger = alder.save(CALLED)
    alder.log(ana)
    alder.log(ben)
    alder.log(ben, "meeting")
    assert waiting(alder) == 2

    assert alder.run() == 2
    assert alder.run() == 0

    assert tasks(alder) == [("Write it up", "Ana", None), ("Write it up", "Ben", None)]
    assert alder.runs(trigger) == [("Ana", "done"), ("Ben", "done")]
    assert waiting(alder) == 0


def test_nothing_is_written_down_where_nobody_listens(alder: Alder) -> None:
    ana = alder.person("Ana")
    alder.log(ana)
    trigger = alder.save(replace(CALLED, detail="meeting"))
    alder.log(ana)
    assert waiting(alder) == 0
    with acting(alder.actor()):
        pause_trigger(actor=alder.actor(), now=timezone.now(), trigger_id=trigger.pk)
    alder.log(ana, "meeting")
    assert waiting(alder) == 0


@pytest.mark.parametrize("outcome", ["no_answer", "left_message", "missed"])
def test_what_came_to_nothing_does_not_count(alder: Alder, outcome: str) -> None:
    trigger = alder.save(CALLED)
    alder.log(alder.person("Ana"), outcome=outcome)
    assert alder.run() == 1
    assert alder.runs(trigger) == []


def test_history_is_not_news(alder: Alder) -> None:
    alder.save(CALLED)
    ana = alder.person("Ana")
    alder.log(ana, occurred_at=timezone.now() - timedelta(days=15))
    assert waiting(alder) == 0
    alder.log(ana, occurred_at=timezone.now() - timedelta(days=13))
    assert waiting(alder) == 1


def test_the_segment_is_asked_when_it_happens(alder: Alder) -> None:
    segment = make_segment(alder.organization, "Oakland", [{"field": "city", "test": "is", "value": "Oakland"}])
    trigger = alder.save(replace(CALLED, segment_id=segment.pk))
    alder.log(alder.person("Ana", city="Oakland"))
    alder.log(alder.person("Ben", city="Reno"))
    assert alder.run() == 2
    assert alder.runs(trigger) == [("Ana", "done")]


def test_the_first_of_its_kind(alder: Alder) -> None:
    ana, ben = alder.person("Ana"), alder.person("Ben")
    alder.log(ana, occurred_at=timezone.now() - timedelta(days=400))
    alder.log(ben, "meeting")
    trigger = alder.save(replace(CALLED, first=True))
    for person in (ana, ben, ben):
        alder.log(person)
    alder.run()
    assert alder.runs(trigger) == [("Ben", "done")]


def test_what_was_taken_back_before_a_worker_came_sets_nothing_off(alder: Alder) -> None:
    trigger = alder.save(CALLED)
    ana = alder.person("Ana")
    entry = alder.log(ana)
    with acting(alder.actor("organizer")):
        take_back_interaction(
            actor=alder.actor("organizer"), now=timezone.now(), person_id=ana.pk, interaction_id=entry.pk
        )
    assert alder.run() == 1
    assert alder.runs(trigger) == []


def test_gifts_by_amount_first_and_corrected(alder: Alder) -> None:
    base = Plan("Large", "gift", "task", title="Thank", who="doer", least=Decimal(100), currency="USD")
    large, first = alder.save(base), alder.save(replace(base, name="First", least=None, currency="", first=True))
    ana, actor, now = alder.person("Ana"), alder.actor("fundraiser"), timezone.now()
    today = now.date()

    def give(amount: int, **more: object):  # type: ignore[no-untyped-def]
        with acting(actor):
            gift = NewGift(Decimal(amount), "USD", today)
            return record_gift(actor=actor, now=now, today=today, person_id=ana.pk, gift=gift)

    with acting(actor):
        wrong = give(100)
        take_back_gift(actor=actor, now=now, gift_id=wrong.pk)
        small = give(99)
        change_gift(actor=actor, now=now, today=today, gift_id=small.pk, gift=NewGift(Decimal(98), "USD", today))
        give(500)
    alder.run()
    assert alder.runs(large) == [("Ana", "done")]
    assert alder.runs(first) == [("Ana", "done")]
    fundraiser = alder.users["fundraiser"].pk
    assert tasks(alder) == [("Thank", "Ana", fundraiser), ("Thank", "Ana", fundraiser)]


def test_a_tag_put_by_a_trigger_sets_off_no_other(alder: Alder) -> None:
    actor = alder.actor()
    with acting(actor):
        one, two = ensure_tag(actor, "One").pk, ensure_tag(actor, "Two").pk
    there = alder.save(Plan("There", "tag", "tag", tag_id=one, put_tag_id=two))
    back = alder.save(Plan("Back", "tag", "tag", tag_id=two, put_tag_id=one))
    ana = alder.person("Ana")
    with acting(actor):
        tag_people(actor=actor, now=timezone.now(), person_ids=[ana.pk], name="One")
    assert alder.run() == 1
    assert waiting(alder) == 0
    assert alder.runs(there) == [("Ana", "done")]
    assert alder.runs(back) == []
    with acting(actor):
        found = owned(ConstituentTag.objects.all(), actor).order_by("tag__name").values_list("tag__name", "tagged_by")
        assert list(found) == [("One", alder.users["admin"].pk), ("Two", None)]


def test_what_an_undo_brings_back_is_no_news(alder: Alder) -> None:
    actor, now = alder.actor(), timezone.now()
    ana = alder.person("Ana")
    with acting(actor):
        tag_people(actor=actor, now=now, person_ids=[ana.pk], name="One")
        tag = ensure_tag(actor, "One").pk
    alder.save(Plan("There", "tag", "task", tag_id=tag, title="Look", who="team"))
    with acting(actor):
        people = Constituent.objects.filter(pk=ana.pk)
        change = change_chosen(actor=actor, now=now, kind="untag", people=people, stated=1, given={"untag": "One"})
        undo_change(actor=actor, now=now, change_id=change.pk)
        assert owned(ConstituentTag.objects.all(), actor).count() == 1
    assert waiting(alder) == 0


def test_roles_stewards_and_hand_over(alder: Alder) -> None:
    actor, now, ana = alder.actor(), timezone.now(), alder.person("Ana")
    volunteer = alder.save(Plan("Welcome", "role", "task", detail="volunteer", title="Welcome", who="team"))
    looked_after = alder.save(Plan("Steward", "steward", "tell", who="steward"))
    organizer, fundraiser = alder.users["organizer"].pk, alder.users["fundraiser"].pk
    with acting(actor):
        add_role(actor=actor, now=now, person_id=ana.pk, role="volunteer", since=now.date())
        add_role(actor=actor, now=now, person_id=ana.pk, role="donor", since=now.date())
        set_steward(actor=actor, now=now, person_id=ana.pk, steward_id=organizer, rule="open")
        set_steward(actor=actor, now=now, person_id=ana.pk, steward_id=organizer, rule="ask_first")
        alder.run()
        member = Membership.objects.get(user=organizer)
        hand_over(actor=actor, now=now, membership_id=member.pk, successor_id=fundraiser)
    assert alder.run() == 1
    assert alder.runs(volunteer) == [("Ana", "done")]
    assert alder.runs(looked_after) == [("Ana", "done"), ("Ana", "done")]
    with acting(actor):
        assert list(TriggerNotice.objects.order_by("pk").values_list("member", flat=True)) == [organizer, fundraiser]


def test_new_people_by_hand_and_by_import(alder: Alder) -> None:
    from orgs.actions.origin import coming_by  # noqa: PLC0415

    with_lists = alder.save(Plan("All", "person", "task", title="Hello", who="team", by_import=True))
    by_hand = alder.save(Plan("By hand", "person", "task", title="Hello", who="team"))
    alder.person("Ana")
    with coming_by("import"):
        alder.person("Ben")
    alder.run()
    assert alder.runs(with_lists) == [("Ana", "done"), ("Ben", "done")]
    assert alder.runs(by_hand) == [("Ana", "done")]


def test_the_days_number_holds_the_rest_back(alder: Alder) -> None:
    trigger = alder.save(replace(CALLED, most_a_day=2))
    for name in ("Ana", "Ben", "Cleo"):
        alder.log(alder.person(name))
    alder.run()
    alder.log(alder.person("Dan"))
    alder.run()
    assert alder.runs(trigger) == [("Ana", "done"), ("Ben", "done"), ("Cleo", "held"), ("Dan", "held")]
    assert len(tasks(alder)) == 2


def test_a_trigger_that_cannot_work_stops_and_lets_the_others_be(alder: Alder) -> None:
    segment = make_segment(alder.organization, "Broken", [{"field": "city", "test": "is", "value": "Reno"}])
    broken = alder.save(replace(CALLED, name="Broken", segment_id=segment.pk))
    sound = alder.save(CALLED)
    with acting(alder.own):
        segment.rules = {"match": "all", "conditions": [{"field": "moon", "test": "is", "value": "full"}]}
        segment.save()
    alder.log(alder.person("Ana"))
    assert alder.run() == 1
    assert alder.runs(sound) == [("Ana", "done")]
    with acting(alder.own):
        broken.refresh_from_db()
    assert (broken.active_since, broken.problem) == (None, "segment")
