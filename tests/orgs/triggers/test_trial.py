"""What a trigger would have done is what it does: the trial and the work tell the same story."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from coalition.platform.tenancy import acting
from orgs.actions.gifts import NewGift, record_gift, take_back_gift
from orgs.actions.origin import coming_by
from orgs.actions.roles import add_role
from orgs.actions.stewardship import set_steward
from orgs.actions.tags import ensure_tag, tag_people
from orgs.actions.triggers import try_trigger
from orgs.models import Import
from orgs.rules.triggers import Plan
from tests.factories import make_segment
from tests.orgs.triggers.conftest import Alder

DO = {"effect": "task", "title": "Look", "who": "team"}
PLANS = {
    "calls": Plan("P", "interaction", detail="call", **DO),  # type: ignore[arg-type]
    "first calls": Plan("P", "interaction", detail="call", first=True, **DO),  # type: ignore[arg-type]
    "anything": Plan("P", "interaction", **DO),  # type: ignore[arg-type]
    "gifts": Plan("P", "gift", **DO),  # type: ignore[arg-type]
    "first gifts": Plan("P", "gift", first=True, **DO),  # type: ignore[arg-type]
    "large gifts": Plan("P", "gift", least=Decimal(50), currency="USD", **DO),  # type: ignore[arg-type]
    "volunteers": Plan("P", "role", detail="volunteer", **DO),  # type: ignore[arg-type]
    "any role": Plan("P", "role", **DO),  # type: ignore[arg-type]
    "stewards": Plan("P", "steward", **DO),  # type: ignore[arg-type]
    "people": Plan("P", "person", **DO),  # type: ignore[arg-type]
    "people and lists": Plan("P", "person", by_import=True, **DO),  # type: ignore[arg-type]
    "replies": Plan("P", "reply", **DO),  # type: ignore[arg-type]
}
EXPECTED = {
    "calls": 3, "first calls": 2, "anything": 4, "gifts": 3, "first gifts": 2, "large gifts": 1, "volunteers": 1,
    "any role": 2, "stewards": 2, "people": 2, "people and lists": 3, "replies": 0, "tag": 2,
}  # fmt: skip


def much_happens(alder: Alder) -> None:
    """A little of everything, to Ana and Ben; Cleo comes by a list."""
    admin, now = alder.actor(), timezone.now()
    ana, ben = alder.person("Ana", city="Oakland"), alder.person("Ben")
    with acting(admin):
        Import.objects.create(organization=alder.organization, file_name="list.csv", total=1)
    with coming_by("import"):
        alder.person("Cleo", source="list.csv")
    for person, kind, outcome in (
        (ana, "call", ""), (ana, "call", "talked"), (ben, "call", "no_answer"), (ben, "call", ""), (ben, "meeting", ""),
        (ana, "event", "missed"),
    ):  # fmt: skip
        alder.log(person, kind, outcome=outcome)
    with acting(admin):
        for person, amount in ((ana, 10), (ana, 100), (ben, 20), (ben, 70)):
            gift = NewGift(Decimal(amount), "USD", now.date())
            given = record_gift(actor=admin, now=now, today=now.date(), person_id=person.pk, gift=gift)
        take_back_gift(actor=admin, now=now, gift_id=given.pk)
        add_role(actor=admin, now=now, person_id=ana.pk, role="volunteer", since=now.date())
        add_role(actor=admin, now=now, person_id=ben.pk, role="donor", since=now.date())
        for person in (ana, ben):
            set_steward(actor=admin, now=now, person_id=person.pk, steward_id=alder.users["admin"].pk, rule="open")
        tag_people(actor=admin, now=now, person_ids=[ana.pk, ben.pk], name="Asked")


@pytest.mark.parametrize("segment", [False, True])
def test_try_trigger_says_what_it_will_do(alder: Alder, segment: bool) -> None:
    admin = alder.actor()
    with acting(admin):
        asked = ensure_tag(admin, "Asked").pk
    plans = {**PLANS, "tag": Plan("P", "tag", tag_id=asked, **DO)}  # type: ignore[arg-type]
    if segment:
        made = make_segment(alder.organization, "Oakland", [{"field": "city", "test": "is", "value": "Oakland"}])
        plans = {name: replace(plan, segment_id=made.pk) for name, plan in plans.items()}
    triggers = {name: alder.save(replace(plan, name=name)) for name, plan in plans.items()}
    much_happens(alder)
    now = timezone.now() + timedelta(seconds=1)
    with acting(admin):
        tried = {name: try_trigger(actor=admin, now=now, plan=plan).count for name, plan in plans.items()}
    alder.run()
    assert {name: len(alder.runs(trigger)) for name, trigger in triggers.items()} == tried
    if not segment:
        assert tried == EXPECTED


def test_try_trigger_looks_back_for_thirty_days(alder: Alder) -> None:
    admin, ana, now = alder.actor(), alder.person("Ana"), timezone.now()
    for days in (29, 31):
        alder.log(ana, occurred_at=now - timedelta(days=days))
    with acting(admin):
        trial = try_trigger(actor=admin, now=now, plan=PLANS["calls"])
    assert [(moment, str(person)) for moment, person in trial.last] == [(now - timedelta(days=29), "Ana")]
    assert trial.count == 1
