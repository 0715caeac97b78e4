"""The pages of an import, from upload to result, and who may open them."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.log.models import Event
from coalition.platform.tenancy import acting, system_actor
from orgs.actions.import_runs import check_import, fail_import, run_import
from orgs.models import Constituent, Import, Organization
from orgs.queries.imports import imports_folder, sheet_path
from orgs.rules.statements import Statement
from tests.conftest import sign_in
from tests.factories import NOW, make_coalition, make_member, make_organization
from tests.orgs.imports.sheets import import_text, upload

pytestmark = pytest.mark.django_db
TEXT = "Name,E-mail,Phone,City\nAna Diaz,ana@post.example,510 555 0142,Oakland\nLuis,luis at post,,Oakland\n"


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def organizer(alder: Organization) -> Client:
    return sign_in(make_member(alder, "organizer"))


def sent(client: Client, text: str = TEXT, name: str = "people.csv") -> Import:
    answer = client.post("/imports/new/", {"file": SimpleUploadedFile(name, text.encode())})
    assert answer.status_code == 302, answer.content.decode()
    return batch_of(answer["Location"])


def batch_of(location: str) -> Import:
    number = int(location.strip("/").split("/")[-1])
    for organization in Organization.objects.all():
        with acting(system_actor(organization_id=organization.pk)):
            found = Import.objects.filter(pk=number).first()
            if found:
                return found
    raise LookupError(location)


def reload(batch: Import) -> Import:
    with acting(system_actor(organization_id=batch.organization_id)):
        return Import.objects.get(pk=batch.pk)


def matched(client: Client, batch: Import, **fields: str) -> object:
    chosen = {"column-0": "full_name", "column-1": "email", "column-2": "phone", "column-3": "city", **fields}
    return client.post(f"/imports/{batch.pk}/match/", chosen)


def test_import_walks_from_upload_to_result(alder: Organization, organizer: Client) -> None:
    batch = sent(organizer)
    path = sheet_path(batch)
    assert (path.stat().st_mode & 0o777, imports_folder().stat().st_mode & 0o777) == (0o600, 0o700)
    page = organizer.get(f"/imports/{batch.pk}/")
    assert "2 rows" in page.content.decode()
    assert matched(organizer, batch, **{"how-phone": "form", "since-phone": "2024-01-01"}).status_code == 302  # type: ignore[attr-defined]
    assert "0 of 2 rows read" in organizer.get(f"/imports/{batch.pk}/").content.decode()
    own = system_actor(organization_id=alder.pk)
    with acting(own):
        check_import(actor=own, now=NOW, import_id=batch.pk)
        assert not Constituent.objects.exists()
    checked = organizer.get(f"/imports/{batch.pk}/").content.decode()
    assert "Phone calls: 1 person may be contacted." in checked
    assert "This is not an e-mail address. It was kept as a note." in checked
    assert organizer.post(f"/imports/{batch.pk}/start/").status_code == 302
    assert "Waiting for its turn" in organizer.get(f"/imports/{batch.pk}/").content.decode()
    with acting(own):
        run_import(actor=own, now=NOW, import_id=batch.pk)
        assert Constituent.objects.count() == 2
        verbs = list(Event.objects.filter(object_type="import").values_list("verb", flat=True))
    assert sorted(verbs) == sorted(
        f"orgs.import.{verb}" for verb in ("uploaded", "matched", "checked", "started", "run")
    )
    assert not path.exists()
    assert "See the people" in organizer.get(f"/imports/{batch.pk}/").content.decode()
    assert organizer.get(f"/imports/{batch.pk}/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    with acting(own):
        assert run_import(actor=own, now=NOW, import_id=batch.pk)["created"] == 2
        assert Constituent.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("people.csv", b"", "The file is empty."),
        ("people.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "This is a picture, not a spreadsheet."),
        ("people.csv", b"Name,E-mail,Name\na,b,c\n", "are both called"),
        ("people.csv", ",".join(f"c{n}" for n in range(10_000)).encode() + b"\n1\n", "at most 500 can be read"),
    ],
)
def test_import_upload_says_what_is_wrong_and_keeps_nothing(
    organizer: Client, name: str, raw: bytes, words: str
) -> None:
    answer = organizer.post("/imports/new/", {"file": SimpleUploadedFile(name, raw)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert list(imports_folder().iterdir()) == []
    assert "No import yet" in organizer.get("/imports/").content.decode()


def test_import_upload_wants_a_file_of_bearable_size(organizer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert organizer.post("/imports/new/", {}).status_code == 422
    monkeypatch.setattr(settings, "IMPORT_MAX_BYTES", 10)
    answer = organizer.post("/imports/new/", {"file": SimpleUploadedFile("people.csv", TEXT.encode())})
    assert answer.status_code == 422


def test_import_upload_ignores_a_path_in_the_name(organizer: Client) -> None:
    batch = sent(organizer, name="../../etc/people.csv")
    assert batch.file_name == "people.csv"
    assert batch.stored_as.isalnum()


def test_import_detail_asks_about_ambiguous_columns(organizer: Client) -> None:
    batch = sent(organizer, "Opt out,E-mail\nx,ana@post.example\n")
    page = organizer.get(f"/imports/{batch.pk}/").content.decode()
    assert "1 column needs your choice" in page
    answer = organizer.post(f"/imports/{batch.pk}/match/", {"column-0": "?", "column-1": "email"})
    assert answer.status_code == 422
    assert "Choose a field for “Opt out”." in answer.content.decode()
    assert reload(batch).state == "uploaded"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"column-0": "", "column-1": "", "column-2": ""}, "Choose a column for the name"),
        ({"column-0": "city"}, "Two columns go to “City”."),
        ({"column-0": "password"}, "password is not one of the available choices"),
        ({"since-email": "2024-01-01"}, "Say how they agreed"),
        ({"how-email": "form", "since-email": "2999-01-01"}, "today at the latest"),
        ({"form": "Join card"}, "Copy the words that people read"),
    ],
)
def test_import_match_says_what_is_missing(organizer: Client, fields: dict[str, str], words: str) -> None:
    batch = sent(organizer)
    answer = matched(organizer, batch, **fields)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert words in answer.content.decode()  # type: ignore[attr-defined]


def test_import_match_refuses_words_that_do_not_name_the_coalition(alder: Organization, organizer: Client) -> None:
    valley = make_coalition("valley", [alder])
    batch = sent(organizer)
    stated = {"coalition": str(valley.pk), "form": "Card", "date": "2024-01-01", "notice": "We pass it on to friends."}
    answer = matched(organizer, batch, **stated)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "These words do not name the coalition you chose." in answer.content.decode()  # type: ignore[attr-defined]
    assert reload(batch).consent == {}


def test_import_match_refuses_words_that_name_no_member(alder: Organization, organizer: Client) -> None:
    valley = make_coalition("valley", [alder, make_organization("birch")])
    batch = sent(organizer)
    stated = {"coalition": str(valley.pk), "form": "Card", "date": "2024-01-01", "notice": "We pass it on to Valley."}
    answer = matched(organizer, batch, **stated)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "These words name no other member of the coalition you chose." in answer.content.decode()  # type: ignore[attr-defined]
    assert reload(batch).consent == {}


def test_import_match_can_be_left_and_taken_up_again(alder: Organization, organizer: Client) -> None:
    valley = make_coalition("valley", [alder, make_organization("birch")])
    batch = sent(organizer)
    stated = {"later": "1", "how-email": "form", "coalition": str(valley.pk), "form": "Card", "date": "2024-01-01",
              "notice": "We pass it on to Birch in Valley."}  # fmt: skip
    assert matched(organizer, batch, **stated)["Location"] == "/imports/"  # type: ignore[index]
    kept = reload(batch)
    assert (kept.state, kept.columns["Name"], kept.consent["attestation"]["coalition"]) == (
        "uploaded", "full_name", valley.pk,
    )  # fmt: skip
    page = organizer.get(f"/imports/{batch.pk}/").content.decode()
    assert "We pass it on to Birch in Valley." in page


def test_import_detail_ticks_nothing_in_advance(alder: Organization, organizer: Client) -> None:
    make_coalition("valley", [alder])
    form = organizer.get(f"/imports/{sent(organizer).pk}/").context["form"]
    stated = [name for name in form.fields if not name.startswith("column-") and form[name].value()]
    assert stated == []


def test_import_start_needs_a_check_first(organizer: Client) -> None:
    batch = sent(organizer)
    answer = organizer.post(f"/imports/{batch.pk}/start/", follow=True)
    assert "Check the data first, then import." in answer.content.decode()
    assert reload(batch).state == "uploaded"


def test_import_discard_deletes_row_and_file(organizer: Client) -> None:
    batch = sent(organizer)
    path = sheet_path(batch)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda call: call())
        assert organizer.post(f"/imports/{batch.pk}/discard/").status_code == 302
    assert not path.exists()
    assert organizer.get(f"/imports/{batch.pk}/").status_code == 404


def test_fail_import_lets_it_be_checked_again(alder: Organization, organizer: Client) -> None:
    batch = sent(organizer)
    own = system_actor(organization_id=alder.pk)
    with acting(own):
        fail_import(actor=own, now=NOW, import_id=batch.pk, problem="run")
    assert "The last attempt failed" in organizer.get(f"/imports/{batch.pk}/").content.decode()
    assert matched(organizer, batch).status_code == 302  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", ["fundraiser", "analyst", "volunteer"])
def test_imports_are_for_admins_and_organizers(alder: Organization, organizer: Client, role: str) -> None:
    batch = sent(organizer)
    client = sign_in(make_member(alder, role))
    for path in ("/imports/", "/imports/new/", f"/imports/{batch.pk}/", f"/imports/{batch.pk}/rejected.csv"):
        assert client.get(path).status_code == 403
    for step in ("match", "start", "discard"):
        assert client.post(f"/imports/{batch.pk}/{step}/").status_code == 403


def test_imports_of_others_are_not_there(organizer: Client) -> None:
    batch = sent(organizer)
    stranger = sign_in(make_member(make_organization("birch"), "admin"))
    for path in (f"/imports/{batch.pk}/", f"/imports/{batch.pk}/rejected.csv", "/imports/999999/"):
        assert stranger.get(path).status_code == 404
    for step in ("match", "start", "discard"):
        assert stranger.post(f"/imports/{batch.pk}/{step}/").status_code == 404
    assert "people.csv" not in stranger.get("/imports/").content.decode()


@pytest.mark.parametrize("imports", [1, 3])
def test_import_list_asks_the_same_questions_for_any_number(
    alder: Organization,
    organizer: Client,
    tmp_path: Path,
    imports: int,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    for number in range(imports):
        import_text(alder, tmp_path, f"First name,Last name\nAna,Diaz {number}\n")
    with django_assert_num_queries(8):  # type: ignore[attr-defined]
        assert organizer.get("/imports/").content.decode().count('<th scope="row">') == imports


def test_import_template_is_understood(organizer: Client, alder: Organization, tmp_path: Path) -> None:
    text = organizer.get("/imports/template.csv").content.decode("utf-8-sig")
    source = tmp_path / "people.csv"
    source.write_text(text + "Ana" + "," * 12 + "\n")
    with acting(system_actor(organization_id=alder.pk)):
        batch = upload(alder, source, Statement())
    assert all(batch.columns.values())
    assert io.StringIO(text).readline().count(",") == 12
