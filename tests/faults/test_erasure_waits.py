"""An erasure meets somebody who has a row of the person open: it steps back at once, and is tried again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, transaction
from django.utils import timezone

from coalition.platform.tenancy import system_actor
from consent.requests.actions import erasing
from consent.requests.jobs import AGAIN, run_erasure
from orgs.models import Constituent
from tests.database import superuser_connection
from tests.faults.zelmira import approve_at, ask_everyone, inside, make_known

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Iterator[Path]:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path / "home"
    settings.COMMONLIST_HOME.mkdir()
    yield settings.COMMONLIST_HOME


def test_run_erasure_steps_back_from_whoever_has_the_person_open(tmp_path_factory: pytest.TempPathFactory) -> None:
    known = make_known(tmp_path_factory.mktemp("sheets"))
    ask_everyone(known)
    erasure_id = approve_at(known.birch)
    own = system_actor(organization_id=known.birch.pk)

    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database, database.transaction():
        database.execute("SELECT 1 FROM orgs_constituent WHERE organization_id = %s FOR UPDATE", [known.birch.pk])
        with pytest.raises(OperationalError, match="lock timeout"), inside(own):
            erasing.run_erasure(actor=own, now=timezone.now(), erasure_id=erasure_id)
    with inside(own), transaction.atomic():
        assert Constituent.objects.exists()

    assert run_erasure.retry_strategy is AGAIN
    run_erasure(organization_id=known.birch.pk, erasure_id=erasure_id)
    with inside(own), transaction.atomic():
        assert not Constituent.objects.exists()
