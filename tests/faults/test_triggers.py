"""Workers that let triggers work are killed in the midst of it: each event is met once, none is lost."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from coalition.platform.tenancy import acting, owned
from orgs.actions.triggers import save_trigger
from orgs.jobs import run_triggers
from orgs.models import Organization, Trigger, TriggerEvent
from orgs.queries.triggers import organizations_waiting
from orgs.rules.triggers import Plan
from tests.factories import actor_of, make_member, make_organization, make_segment
from tests.orgs.triggers.conftest import CALLED, Alder
from tests.trust.figures import publish, rounds

pytestmark = pytest.mark.django_db(transaction=True)
EVENTS = rounds(200, full=10_000)
KILLS = 6
PATIENCE = 300  # seconds, on a machine with much else to do

WORKER = """
import sys, time, django
django.setup()
from django.conf import settings
from django.utils import timezone
from coalition.platform.tenancy import acting, system_actor
from orgs.actions import trigger_runs

settings.DATABASES["default"].update(HOST=sys.argv[2], NAME=sys.argv[3])
trigger_runs.BLOCK = int(sys.argv[5])
carry_out = trigger_runs.carry_out

def carry_out_and_tell(*args):
    carry_out(*args)
    with open(sys.argv[4], "a") as sink:  # done, and not committed yet
        sink.write("x")
    time.sleep(0.02)

trigger_runs.carry_out = carry_out_and_tell
own = system_actor(organization_id=int(sys.argv[1]))
while True:
    with acting(own):
        trigger_runs.run_triggers(actor=own, now=timezone.now())
    time.sleep(0.05)
"""
PEOPLE = """
INSERT INTO orgs_constituent (organization_id, type, given_name, family_name, external_id, honorific, language, street,
    city, region, postal_code, country, job_title, note, source)
SELECT %s, 'person', 'Person', n::text, '', '', '', '', 'Oakland', '', '', '', '', '', '' FROM generate_series(1, %s) n
"""
CALLS = """
INSERT INTO orgs_interaction (organization_id, constituent_id, kind, occurred_at, summary)
SELECT organization_id, id, 'call', now(), 'Talked' FROM orgs_constituent
 WHERE organization_id = %s AND family_name::int BETWEEN %s AND %s
"""


class Workers:
    """Two of them, started anew whenever one is killed."""

    def __init__(self, organization: Organization, sink: Path, block: int) -> None:
        database = settings.DATABASES["default"]
        self.sink = sink
        self.command = [sys.executable, "-c", WORKER, str(organization.pk), str(database["HOST"]), database["NAME"],
                        str(sink), str(block)]  # fmt: skip
        self.running = [self._start(), self._start()]

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "coalition.settings"}
        return subprocess.Popen(self.command, env=environment)

    def kill_one(self, number: int) -> None:
        """Kill one once somebody has done something since, and start another."""
        before, until = self._told(), time.monotonic() + PATIENCE
        while self._told() == before:
            assert time.monotonic() < until, "no worker got to anything"
            time.sleep(0.002)
        self._kill(number % 2)
        self.running[number % 2] = self._start()

    def stop(self) -> None:
        """Kill both."""
        for number in range(2):
            self._kill(number)

    def _kill(self, number: int) -> None:
        self.running[number].send_signal(signal.SIGKILL)
        self.running[number].wait()

    def _told(self) -> int:
        return self.sink.stat().st_size if self.sink.exists() else 0


@pytest.fixture
def alder() -> Iterator[Alder]:
    with transaction.atomic():
        organization = make_organization("alder")
        admin = make_member(organization, "admin")
        made = Alder(organization, {"admin": admin}, {"admin": actor_of(admin, organization)})
    yield made


def two_triggers(alder: Alder) -> list[Trigger]:
    with transaction.atomic(), acting(alder.actor()):
        oakland = make_segment(alder.organization, "Oakland", [{"field": "city", "test": "is", "value": "Oakland"}])
    with acting(alder.actor()):
        return [
            save_trigger(actor=alder.actor(), now=timezone.now(), plan=plan)
            for plan in (
                Plan("Task", "interaction", "task", detail=CALLED.detail, title="Write it up", who="team",
                     segment_id=oakland.pk, most_a_day=10_000),
                Plan("Tag", "interaction", "tag", detail="call", new_tag="Called", most_a_day=10_000),
            )
        ]  # fmt: skip


def execute(alder: Alder, statement: str, *values: int) -> list[tuple[object, ...]]:
    with acting(alder.own), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return cursor.fetchall() if cursor.description else []


def waiting(alder: Alder) -> int:
    with acting(alder.own), transaction.atomic():
        return owned(TriggerEvent.objects.all(), alder.own).count()


def test_killed_workers_lose_no_event_and_meet_none_twice(alder: Alder, tmp_path: Path) -> None:
    kill_workers(alder, tmp_path, EVENTS)


@pytest.mark.verify
def test_killed_workers_lose_none_of_ten_thousand_events(alder: Alder, tmp_path: Path) -> None:
    kill_workers(alder, tmp_path, 10_000)


def kill_workers(alder: Alder, tmp_path: Path, events: int) -> None:
    """Let two workers meet events while they come, kill one or the other in the midst of a block, and count."""
    triggers = two_triggers(alder)
    execute(alder, PEOPLE, alder.organization.pk, events)
    each = events // (KILLS + 1) + 1
    workers = Workers(alder.organization, tmp_path / "sink", max(10, events // 100))
    try:
        for number in range(KILLS + 1):
            execute(alder, CALLS, alder.organization.pk, number * each + 1, (number + 1) * each)
            if number < KILLS:
                workers.kill_one(number)
        until = time.monotonic() + PATIENCE
        while waiting(alder) and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        workers.stop()

    assert waiting(alder) == 0
    counts = "SELECT count(*), count(DISTINCT event), count(DISTINCT constituent_id) FROM orgs_triggerrun"
    met = [execute(alder, f"{counts} WHERE trigger_id = %s AND state = 'done'", each.pk)[0] for each in triggers]
    wrong = sum(abs(events - int(str(number))) for row in met for number in row)
    publish("triggers under kill -9: events lost or met twice", value=wrong, target="= 0", rounds=events)
    assert met == [(events, events, events)] * 2
    people = "SELECT count(*), count(DISTINCT constituent_id) FROM"
    assert execute(alder, f"{people} orgs_task") == [(events, events)]
    assert execute(alder, f"{people} orgs_constituenttag") == [(events, events)]
    own = "FROM orgs_triggerrun r JOIN orgs_task t ON t.id = r.row AND t.constituent_id = r.constituent_id"
    assert execute(alder, f"SELECT count(*) {own} WHERE r.trigger_id = %s", triggers[0].pk) == [(events,)]


def test_a_worker_passes_over_what_another_holds(alder: Alder) -> None:
    two_triggers(alder)
    execute(alder, PEOPLE, alder.organization.pk, 3)
    execute(alder, CALLS, alder.organization.pk, 1, 3)
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with acting(alder.own), transaction.atomic():
            list(owned(TriggerEvent.objects.all(), alder.own).order_by("pk").select_for_update()[:1])
            held.set()
            go_on.wait(PATIENCE)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(PATIENCE)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        assert alder.run() == 2
    finally:
        go_on.set()
        other.join()
    assert waiting(alder) == 1
    assert alder.run() == 1


def test_an_event_that_comes_again_is_not_met_again(alder: Alder) -> None:
    trigger, _ = two_triggers(alder)
    execute(alder, PEOPLE, alder.organization.pk, 1)
    execute(alder, CALLS, alder.organization.pk, 1, 1)
    columns = "id, organization_id, constituent_id, kind, row, occurred_at, by, origin, made_at"
    execute(alder, f"CREATE TEMPORARY TABLE kept AS SELECT {columns} FROM orgs_triggerevent")
    assert alder.run() == 1
    execute(alder, f"INSERT INTO orgs_triggerevent ({columns}) SELECT {columns} FROM kept")
    assert alder.run() == 1
    assert execute(alder, "SELECT count(*) FROM orgs_triggerrun WHERE trigger_id = %s", trigger.pk) == [(1,)]
    assert execute(alder, "SELECT count(*) FROM orgs_task") == [(1,)]


def test_what_waits_calls_a_worker_and_is_found_without_one(alder: Alder) -> None:
    two_triggers(alder)
    execute(alder, PEOPLE, alder.organization.pk, 3)
    calls = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'orgs.trigger.run' AND status = 'todo'"
    assert execute(alder, calls) == [(0,)]
    for number in (1, 2, 3):
        execute(alder, CALLS, alder.organization.pk, number, number)
    assert execute(alder, calls) == [(1,)]
    assert organizations_waiting() == [alder.organization.pk]
    with acting(alder.own), transaction.atomic():
        assert organizations_waiting() == []
    run_triggers(alder.organization.pk)
    assert organizations_waiting() == []
