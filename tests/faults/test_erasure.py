"""Somebody is known everywhere and erased: nothing of them is found again, in no table and no file.

The search is tried first: before the erasure it finds the person in every place where they are known.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import system_actor
from consent.ledger.actions.erasure import erasures_path
from consent.ledger.actions.gate import claim_contact
from consent.ledger.actions.journal import own_journal, replay_negatives
from consent.requests.actions import erasing
from consent.requests.actions.erasing import replay_erasures
from consent.requests.actions.filing import file_request
from consent.requests.jobs import run_erasure
from consent.requests.models import DataRequest
from orgs.models import Constituent, Task
from orgs.rules.statements import Basis, Statement
from sharing.models import ListVersion
from tests.factories import NOW, make_person, subject_of
from tests.faults.zelmira import (
    EMAIL,
    FAMILY,
    GIVEN,
    KEPT,
    SHEET,
    approve_at,
    ask_everyone,
    erase_at,
    inside,
    make_known,
    places,
    rows_about,
    spellings,
)
from tests.orgs.imports.sheets import import_text
from tests.trust.figures import publish

pytestmark = pytest.mark.django_db(transaction=True)
# What was asked, sealed, which the erasure empties; an organization's own secret, sealed; and what its system must
# still be told about somebody who was erased: the no, and the number by which that system alone knows whom to delete.
# Without the record the number leads nowhere here.
NOT_OF_PEOPLE = {"requests_datarequest", "propagation_endpoint", "propagation_feedentry"}
# What goes with the last holder: the evidence does not say whether it went.
LEDGER = {"consent_event", "consent_receipt", "consent_subject", "consent_subject_key"}


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Iterator[Path]:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    yield tmp_path


def test_run_erasure_leaves_nothing_anywhere(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    known = make_known(tmp_path_factory.mktemp("sheets"))
    ask_everyone(known)
    before = places(home)
    assert {
        "orgs_constituent", "orgs_contactpoint", "orgs_interaction", "orgs_message", "orgs_outboxmessage",
        "consent_subject_key", "consent_receipt", own_journal("negatives").name,
        "capture_proof", "capture_submission", "portal_linkrequest", "orgs_import",
    } <= before  # fmt: skip
    assert [path for path in (home / "files" / "imports").iterdir() if GIVEN.encode() in path.read_bytes()]
    assert len(rows_about(known)) >= 14

    at_alder = erase_at(known.bank.alder)

    # The phone was Alder's alone, the address is Birch's too: the evidence does not tell the difference.
    assert not LEDGER & set(at_alder.counts)
    half = places(home)
    assert "orgs_constituent" in half and "consent_subject_key" in half  # Birch still holds the address
    with inside(known.bank.own):
        assert not Constituent.objects.filter(given_name=GIVEN).exists()
        assert [task.title for task in Task.objects.all()] == ["Send everybody the minutes"]
        assert known.bank.call_list.entries.count() == 1
        version = ListVersion.objects.get()
        assert (version.people, version.subjects) == ([9_007], [9_008])

    at_birch = erase_at(known.birch)

    assert not LEDGER & set(at_birch.counts)
    left = places(home) - KEPT
    publish("erasure: places that still know the person", value=len(left), target="= 0", rounds=len(spellings()))
    assert left == set()
    assert rows_about(known) == {}
    assert "consent_suppression" in places(home)  # the control of the search itself
    assert at_alder.counts["orgs_constituent"] == at_birch.counts["orgs_constituent"] == 1


def test_an_erased_person_who_is_imported_again_is_not_enabled(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sheets")
    known = make_known(folder)
    ask_everyone(known)
    erase_at(known.bank.alder)
    erase_at(known.birch)

    statement = Statement(basis={channel: Basis("signed up") for channel in ("email", "phone")})
    import_text(known.bank.alder, folder, SHEET, statement)

    own = known.bank.own
    for kind, value, channel in (
        (ContactKind.EMAIL, EMAIL.lower(), "email"),
        (ContactKind.PHONE, "+15105550173", "phone"),
    ):
        subject = subject_of(kind, value)
        with inside(own):
            verdict = claim_contact(
                actor=own, now=NOW, contacted=subject, subject_ids=[subject], channel=channel, hold=False
            )
        assert not verdict.allowed


def test_a_killed_erasure_leaves_everything_and_runs_to_its_end_afterwards(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    known = make_known(tmp_path_factory.mktemp("sheets"))
    ask_everyone(known)
    erase_at(known.birch)
    erasure_id = approve_at(known.bank.alder)
    before = rows_about(known)
    ready, said = os.pipe()
    for each in connections.all(initialized_only=True):
        each.close()
    child = os.fork()
    if child == 0:  # the worker, stopped just before the last forgetter
        _hang_in_the_last(said)
        with suppress(BaseException):
            run_erasure(organization_id=known.bank.alder.pk, erasure_id=erasure_id)
        os._exit(1)
    os.close(said)
    assert os.read(ready, 5) == b"there"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    after = rows_about(known)
    assert after.pop("audit_event_subject") > before.pop("audit_event_subject")  # the letter went before
    assert after == before
    run_erasure(organization_id=known.bank.alder.pk, erasure_id=erasure_id)
    run_erasure(organization_id=known.bank.alder.pk, erasure_id=erasure_id)  # delivered twice

    assert places(home) <= KEPT
    assert rows_about(known) == {}
    with inside(known.bank.own):
        request = DataRequest.objects.get(kind="erase")
        assert (request.state, bytes(request.sealed)) == ("answered", b"")


def _hang_in_the_last(said: int) -> None:
    real = erasing._forgetters

    def forgetters(paths: tuple[str, ...]) -> list[Any]:
        found = list(real(paths))

        def hang(**arguments: object) -> dict[str, int]:
            os.write(said, b"there")
            signal.pause()
            return {}

        return [*found[:-1], hang] if "consent.portal" in " ".join(paths) else found

    erasing._forgetters = forgetters


def test_a_restored_backup_erases_again(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    known = make_known(tmp_path_factory.mktemp("sheets"))
    ask_everyone(known)
    for organization in (known.bank.alder, known.birch):
        erasure_id = approve_at(organization)
        own = system_actor(organization_id=organization.pk)
        with suppress(ConnectionError), inside(own):
            erasing.run_erasure(actor=own, now=timezone.now(), erasure_id=erasure_id)
            raise ConnectionError("the backup is from before this")
    assert "orgs_constituent" in places(home)
    assert len(erasures_path().read_text().splitlines()) == 2

    with transaction.atomic():
        replay_negatives(actor=system_actor())
        assert replay_erasures(actor=system_actor(), now=timezone.now()) == 2

    assert places(home) <= KEPT
    assert rows_about(known) == {}
    with transaction.atomic():
        assert replay_erasures(actor=system_actor(), now=timezone.now()) == 0
        assert replay_negatives(actor=system_actor()) == 0
    assert places(home) <= KEPT


def test_a_replay_spares_whoever_came_back_later(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    known = make_known(tmp_path_factory.mktemp("sheets"))
    ask_everyone(known)
    erase_at(known.bank.alder)
    erase_at(known.birch)
    with transaction.atomic():
        back = make_person(known.birch, GIVEN, FAMILY, email=EMAIL.lower())

    with transaction.atomic():
        assert replay_erasures(actor=system_actor(), now=timezone.now()) == 0

    with inside(system_actor(organization_id=known.birch.pk)):
        assert Constituent.objects.filter(pk=back.pk).exists()


def test_a_table_that_speaks_of_people_is_erased_or_says_why_not() -> None:
    """A new table with a person in it must be named by a forgetter."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT table_name FROM information_schema.columns JOIN pg_class ON relname = table_name"
            " WHERE table_schema = 'public' AND relkind IN ('r', 'p') AND NOT relispartition"
            " AND (column_name IN ('constituent_id', 'subject_id', 'contact_point_id', 'contact_key', 'key_hash',"
            " 'payload')"
            " OR column_name LIKE 'sealed%')"
        )
        tables = {table for (table,) in cursor.fetchall()}
    assert tables - erased_tables() - NOT_OF_PEOPLE == set()


def erased_tables() -> set[str]:
    from consent.requests.rules.forgetters import AT_ORGANIZATION, EVERYWHERE  # noqa: PLC0415

    modules = {path.rpartition(".")[0] for path in (*AT_ORGANIZATION, *EVERYWHERE)}
    return {table for module in modules for table in __import__(module, fromlist=["TABLES"]).TABLES}


def test_run_erasure_alone_at_one_of_two_organizations_leaves_the_other_its_own(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    known = make_known(tmp_path_factory.mktemp("sheets"))
    file_request(
        actor=known.person, now=timezone.now(), organization_id=known.birch.pk, subject_id=known.email, kind="erase"
    )

    done = erase_at(known.birch)

    assert done.done_at is not None
    with inside(known.bank.own):
        person = Constituent.objects.get(given_name=GIVEN)
        assert person.contact_points.count() == 2
    with inside(system_actor(organization_id=known.birch.pk)):
        assert not Constituent.objects.exists()
    own = replace(known.bank.own)
    with inside(own):
        later = timezone.now() + timedelta(days=2)
        verdict = claim_contact(
            actor=own, now=later, contacted=known.phone, subject_ids=[known.phone], channel="phone", hold=False
        )
    assert verdict.allowed
