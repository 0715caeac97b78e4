"""Something dies, hangs or lies in the midst of a message: nobody gets it twice, nobody after their no."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from coalition.platform.handover import Uncertain
from coalition.platform.tenancy import Actor, acting
from consent.ledger.models import Attempt
from consent.ledger.rules.new_event import Withdrawal
from orgs.actions import message_post
from tests.orgs.messages.writing import MAIL, TEXT, Town, agree, make_town, outbox, run, start, stop, write
from tests.orgs.messages.writing import states as states_of
from tests.platform.texts.provider import Provider, hangs, hangs_up, says
from tests.trust.figures import publish, rounds

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = rounds(500, full=2_000)


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Iterator[Path]:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path
    settings.EMAIL_BACKEND = "orgs.outbox.OutboxEmailBackend"
    yield tmp_path


def town_of(**people: dict[str, str]) -> Town:
    with transaction.atomic():
        return make_town(**people)


def started(town: Town, words=MAIL, person: str = ""):  # type: ignore[no-untyped-def]
    with transaction.atomic():
        message = write(town, words, person)
        start(town, message)
    return message


def states(town: Town, message) -> dict[str, tuple[str, str]]:  # type: ignore[no-untyped-def]
    with transaction.atomic():
        return states_of(town, message)


def attempts(subject: int) -> list[tuple[str, str]]:
    with acting(Actor(role="subject", subject_ids=(subject,))), transaction.atomic():
        return list(Attempt.objects.order_by("id").values_list("state", "outcome"))


def test_a_worker_that_dies_after_the_hand_over_sends_nobody_the_message_again(monkeypatch: pytest.MonkeyPatch) -> None:
    town = town_of()
    message = started(town)
    handed_over: list[str] = []

    def take_and_die(self, sender, address, letter, reply_to):  # type: ignore[no-untyped-def]
        handed_over.append(address)
        raise KeyboardInterrupt("the worker is killed")

    monkeypatch.setattr(message_post.ByMail, "deliver", take_and_die)
    with pytest.raises(KeyboardInterrupt):
        run(town, message)
    assert states(town, message)["Ana"][0] == "sending"
    assert attempts(town.subject_of_ana) == [("claimed", "")]
    monkeypatch.undo()

    run(town, message)

    assert handed_over == ["ana@mail.example"]
    assert [mail.recipient for mail in outbox()] == ["carla@mail.example"]
    assert states(town, message)["Ana"] == ("uncertain", "interrupted")
    assert attempts(town.subject_of_ana) == [("uncertain", "interrupted")]


def test_two_runs_at_once_send_once(monkeypatch: pytest.MonkeyPatch) -> None:
    town = town_of()
    message = started(town)
    deliver = message_post.ByMail.deliver

    def slowly(self, *args):  # type: ignore[no-untyped-def]
        time.sleep(0.3)
        return deliver(self, *args)

    monkeypatch.setattr(message_post.ByMail, "deliver", slowly)

    def other() -> None:
        run(town, message)
        connection.close()

    threads = [threading.Thread(target=other) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(mail.recipient for mail in outbox()) == ["ana@mail.example", "carla@mail.example"]


@pytest.mark.parametrize(
    ("behaviour", "state"),
    [
        (hangs, ("uncertain", "no_answer")),
        (hangs_up, ("uncertain", "no_answer")),
        (says(500, {}), ("uncertain", "provider_error")),
        (says(400, {"code": 21211}), ("failed", "number_refused")),
        (says(429, {}), ("waiting", "too_many")),
    ],
)
def test_what_a_provider_does_to_one_person(settings, monkeypatch, behaviour, state: tuple[str, str]) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("coalition.platform.texts.twilio.SECONDS", 0.5)
    town = town_of()
    message = started(town, TEXT, "ana")
    with Provider(behaviour) as provider:
        settings.TEXTS_BACKEND, settings.TEXTS_URL = "", provider.url
        run(town, message)
        run(town, message)

    assert states(town, message) == {"Ana": state}
    assert len(provider.texts) == 1


def test_a_withdrawal_waits_for_the_hand_over_of_this_person_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    town = town_of()
    message = started(town, person="ana")
    begun, answered = threading.Event(), []

    def hang(self, *args):  # type: ignore[no-untyped-def]
        begun.set()
        time.sleep(0.5)
        answered.append(("handed over", time.monotonic()))
        raise Uncertain("no_answer")

    monkeypatch.setattr(message_post.ByMail, "deliver", hang)

    def send() -> None:
        run(town, message)
        connection.close()

    sender = threading.Thread(target=send)
    sender.start()
    assert begun.wait(20)
    with transaction.atomic():
        stop(town.subject_of_ana)
    answered.append(("stopped", time.monotonic()))
    sender.join()

    assert [what for what, _ in answered] == ["handed over", "stopped"]


KILLED = """
import os, sys, time, django
django.setup()
from django.conf import settings
from django.utils import timezone
from coalition.platform.tenancy import acting, system_actor
from orgs.actions import message_post
from orgs.actions.message_runs import run_message

settings.DATABASES["default"].update(HOST=sys.argv[3], NAME=sys.argv[4])

def take_and_wait(self, sender, address, letter, reply_to):
    with open(sys.argv[5], "a") as sink:
        sink.write(address + "\\n")
    time.sleep(60)

message_post.ByMail.deliver = take_and_wait
own = system_actor(organization_id=int(sys.argv[1]))
with acting(own):
    run_message(actor=own, now=timezone.now(), message_id=int(sys.argv[2]))
"""


def test_a_killed_process_leaves_nobody_with_two(home: Path) -> None:
    town = town_of()
    message = started(town)
    sink = home / "sink"
    database = django_settings.DATABASES["default"]
    command = [
        sys.executable, "-c", KILLED, str(town.alder.pk), str(message.pk), str(database["HOST"]), database["NAME"],
        str(sink),
    ]  # fmt: skip
    worker = subprocess.Popen(command, env={**os.environ, "DJANGO_SETTINGS_MODULE": "coalition.settings"})
    until = time.monotonic() + 60
    while not sink.exists() and time.monotonic() < until:
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert sink.read_text() == "ana@mail.example\n"

    until = time.monotonic() + 30
    while states(town, message)["Ana"][0] == "sending" and time.monotonic() < until:
        run(town, message)  # the dead connection's lock goes with it
        time.sleep(0.1)

    assert sink.read_text() == "ana@mail.example\n"
    assert [mail.recipient for mail in outbox()] == ["carla@mail.example"]
    assert states(town, message)["Ana"] == ("uncertain", "interrupted")


def crowd(count: int) -> Town:
    """A town of this many who agreed to mail."""
    town = town_of(**{f"p{number:05}": {"email": f"p{number:05}@mail.example"} for number in range(count)})
    with transaction.atomic():
        for number in range(count):
            agree(town, town.subject(f"p{number:05}"), "email")
    return town


def withdraw_during_a_send(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    town = crowd(count)
    subjects = {f"p{number:05}@mail.example": town.subject(f"p{number:05}") for number in range(count)}
    message = started(town)
    arrived: dict[str, float] = {}
    answered: dict[str, float] = {}
    took: list[float] = []
    problems: list[BaseException] = []

    def arrive(self, sender, address, letter, reply_to):  # type: ignore[no-untyped-def]
        time.sleep(0.002)
        arrived[address] = time.monotonic()
        return ""

    monkeypatch.setattr(message_post.ByMail, "deliver", arrive)

    def send() -> None:
        try:
            run(town, message)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    sender = threading.Thread(target=send)
    sender.start()
    for address in list(subjects)[::7]:
        before = time.monotonic()
        stop(subjects[address], Withdrawal())
        answered[address] = time.monotonic()
        took.append(answered[address] - before)
    while sender.is_alive():
        sender.join(5)
    late = [address for address, moment in answered.items() if arrived.get(address, 0) > moment]
    took.sort()
    print(  # noqa: T201  # the figures of the run
        f"{count} messages, {len(arrived)} arrived, {len(answered)} withdrawals, {len(late)} late;"
        f" withdrawal p50 {took[len(took) // 2] * 1000:.1f} ms, p99 {took[int(len(took) * 0.99)] * 1000:.1f} ms"
    )
    publish("withdrawals during a send: messages after the answer", value=len(late), target="= 0", rounds=count)
    for part, target in ((50, ""), (95, "≤ 100"), (99, "≤ 250")):
        milliseconds = round(took[len(took) * part // 100] * 1000, 1)
        publish(f"withdrawals during a send: p{part}", value=milliseconds, target=target, unit="ms", rounds=len(took))
    assert problems == []
    assert late == []
    assert set(subjects) - set(answered) <= set(arrived)
    assert len(arrived) < count + 2


def test_nothing_arrives_after_a_withdrawal_during_a_send(monkeypatch: pytest.MonkeyPatch) -> None:
    withdraw_during_a_send(60, monkeypatch)


@pytest.mark.verify
def test_nothing_arrives_after_a_withdrawal_during_a_send_to_a_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    withdraw_during_a_send(CROWD, monkeypatch)
