"""The demo fills itself once, takes up an interrupted run, and shows every room.

Each run walks it in tests/journeys/test_demo.py.
"""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from pytest_django import Settings

from coalition.demo.accounts import coordinator, team_member
from coalition.demo.load import load_demo, loaded
from coalition.demo.organizations import ORGANIZATIONS
from coalition.platform.tenancy import acting, owned
from consent.capture.models import Form
from orgs.models import Constituent, ContactPoint, Interaction, User
from sharing.models import CallListEntry


@pytest.mark.django_db
def test_load_demo_refuses_outside_demo_mode(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        load_demo(lambda _: None)
    assert not User.objects.exists()


@pytest.mark.verify
@pytest.mark.django_db(transaction=True)
def test_load_demo_fills_every_room_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    said: list[str] = []
    with monkeypatch.context() as stopped, pytest.raises(KeyboardInterrupt):
        stopped.setattr("coalition.demo.load.make_calls", interrupted)
        load_demo(said.append)
    assert not loaded()
    before = counted()
    assert all(fact["called"] == 0 for fact in before.values())
    load_demo(said.append)
    assert loaded()
    facts = counted()
    assert [fact["people"] for fact in facts.values()] == [fact["people"] for fact in before.values()]
    for fact in facts.values():
        assert 850 <= fact["people"] <= 1300
        assert fact["phones"] >= 400
        assert fact["history"] >= 1000
        assert fact["to_call"] >= 100
        assert fact["called"] >= 10
        assert fact["forms"] == 1
    assert User.objects.count() == 21
    load_demo(said.append)
    assert counted() == facts


def interrupted(_: object) -> int:
    raise KeyboardInterrupt


def counted() -> dict[str, dict[str, Any]]:
    facts = {}
    for own in ORGANIZATIONS:
        actor = team_member(own, "organizer")
        with acting(actor), transaction.atomic():
            points = owned(ContactPoint.objects.all(), actor)
            entries = owned(CallListEntry.objects.all(), actor)
            facts[own.slug] = {
                "people": owned(Constituent.objects.all(), actor).count(),
                "phones": points.filter(kind="phone").count(),
                "emails": points.filter(kind="email").count(),
                "history": owned(Interaction.objects.all(), actor).count(),
                "to_call": entries.filter(state="queued").count(),
                "called": entries.exclude(outcome="").count(),
                "forms": owned(Form.objects.all(), actor).filter(state="published").count(),
            }
    assert coordinator().coalition_id is not None
    return facts
