"""What a list says, in blocks: its noes take their locks in one go."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coalition.platform.keys import Identifier
from coalition.platform.tenancy import acting
from consent.ledger.actions import imported
from consent.ledger.actions.imported import ImportedChoice, record_imported
from consent.ledger.actions.journal import journal_path
from consent.ledger.actions.subjects import ensure_subjects
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
