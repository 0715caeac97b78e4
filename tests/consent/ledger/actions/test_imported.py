"""What a list says, in blocks: its noes take their locks in one go, and what it costs grows with the list alone."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coalition.platform.keys import Identifier
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions import imported
from consent.ledger.actions.imported import ImportedChoice, record_imported
from consent.ledger.actions.journal import journal_path
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.rules.household import name_key
from tests.consent.ledger.world import make_world
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def journal(settings, tmp_path: Path) -> Iterator[None]:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path
    yield


def test_record_imported_locks_for_all_noes_of_a_list_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imported, "BLOCK", 2)
    world = make_world()
    people = sorted(ensure_subjects(Identifier({1: bytes([n]) * 32}) for n in range(6)).values())
    noes = [ImportedChoice(subject, "refused", "", "phone") for subject in people[:3]]
    yeses = [ImportedChoice(subject, "granted", "contact", "phone") for subject in people[3:]]

    with acting(world.alder), CaptureQueriesContext(connection) as queries:
        found = record_imported(actor=world.alder, now=NOW, source="list", choices=[*yeses, *noes])

    assert found == Counter({("refused", "", "phone"): 3, ("granted", "contact", "phone"): 3})
    sent = [each["sql"] for each in queries if "commonlist.record_imported" in each["sql"]]
    assert [[kind for kind in ("refused", "granted") if kind in each] for each in sent] == [
        ["refused"], ["granted"], ["granted"],
    ]  # fmt: skip
    assert len(journal_path().read_text().splitlines()) == 3


def test_record_imported_names_whom_a_yes_speaks_of_as_everybody_does() -> None:
    world = make_world()
    spellings = [
        " Jos\u00e9",
        "JOSE\u0301 ",
        "O'Neil\\",
        "\u00c9MILE",
        "A:b",
        "1",
        "\u0130zmir",
        "\u039d\u0399\u039a\u039f\u03a3",
    ]
    people = sorted(ensure_subjects(Identifier({1: bytes([n]) * 32}) for n in range(len(spellings))).values())
    yeses = [
        ImportedChoice(subject, "granted", "contact", "phone", named=name)
        for subject, name in zip(people, spellings, strict=True)
    ]
    nameless = ImportedChoice(world.email, "granted", "contact", "email")

    with acting(world.alder):
        assert record_imported(actor=world.alder, now=NOW, source="list", choices=[*yeses, nameless]).total() == 9
        assert record_imported(actor=world.alder, now=NOW, source="again", choices=[*yeses, nameless]).total() == 0

    with acting(Actor(role="subject", subject_ids=(*people, world.email))), connection.cursor() as cursor:
        cursor.execute("SELECT subject_id, named FROM consent_event WHERE actor_kind = 'import'")
        named = {subject: key and bytes(key) for subject, key in cursor.fetchall()}
    expected = {subject: name_key(subject, name) for subject, name in zip(people, spellings, strict=True)}
    assert named == {**expected, world.email: None}


def test_record_imported_reads_no_more_for_what_was_imported_before() -> None:
    world = make_world()
    people = sorted(ensure_subjects(Identifier({1: n.to_bytes(32)}) for n in range(2_000)).values())
    yeses = [ImportedChoice(subject, "granted", "contact", "phone") for subject in people]

    with acting(world.alder):
        assert read_for(world.alder, people[:10]) == (10, 0)
        record_imported(actor=world.alder, now=NOW, source="list", choices=yeses[10:])
        assert read_for(world.alder, people[:10]) == (10, 0)
        assert read_for(world.alder, people[10:20]) == (0, 10)


def read_for(actor: Actor, people: list[int]) -> tuple[int, int]:
    """How many yeses of a list are new, and how many rows of the ledger are read to find that out."""
    before = rows_read()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(f.subject_id) FROM unnest(%s::bigint[]) id CROSS JOIN LATERAL commonlist.fresh_in_list("
            "%s, ARRAY[id], '{granted}', '{contact}', '{phone}', '{NULL}', '{NULL}', '{1}', '{}', '{\"\"}') f",
            [people, actor.organization_id],
        )
        return cursor.fetchone()[0], rows_read() - before


def rows_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'consent_event'"
        )
        return int(cursor.fetchone()[0])
