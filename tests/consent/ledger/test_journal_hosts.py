"""Several hosts, one journal each: all of them are replayed, and the file of before there were several."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from coalition.platform.tenancy import system_actor
from consent.ledger.actions.journal import journal_path, journals, replay_negatives
from tests.consent.ledger.world import World, claim, make_world, stop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path / "home"
    settings.JOURNAL_DIR = str(tmp_path / "shared")
    return tmp_path / "shared"


def lost(world: World, subject: int) -> None:
    """A withdrawal that reaches the journal and not the database."""
    with transaction.atomic():
        stop([subject])
        transaction.set_rollback(True)


def on(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consent.ledger.actions.journal.socket.gethostname", lambda: host)


def test_each_host_writes_its_own_file_in_the_shared_directory(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    for host in ("web-1", "web-2", "../odd name"):
        on(host, monkeypatch)
        stop([world.phone])

    assert [path.name for path in journals("negatives")] == [
        "negatives-..-odd-name.jsonl", "negatives-web-1.jsonl", "negatives-web-2.jsonl",
    ]  # fmt: skip
    assert {path.parent for path in journals("negatives")} == {shared}
    assert [len(path.read_text().splitlines()) for path in journals("negatives")] == [1, 1, 1]


def test_the_replay_reads_every_hosts_file_and_the_one_of_before(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    on("web-1", monkeypatch)
    lost(world, world.phone)
    on("web-2", monkeypatch)
    lost(world, world.email)
    journal_path().rename(shared / "negatives.jsonl")
    assert claim(world.alder, world.phone, hold=False).allowed

    on("web-3", monkeypatch)
    assert replay_negatives(actor=system_actor()) == 2
    assert replay_negatives(actor=system_actor()) == 0
    call_command("replay_negatives", verbosity=0)

    assert claim(world.alder, world.phone).reason == "withdrawn"


def test_damage_in_one_file_stops_the_replay_of_all(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    for host in ("web-1", "web-2"):
        on(host, monkeypatch)
        lost(world, world.phone)
    journal_path().write_text("no line}\n")

    with pytest.raises(ValueError, match="line 1 of the journal is damaged"):
        replay_negatives(actor=system_actor())

    assert claim(world.alder, world.phone).allowed
