"""The pages of triggers: the builder tries before it saves; what one did is told as far as one may see the people."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coalition.platform.tenancy import acting, owned
from orgs.actions.restricted import GroupFacts, restrict_person, save_group
from orgs.actions.stewardship import hand_over
from orgs.actions.tags import ensure_tag
from orgs.actions.tasks import finish_task
from orgs.actions.trigger_settle import drop_runs
from orgs.actions.triggers import drop_triggers
from orgs.models import ConstituentTag, Membership, Segment, Tag, Task, Trigger, TriggerNotice
from orgs.queries.digests import due_for_members
from orgs.rules.triggers import Plan
from tests.conftest import sign_in
from tests.factories import actor_of, make_segment
from tests.orgs.triggers.conftest import CALLED, Alder

BUILT = {
    "name": "Called", "kind": "interaction", "detail": "call", "effect": "task", "title": "Write it up", "who": "team",
    "due_days": "3", "most_a_day": "200",
}  # fmt: skip


def client(alder: Alder, role: str = "admin") -> Client:
    return sign_in(alder.users[role], alder.organization)


def build(alder: Alder, role: str = "admin", button: str = "save", **changed: object):  # type: ignore[no-untyped-def]
    return client(alder, role).post(reverse("orgs:trigger-add"), BUILT | changed | {button: "1"})


def restrict(alder: Alder, person_id: int) -> None:
    admin, now = alder.actor(), timezone.now()
    with acting(admin):
        facts = GroupFacts("Major", "major_donors", keeper=alder.users["fundraiser"].pk, roles=("admin", "fundraiser"))
        group = save_group(actor=admin, now=now, facts=facts)
    alder.actors["admin"] = admin = actor_of(alder.users["admin"], alder.organization)
    with acting(admin):
        restrict_person(actor=admin, now=now, person_id=person_id, group_id=group.pk)


def test_save_trigger_by_the_builder_says_what_it_would_have_done(alder: Alder) -> None:
    for name in ("Ana", "Ben"):
        alder.log(alder.person(name))
    tried = build(alder, button="count", name="")
    assert tried.status_code == 200
    page = tried.content.decode()
    assert "It would have fired 2 times in the last 30 days." in page
    assert "“Phone call” is written into their history, make the task “Write it up” for the whole team" in page
    assert "Ana" in page
    with acting(alder.own):
        assert not Trigger.objects.exists()

    saved = build(alder)
    assert saved.status_code == 302
    with acting(alder.own):
        trigger = Trigger.objects.get()
    assert saved["Location"] == reverse("orgs:trigger-detail", args=[trigger.pk])
    assert (trigger.version, trigger.active_since is not None, trigger.made_by_id) == (
        1, True, alder.users["admin"].pk,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": " "}, "Give the trigger a name."),
        ({"kind": ""}, "Choose what has to happen."),
        ({"kind": "moon"}, "Choose what has to happen."),
        ({"effect": ""}, "Choose what is done then."),
        ({"detail": "gift"}, "Choose one of the list: which kind, or which role."),
        ({"title": "\0"}, "Write what is to be done: the title of the task."),
        ({"due_days": "-1"}, "Days until it is due: write a whole number."),
        ({"due_days": "366"}, "Days until it is due: write a number from 0 to 365."),
        ({"most_a_day": "0"}, "How often a day: write a number from 1 to 10000."),
        ({"who": "moon"}, "Choose who is to do it."),
        ({"who": "members"}, "Choose a colleague."),
        ({"who": "members", "member": "999999"}, "Choose a colleague."),
        ({"kind": "role", "detail": "", "who": "doer"}, "Nobody writes this down"),
        ({"kind": "tag", "detail": ""}, "Choose the tag that sets it off."),
        ({"kind": "tag", "detail": "", "tag": "Nowhere"}, "There is no tag “Nowhere”. Choose one of the list."),
        ({"segment": "999999"}, "Something that was chosen is gone. Choose again."),
        ({"kind": "gift", "least": "much", "currency": "USD"}, "At least: "),
        ({"kind": "gift", "least": "10", "currency": "moon"}, "At least: "),
        ({"effect": "tag"}, "Write the tag to put on them."),
        ({"effect": "tell", "who": "team"}, "Choose who is told."),
    ],
)
def test_save_trigger_says_what_is_missing(alder: Alder, changed: dict[str, str], words: str) -> None:
    answer = build(alder, **changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert build(alder, button="count", **changed).status_code == 200
    with acting(alder.own):
        assert not Trigger.objects.exists()


def test_save_trigger_of_a_taken_name(alder: Alder) -> None:
    alder.save(CALLED)
    assert "There is a trigger of this name already." in build(alder, name="called").content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [("admin", 200), ("organizer", 200), ("fundraiser", 403), ("analyst", 403)]
)
def test_trigger_pages_are_for_admins_and_organizers(alder: Alder, role: str, status: int) -> None:
    trigger = alder.save(CALLED)
    for name, args in (("list", []), ("add", []), ("detail", [trigger.pk]), ("change", [trigger.pk])):
        assert client(alder, role).get(reverse(f"orgs:trigger-{name}", args=args)).status_code == status


def test_organizers_see_nothing_of_a_trigger_about_amounts(alder: Alder) -> None:
    plan = Plan("Large", "gift", "tag", least=Decimal(987654), currency="USD", new_tag="Secretly rich")
    trigger = alder.save(plan)
    organizer = client(alder, "organizer")
    for name, args in (("list", []), ("detail", [trigger.pk])):
        page = organizer.get(reverse(f"orgs:trigger-{name}", args=args)).content.decode()
        assert "Large" in page
        assert "987654" not in page
        assert "Secretly rich" not in page
    assert organizer.get(reverse("orgs:trigger-change", args=[trigger.pk])).status_code == 403
    for name in ("pause", "resume", "delete", "release", "let-go"):
        assert organizer.post(reverse(f"orgs:trigger-{name}", args=[trigger.pk])).status_code == 403
    # What it asked for before counts as well.
    alder.save(replace(plan, least=None, currency=""), trigger_id=trigger.pk)
    assert organizer.get(reverse("orgs:trigger-change", args=[trigger.pk])).status_code == 403
    # The field is not even offered, and what is sent nevertheless is not read.
    sent = {"kind": "gift", "detail": "", "least": "5", "currency": "USD"}
    assert build(alder, "organizer", **sent).status_code == 302
    with acting(alder.own):
        assert Trigger.objects.get(name="Called").least is None


def test_what_one_may_not_see_comes_back_by_no_page_count_or_notice(alder: Alder) -> None:
    ana, zelmira = alder.person("Ana"), alder.person("Zelmira")
    restrict(alder, zelmira.pk)
    members = (alder.users["organizer"].pk, alder.users["fundraiser"].pk)
    trigger = alder.save(Plan("Called", "interaction", "tell", detail="call", who="members", members=members))
    held = alder.save(replace(CALLED, name="Held", most_a_day=1))
    alder.log(ana)
    alder.log(zelmira, role="fundraiser")
    alder.run()
    assert alder.runs(trigger) == [("Ana", "done"), ("Zelmira", "done")]
    with acting(alder.own):
        told = TriggerNotice.objects.order_by("run", "member").values_list("run__constituent__given_name", "member")
        assert sorted(told) == sorted([("Ana", members[0]), ("Ana", members[1]), ("Zelmira", members[1])])

    def pages(role: str) -> str:
        chosen = [reverse("orgs:trigger-list"), reverse("orgs:trigger-detail", args=[trigger.pk]),
                  reverse("orgs:trigger-detail", args=[held.pk]), reverse("orgs:inbox")]  # fmt: skip
        tried = build(alder, role, button="count").content.decode()
        return "".join(client(alder, role).get(url).content.decode() for url in chosen) + tried

    seen = pages("organizer")
    assert "Ana" in seen
    assert "Zelmira" not in seen
    assert "1 held back" not in seen
    assert "fired 1 time in the last 30 days" in seen
    assert "It would have fired 1 time in the last 30 days." in seen
    everything = pages("admin")
    assert "Zelmira" in everything
    assert "1 held back" in everything
    assert "fired 2 times in the last 30 days" in everything
    assert "It would have fired 2 times in the last 30 days." in everything
    with acting(alder.own):
        run = trigger.runs.get(constituent=zelmira)
    assert client(alder, "organizer").post(reverse("orgs:trigger-run-undo", args=[run.pk])).status_code == 404


def test_a_task_about_a_restricted_person_goes_to_nobody_who_may_not_see_them(alder: Alder) -> None:
    zelmira = alder.person("Zelmira")
    restrict(alder, zelmira.pk)
    one = alder.save(replace(CALLED, who="members", members=(alder.users["organizer"].pk,)))
    alder.log(zelmira, role="fundraiser")
    alder.run()
    with acting(alder.own):
        assert one.runs.get().member is None
        assert Task.objects.get().assignee_id is None


def test_a_segment_that_came_to_ask_for_an_unseen_field_stops_the_trigger(alder: Alder) -> None:
    from orgs.actions.custom_fields import FieldPlan, save_field  # noqa: PLC0415

    admin, now = alder.actor(), timezone.now()
    with acting(admin):
        save_field(actor=admin, now=now, plan=FieldPlan("Wealth", "text", visible_to="admins"))
    segment = make_segment(alder.organization, "All")
    trigger = alder.save(replace(CALLED, segment_id=segment.pk), role="organizer")
    with acting(alder.own):
        segment.rules = {"match": "all", "conditions": [{"field": "custom", "test": "is", "value": "Wealth: old"}]}
        segment.save()
    alder.log(alder.person("Ana"))
    alder.run()
    with acting(alder.own):
        trigger.refresh_from_db()
    assert (trigger.active_since, trigger.problem) == (None, "unseen")
    assert build(alder, "organizer", segment=str(segment.pk), name="Other").status_code == 422
    page = client(alder, "organizer").get(reverse("orgs:trigger-detail", args=[trigger.pk])).content.decode()
    assert "You do not see what it is about" in page
    assert "Stopped by itself" in client(alder).get(reverse("orgs:trigger-list")).content.decode()


def test_undo_run_takes_back_the_task_the_tag_and_the_notices(alder: Alder) -> None:
    ana = alder.person("Ana")
    task = alder.save(CALLED)
    tag = alder.save(Plan("Tag", "interaction", "tag", detail="call", new_tag="Called"))
    tell = alder.save(Plan("Tell", "interaction", "tell", detail="call", who="members",
                           members=(alder.users["organizer"].pk,)))  # fmt: skip
    alder.log(ana)
    alder.run()
    with acting(alder.own):
        assert (Task.objects.count(), ConstituentTag.objects.count(), TriggerNotice.objects.count()) == (1, 1, 1)
        runs = [trigger.runs.get().pk for trigger in (task, tag, tell)]
    page = client(alder).get(reverse("orgs:person-detail", args=[ana.pk])).content.decode()
    assert "trigger “Tag”, " in page  # who put the tag there
    for run in runs:
        assert client(alder).post(reverse("orgs:trigger-run-undo", args=[run])).status_code == 302
    with acting(alder.own):
        assert Task.objects.get().removed_by_id == alder.users["admin"].pk
        assert (ConstituentTag.objects.count(), TriggerNotice.objects.count()) == (0, 0)
    assert alder.runs(task) == [("Ana", "undone")]
    again = client(alder).post(reverse("orgs:trigger-run-undo", args=[runs[0]]), follow=True)
    assert "This was undone already." in again.content.decode()


def test_undo_run_leaves_a_tag_that_was_there_and_a_task_that_is_done(alder: Alder) -> None:
    ana, admin, now = alder.person("Ana"), alder.actor(), timezone.now()
    with acting(admin):
        tag = ensure_tag(admin, "Called")
        ConstituentTag.objects.create(organization=alder.organization, constituent=ana, tag=tag)
    tagging = alder.save(Plan("Tag", "interaction", "tag", detail="call", put_tag_id=tag.pk))
    task = alder.save(CALLED)
    alder.log(ana)
    alder.run()
    with acting(admin):
        finish_task(actor=admin, now=now, task_id=Task.objects.get().pk)
        runs = tagging.runs.get().pk, task.runs.get().pk
    client(alder).post(reverse("orgs:trigger-run-undo", args=[runs[0]]))
    refused = client(alder).post(reverse("orgs:trigger-run-undo", args=[runs[1]]), follow=True)
    assert "Somebody finished this task already" in refused.content.decode()
    with acting(alder.own):
        assert ConstituentTag.objects.count() == 1
        assert Task.objects.get().removed_at is None


@pytest.mark.parametrize(
    ("button", "states", "made"), [("release", ["done"] * 3, 3), ("let-go", ["done", "dropped", "dropped"], 1)]
)
def test_what_was_held_back_is_let_through_or_dropped(alder: Alder, button: str, states: list[str], made: int) -> None:
    trigger = alder.save(replace(CALLED, most_a_day=1))
    for name in ("Ana", "Ben", "Cleo"):
        alder.log(alder.person(name))
    alder.run()
    assert "2 held back" in client(alder).get(reverse("orgs:trigger-detail", args=[trigger.pk])).content.decode()
    assert "something is held back" in client(alder).get(reverse("orgs:inbox")).content.decode()
    client(alder).post(reverse(f"orgs:trigger-{button}", args=[trigger.pk]))
    assert [state for _, state in alder.runs(trigger)] == states
    with acting(alder.own):
        assert owned(Task.objects.all(), alder.own).count() == made
    assert "something is held back" not in client(alder).get(reverse("orgs:inbox")).content.decode()


def test_pause_change_delete_and_restore_trigger(alder: Alder) -> None:
    trigger = alder.save(CALLED)
    ana = alder.person("Ana")
    alder.log(ana)
    post = client(alder).post
    post(reverse("orgs:trigger-pause", args=[trigger.pk]))
    alder.run()  # what waited when it was paused
    post(reverse("orgs:trigger-resume", args=[trigger.pk]))
    assert alder.runs(trigger) == []
    changed = post(reverse("orgs:trigger-change", args=[trigger.pk]), BUILT | {"title": "Thank them", "save": "1"})
    assert changed.status_code == 302
    alder.log(ana)
    alder.run()
    page = client(alder).get(reverse("orgs:trigger-detail", args=[trigger.pk])).content.decode()
    assert "version 2" in page
    assert "make the task “Write it up”" in page  # what it said before
    with acting(alder.own):
        assert Task.objects.get().title == "Thank them"
    post(reverse("orgs:trigger-delete", args=[trigger.pk]))
    alder.log(ana)
    assert alder.run() == 0
    assert client(alder).get(reverse("orgs:trigger-detail", args=[trigger.pk])).status_code == 404
    post(reverse("orgs:trigger-restore", args=[trigger.pk]))
    with acting(alder.own):
        trigger.refresh_from_db()
    assert (trigger.deleted_at, trigger.active_since, len(alder.runs(trigger))) == (None, None, 1)


def test_what_begins_fills_the_builder(alder: Alder) -> None:
    for key in ("first-donor", "first-event", "new-volunteer", "writes"):
        page = client(alder).get(reverse("orgs:trigger-add"), {"begin": key}).content.decode()
        assert "It would have fired 0 times in the last 30 days." in page


def test_the_list_asks_as_much_for_three_triggers_as_for_one(alder: Alder, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    alder.save(CALLED)
    web = client(alder)
    web.get(reverse("orgs:trigger-list"))
    with django_assert_num_queries(LIST_QUERIES):
        web.get(reverse("orgs:trigger-list"))
    alder.save(replace(CALLED, name="Two", detail="event"))
    alder.save(replace(CALLED, name="Three", detail="meeting"))
    with django_assert_num_queries(LIST_QUERIES):
        web.get(reverse("orgs:trigger-list"))


LIST_QUERIES = 10


def test_the_daily_mail_counts_what_triggers_tell_and_names_nobody(alder: Alder) -> None:
    organizer = alder.users["organizer"].pk
    alder.save(Plan("Secret plan", "interaction", "tell", detail="call", who="members", members=(organizer,)))
    alder.log(alder.person("Ana"))
    alder.run()
    with acting(alder.own):
        due = due_for_members(alder.own, timezone.localdate())
        assert [(each.user.pk, each.told) for each in due] == [(organizer, 1)]
        letter = render_to_string("orgs/mail/digest.txt", {"due": due[0], "organization": alder.organization})
    assert "1 line of a trigger is new in your inbox." in letter
    assert "Ana" not in letter
    assert "Secret" not in letter
    with acting(alder.own):
        notice = TriggerNotice.objects.get().pk
    assert client(alder, "admin").post(reverse("orgs:trigger-notice-mark", args=[notice])).status_code == 404
    assert "Ana" in client(alder, "organizer").get(reverse("orgs:inbox")).content.decode()
    client(alder, "organizer").post(reverse("orgs:trigger-notice-mark", args=[notice]))
    with acting(alder.own):
        assert due_for_members(alder.own, timezone.localdate()) == []


def test_a_segment_and_a_tag_that_a_trigger_names_stay(alder: Alder) -> None:
    segment = make_segment(alder.organization, "Oakland")
    trigger = alder.save(Plan("Watch", "interaction", "tag", segment_id=segment.pk, new_tag="Seen"))
    web = client(alder)
    with acting(alder.own):
        tag = Tag.objects.get()
    answer = web.post(reverse("orgs:segment-delete", args=[segment.pk]), follow=True).content.decode()
    assert "Triggers ask for this segment: Watch. Change or delete them first." in answer
    answer = web.post(reverse("orgs:tag-delete", args=[tag.pk])).content.decode()
    assert "Triggers wait for this tag or put it: Watch. Change or delete them first." in answer
    with acting(alder.actor()):
        other = ensure_tag(alder.actor(), "Looked at")
    web.post(reverse("orgs:tag-merge", args=[tag.pk]), {"into": "Looked at"})
    with acting(alder.own):
        trigger.refresh_from_db()
    assert trigger.put_tag_id == other.pk
    web.post(reverse("orgs:trigger-delete", args=[trigger.pk]))
    assert web.post(reverse("orgs:segment-delete", args=[segment.pk])).status_code == 302
    with acting(alder.own):
        assert not Segment.objects.exists()
        assert not Trigger.objects.exists()


def test_hand_over_passes_triggers_on(alder: Alder) -> None:
    organizer, fundraiser = alder.users["organizer"].pk, alder.users["fundraiser"].pk
    trigger = alder.save(replace(CALLED, who="members", members=(organizer,)), role="organizer")
    admin = alder.actor()
    with acting(admin):
        member = Membership.objects.get(user=organizer)
        hand_over(actor=admin, now=timezone.now(), membership_id=member.pk, successor_id=fundraiser)
        trigger.refresh_from_db()
    assert (trigger.members, trigger.made_by_id) == ([fundraiser], fundraiser)


def test_drop_triggers_and_runs_forgets_in_time(alder: Alder) -> None:
    kept, gone = alder.save(CALLED), alder.save(replace(CALLED, name="Gone"))
    alder.log(alder.person("Ana"))
    alder.run()
    client(alder).post(reverse("orgs:trigger-delete", args=[gone.pk]))
    now = timezone.now()
    with acting(alder.own):
        assert drop_triggers(actor=alder.own, now=now + timedelta(days=29)) == 0
        assert drop_triggers(actor=alder.own, now=now + timedelta(days=31)) == 1
        assert drop_runs(actor=alder.own, now=now + timedelta(days=179)) == 0
        assert drop_runs(actor=alder.own, now=now + timedelta(days=181)) == 1
    assert alder.runs(kept) == []
