"""``manage.py import_constituents``, and the jobs, outside any test transaction."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from coalition.platform.tenancy import acting, system_actor
from orgs import jobs
from orgs.actions.imports import match_import, start_import, upload_import
from orgs.models import Constituent, Import
from orgs.queries.imports import imports_folder
from orgs.rules.statements import Statement
from tests.factories import NOW, make_coalition, make_organization
from tests.orgs.imports.sheets import rows_of

TEXT = "First name,Last name,E-mail,May share,Shoe size\nAna,Diaz,ana@post.example,yes,38\n,,,,\nLuis,=1,x,,\n"
ATTEST = json.dumps(
    {"form": "Join card", "date": "2024-05-01", "notice": "We pass it to Birch in the coalition Valley."}
)


def run(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("import_constituents", *arguments, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


@pytest.fixture
def people(tmp_path: Path) -> str:
    path = tmp_path / "people.csv"
    path.write_text(TEXT)
    return str(path)


@pytest.mark.django_db(transaction=True)
def test_import_constituents_prints_one_object_that_adds_up(people: str) -> None:
    make_coalition("valley", [make_organization("alder"), make_organization("birch")])
    arguments = ("--organization", "alder", people, "--basis", "membership form", "--attest", ATTEST)
    dry = run(*arguments, "--dry-run")
    assert (dry["dry_run"], dry["created"], dry["rejected"]) == (True, 1, 1)
    answer = run(*arguments)
    assert answer["rows"] == sum(rows_of(answer)) == 2
    assert answer["created"] == 1
    assert answer["rejected_by_reason"] == {"formula": 1}
    assert answer["ignored"] == ["Shoe size"]
    assert answer["columns"]["E-mail"] == "email"
    assert answer["consent"]["contact"] == {"email": 1}
    assert answer["consent"]["share"] == {"recorded_for": 1, "said_yes": 1, "said_no": 0}
    assert answer["consent"]["events"] == 2
    again = run(*arguments)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 1)
    assert list(imports_folder().iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_import_constituents_ends_badly_when_nothing_could_be_read(tmp_path: Path) -> None:
    make_organization("alder")
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    unknown = tmp_path / "unknown.csv"
    unknown.write_text("Shoe,City\n38,Oakland\n")
    for path, code in ((empty, "empty"), (tmp_path / "none.csv", "unreadable"), (unknown, "columns_nobody")):
        out = StringIO()
        with pytest.raises(SystemExit) as end:
            call_command("import_constituents", "--organization", "alder", str(path), stdout=out)
        assert end.value.code == 1
        answer = json.loads(out.getvalue())
        assert (answer["error"], answer["rows"]) == (code, 0)
        assert answer["message"] and answer["remedy"]
    assert run("--organization", "alder", str(unknown), "--column", "Shoe=external_id")["created"] == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "wrong",
    [
        ("--organization", "nobody"),
        ("--attest", "form"),
        ("--basis", "x", "--since", "tomorrow"),
        ("--basis", "x", "--channels", "pigeon"),
        ("--column", "Shoe size"),
    ],
)
def test_import_constituents_says_what_is_wrong_with_its_arguments(people: str, wrong: tuple[str, ...]) -> None:
    make_organization("alder")
    with pytest.raises(CommandError):
        run("--organization", "alder", people, *wrong)


@pytest.mark.django_db(transaction=True)
def test_jobs_check_and_run_in_the_scope_of_their_organization(people: str) -> None:
    alder = make_organization("alder")
    own = system_actor(organization_id=alder.pk)
    with acting(own), transaction.atomic():
        batch = upload_import(actor=own, now=NOW, file_name="people.csv", source=Path(people))
        match_import(actor=own, now=NOW, import_id=batch.pk, columns=batch.columns, statement=Statement())
    jobs.check_import(alder.pk, batch.pk)
    with acting(own), transaction.atomic():
        start_import(actor=own, now=NOW, import_id=batch.pk)
    jobs.run_import(alder.pk, batch.pk)
    jobs.run_import(alder.pk, batch.pk)
    with acting(own), transaction.atomic():
        assert (Import.objects.get().state, Constituent.objects.count()) == ("done", 1)


@pytest.mark.django_db(transaction=True)
def test_jobs_leave_nothing_of_a_run_that_failed(people: str, monkeypatch: pytest.MonkeyPatch) -> None:
    alder = make_organization("alder")
    own = system_actor(organization_id=alder.pk)
    with acting(own), transaction.atomic():
        batch = upload_import(actor=own, now=NOW, file_name="people.csv", source=Path(people))
        match_import(actor=own, now=NOW, import_id=batch.pk, columns=batch.columns, statement=Statement())
    jobs.check_import(alder.pk, batch.pk)

    def disk_full(**_arguments: object) -> int:
        raise OSError("no space left")

    monkeypatch.setattr("orgs.actions.import_runs.write_consent", disk_full)
    with pytest.raises(OSError, match="no space"):
        jobs.run_import(alder.pk, batch.pk)
    with acting(own), transaction.atomic():
        assert (Import.objects.get().state, Constituent.objects.count()) == ("failed", 0)
    monkeypatch.undo()
    jobs.run_import(alder.pk, batch.pk)
    with acting(own), transaction.atomic():
        assert (Import.objects.get().state, Constituent.objects.count()) == ("done", 1)
