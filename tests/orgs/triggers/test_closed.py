"""What triggers must not tell or do: to whom they are closed, and after what was changed meanwhile."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from coalition.platform.tenancy import acting, owned
from orgs.actions.custom_fields import FieldPlan, change_values, save_field
from orgs.actions.erasure import forget
from orgs.actions.gifts import NewGift, record_gift
from orgs.actions.tasks import TaskFacts, change_task
from orgs.models import Constituent, ConstituentTag, Membership, Segment, Task, Trigger
from orgs.queries.erasure import whom_to_forget
from orgs.rules.triggers import InvalidTrigger, Plan
from tests.factories import make_segment
from tests.orgs.triggers.conftest import CALLED, Alder
from tests.orgs.triggers.test_pages import build, client, restrict

LARGE = Plan("Large", "gift", "tag", least=Decimal(100), currency="USD", new_tag="Thanked")


def closed_segment(alder: Alder) -> Segment:
    """Those who are rich, which administrators alone see: Zelmira."""
    admin, person = alder.actor(), alder.person("Zelmira")
    with acting(admin):
        field = save_field(actor=admin, now=timezone.now(), plan=FieldPlan("Wealth", "text", visible_to="admins"))
        change_values(actor=admin, now=timezone.now(), person_id=person.pk, values={field.pk: ["old"]})
    rule = {"field": "custom", "test": "is", "value": "Wealth: old"}
    return make_segment(alder.organization, "The rich", [rule])


def zelmira(alder: Alder) -> Constituent:
    with acting(alder.own):
        return Constituent.objects.get(given_name="Zelmira")


def test_what_a_segment_of_an_earlier_version_met_stays_closed(alder: Alder) -> None:
    segment = closed_segment(alder)
    trigger = alder.save(replace(CALLED, segment_id=segment.pk))
    alder.log(zelmira(alder))
    alder.run()
    alder.save(CALLED, trigger_id=trigger.pk)
    organizer = client(alder, "organizer")
    page = organizer.get(reverse("orgs:trigger-detail", args=[trigger.pk])).content.decode()
    assert "Zelmira" not in page
    assert "The rich" not in page
    assert organizer.get(reverse("orgs:trigger-change", args=[trigger.pk])).status_code == 403
    assert "Zelmira" in client(alder).get(reverse("orgs:trigger-detail", args=[trigger.pk])).content.decode()


def test_an_amount_of_long_ago_stays_closed_however_often_a_trigger_is_changed(alder: Alder) -> None:
    trigger = alder.save(LARGE)
    for _ in range(51):
        trigger = alder.save(replace(LARGE, least=None, currency=""), trigger_id=trigger.pk)
    page = client(alder, "organizer").get(reverse("orgs:trigger-detail", args=[trigger.pk])).content.decode()
    assert "You do not see what it is about" in page


def test_a_trigger_about_an_amount_stops_when_its_maker_may_not_see_amounts_any_more(alder: Alder) -> None:
    trigger, admin = alder.save(LARGE), alder.actor()
    Membership.objects.filter(user=alder.users["admin"]).update(role="organizer")
    with acting(admin):
        today = timezone.localdate()
        gift = NewGift(Decimal(500), "USD", today)
        record_gift(actor=admin, now=timezone.now(), today=today, person_id=alder.person("Ana").pk, gift=gift)
    alder.run()
    with acting(alder.own):
        trigger.refresh_from_db()
        assert not owned(ConstituentTag.objects.all(), alder.own).exists()
    assert (trigger.active_since, trigger.problem) == (None, "amount")


def test_an_erasure_takes_the_words_of_a_trigger_and_opens_nothing(alder: Alder) -> None:
    trigger = alder.save(replace(LARGE, name="Rich like zelmira@mail.example"))
    ben = alder.person("Ben")
    trigger = alder.save(replace(CALLED, title="Call zelmira@mail.example too"), trigger_id=trigger.pk)
    alder.log(ben)
    alder.run()
    alder.person("Zelmira")
    with acting(alder.own), transaction.atomic():
        forget(actor=alder.own, now=timezone.now(), who=whom_to_forget(alder.own, [zelmira(alder).pk]))
        trigger.refresh_from_db()
    assert (trigger.name, trigger.title) == (f"({trigger.pk})", "…")
    assert "zelmira" not in str(trigger.earlier)
    assert (
        "Ben" not in client(alder, "organizer").get(reverse("orgs:trigger-detail", args=[trigger.pk])).content.decode()
    )
    assert "Ben" in client(alder).get(reverse("orgs:trigger-detail", args=[trigger.pk])).content.decode()


@pytest.mark.parametrize("words", [{"name": "Gave 5,000 EUR"}, {"title": "Thank for $5000"}], ids=["name", "title"])
def test_no_amount_stands_in_words_that_everybody_on_staff_reads(alder: Alder, words: dict[str, Any]) -> None:
    with pytest.raises(InvalidTrigger, match="leave the amount out"):
        alder.save(replace(CALLED, **words))
    answer = build(alder, **words)
    assert answer.status_code == 422
    assert "leave the amount out" in answer.content.decode()


def test_undo_of_what_was_let_through_takes_back_what_was_done_then(alder: Alder) -> None:
    trigger = alder.save(Plan("Called", "interaction", "tag", detail="call", new_tag="Called", most_a_day=1))
    for name in ("Ana", "Ben"):
        alder.log(alder.person(name))
    alder.run()
    alder.save(CALLED, trigger_id=trigger.pk)
    client(alder).post(reverse("orgs:trigger-release", args=[trigger.pk]))
    with acting(alder.own):
        run = trigger.runs.get(constituent__given_name="Ben")
        assert Task.objects.get().removed_at is None
    client(alder).post(reverse("orgs:trigger-run-undo", args=[run.pk]))
    with acting(alder.own):
        assert Task.objects.get().removed_at is not None


def test_undo_run_leaves_a_task_that_a_colleague_changed(alder: Alder) -> None:
    trigger, organizer = alder.save(CALLED), alder.actor("organizer")
    alder.log(alder.person("Ana"))
    alder.run()
    with acting(organizer):
        change_task(
            actor=organizer, now=timezone.now(), today=timezone.localdate(), task_id=Task.objects.get().pk,
            facts=TaskFacts("Write it up", assignee_id=alder.users["organizer"].pk, note="Half done"),
        )  # fmt: skip
        run = trigger.runs.get().pk
    refused = client(alder).post(reverse("orgs:trigger-run-undo", args=[run]), follow=True)
    assert "Somebody took or changed this task since" in refused.content.decode()
    with acting(alder.own):
        assert Task.objects.get().removed_at is None
    assert alder.runs(trigger) == [("Ana", "done")]


@pytest.mark.parametrize("button", ["release", "let-go"])
def test_letting_through_counts_nobody_whom_one_does_not_see(alder: Alder, button: str) -> None:
    trigger = alder.save(replace(CALLED, most_a_day=1), role="organizer")
    for name in ("Ana", "Ben", "Zelmira"):
        person = alder.person(name)
        alder.log(person)
    alder.run()
    restrict(alder, person.pk)
    answer = client(alder, "organizer").post(reverse(f"orgs:trigger-{button}", args=[trigger.pk]), follow=True)
    assert {"release": "Let through once.", "let-go": "Dropped once."}[button] in answer.content.decode()
    with acting(alder.own):
        assert not trigger.runs.filter(state="held").exists()


def test_endless_numbers_are_no_choice(alder: Alder) -> None:
    endless = "1" * 5000
    begun = client(alder).get(reverse("orgs:trigger-add"), {"begin": "first-donor", "segment": endless})
    assert begun.status_code == 200
    assert build(alder, effect="tell", who="members", members=[endless]).status_code == 422
    assert build(alder, who="members", member=endless).status_code == 422
    assert build(alder, segment=endless).status_code == 422
    with acting(alder.own):
        assert not Trigger.objects.exists()


def test_a_segment_that_is_deleted_opens_nothing(alder: Alder) -> None:
    segment = closed_segment(alder)
    trigger = alder.save(replace(CALLED, segment_id=segment.pk))
    alder.log(zelmira(alder))
    alder.run()
    alder.save(CALLED, trigger_id=trigger.pk)
    organizer = client(alder, "organizer")
    organizer.post(reverse("orgs:segment-delete", args=[segment.pk]))
    with acting(alder.own):
        assert not Segment.objects.exists()
    assert "Zelmira" not in organizer.get(reverse("orgs:trigger-detail", args=[trigger.pk])).content.decode()
    assert "Zelmira" in client(alder).get(reverse("orgs:trigger-detail", args=[trigger.pk])).content.decode()
