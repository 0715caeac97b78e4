"""The bad input of the record, turf and workspace: each kind has its tests, wherever they stand, and these here."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from coalition.platform.tenancy import acting, system_actor
from consent.ledger.queries.decisions import decide_many
from orgs.actions.import_runs import check_import, run_import
from orgs.models import Constituent, Interaction, Organization, RestrictedGroup, RestrictedMember
from orgs.queries.people_filter import PeopleFilter, people_list
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person

pytestmark = pytest.mark.django_db
TESTS = Path(__file__).parents[1]
LISTED: dict[str, tuple[str, ...]] = {
    "relationship loops": ("orgs/network/test_relationships.py::test_add_relationship_in_a_circle_is_refused",),
    "a person related to themselves": (
        "orgs/network/test_relationships.py::test_add_relationship_to_oneself_is_refused",
    ),
    "dates before 1900": (
        "orgs/test_bad_input.py::test_a_birthday_before_1900_is_refused_in_words",
        "orgs/history/test_timeline.py::test_interaction_log_says_what_is_wrong",
        "orgs/money/test_gifts.py::test_gift_record_refuses_in_words",
        "orgs/network/test_relationships.py::test_add_relationship_with_impossible_days_is_refused",
        "orgs/views/test_facts.py::test_facts_that_cannot_be_are_refused_with_words",
    ),
    "10,000 tags": ("orgs/collected/test_tags.py::test_ten_thousand_tags_stay_usable",),
    "a custom field whose type changes with data in it": (
        "orgs/collected/test_custom_fields.py::test_retype_field_converts_and_keeps_the_rest_apart",
        "orgs/collected/test_custom_fields.py::test_retype_field_between_types",
        "orgs/collected/test_custom_fields.py::test_retype_field_is_refused_when_values_changed_since_the_check",
    ),
    "emoji and right-to-left names": ("orgs/test_bad_input.py::test_names_of_every_script_are_kept_found_and_shown",),
    "GeoJSON with broken rings": (
        "orgs/collected/test_districts.py::test_boundaries_that_cannot_be_used_are_answered_with_feature_and_remedy",
        "orgs/collected/test_districts.py::test_district_upload_says_what_is_wrong_and_takes_up_nothing",
    ),
    "a restricted record through search": (
        "orgs/views/test_restricted.py::test_restricted_people_are_on_no_list",
        "orgs/test_bad_input.py::test_a_restricted_record_is_reached_by_nothing_that_suggests",
    ),
    "a restricted record through export": (
        "orgs/exports/test_export_people.py::test_a_restricted_record_is_not_even_counted_when_it_is_asked_for",
        "orgs/test_bad_input.py::test_a_restricted_record_is_in_no_file",
    ),
    "a restricted record through segment": (
        "orgs/views/test_restricted.py::test_segments_neither_list_nor_count_restricted_people",
        "orgs/messages/test_held_back.py::test_a_narrow_segment_does_not_tell_who_is_restricted",
        "sharing/test_whose_sight.py::test_whoever_edits_a_contributed_segment_learns_of_nobody_they_do_not_see",
    ),
    "a restricted record through autocomplete": (
        "orgs/network/test_relationships.py::test_a_restricted_record_is_not_named_nor_tied_nor_suggested",
        "orgs/test_bad_input.py::test_a_restricted_record_is_reached_by_nothing_that_suggests",
    ),
    "a restricted record through a task": (
        "orgs/tasks/test_actions.py::test_add_task_about_a_restricted_record_is_for_those_who_see_it",
    ),
    "a restricted record through an import": (
        "orgs/test_bad_input.py::test_a_restricted_record_is_told_by_no_import",
    ),
}  # fmt: skip
NAMES = ("ليلى 🌻", "חיים", "\u202eevil", "👩‍👩‍👧", "Zoë", "ﷺ" * 20, "𝔄𝔫𝔞", "Ана", "李", "ñ́̂̃")


@pytest.mark.parametrize("name", [name for names in LISTED.values() for name in names])
def test_each_kind_of_bad_input_has_its_test(name: str) -> None:
    file, _, function = name.partition("::")
    assert re.search(rf"^def {function}\(", (TESTS / file).read_text(), re.MULTILINE)


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def organizer(alder: Organization) -> Client:
    return sign_in(make_member(alder, "organizer", "Olga Org"))


@pytest.fixture
def closed(alder: Organization) -> Constituent:
    """Regina, whom nobody at Alder sees."""
    person = make_person(
        alder, "Regina", "Quillfeather", email="regina@post.example", city="Quilltown", external_id="Q-1",
        birth_date=date(1951, 3, 4), job_title="Quillmaker",
    )  # fmt: skip
    with acting(system_actor(organization_id=alder.pk)):
        group = RestrictedGroup.objects.create(organization=alder, name="Donors", kind="major_donors")
        RestrictedMember.objects.create(organization=alder, group=group, constituent=person)
        Interaction.objects.create(
            organization=alder, constituent=person, kind="press", occurred_at=person.created_at, summary="Quill wins",
            outlet="Quill Post",
        )  # fmt: skip
    return person


@pytest.mark.parametrize("day", ["1899-12-31", "0001-01-01", "-500-01-01", "1899", "3000-01-01"])
def test_a_birthday_before_1900_is_refused_in_words(alder: Organization, organizer: Client, day: str) -> None:
    person = make_person(alder, "Ana", "Ruiz")
    path = f"/people/{person.pk}/edit/"
    page = organizer.post(path, {"given_name": "Ana", "family_name": "Ruiz", "birth_date": day})
    assert page.status_code == 422
    assert "birth_date" in page.context["form"].errors
    with acting(system_actor(organization_id=alder.pk)):
        assert Constituent.objects.get(pk=person.pk).birth_date is None


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_are_kept_found_and_shown(alder: Organization, organizer: Client, name: str) -> None:
    answer = organizer.post("/people/new/", {"given_name": name, "family_name": "Ito"})
    assert answer.status_code == 302
    page = organizer.get(answer.headers["Location"])
    assert page.status_code == 200
    assert page.content.decode().count(f"<bdi>{name} Ito</bdi>") >= 1
    with acting(actor := actor_of(make_member(alder, "admin"))):
        found = people_list(actor, PeopleFilter(q=name), contacts=True)
        assert [person.given_name for person in found] == [name]


SUGGESTING = (
    "/people/?q=quillfeather", "/people/?q=regina@post.example", "/people/?city=Quilltown", "/search/?q=quill",
    "/search/?q=regina%40post.example", "/coverage/?journalist=quill", "/coverage/?q=quill", "/tags/suggest/?q=quill",
    "/people/{ana}/relationships/?q=quill", "/segments/new/", "/lists/", "/asks/", "/inbox/", "/stewardship/",
)  # fmt: skip


@pytest.mark.parametrize("path", SUGGESTING)
def test_a_restricted_record_is_reached_by_nothing_that_suggests(
    alder: Organization, organizer: Client, closed: Constituent, path: str
) -> None:
    ana = make_person(alder, "Ana", "Ruiz")
    answer = organizer.get(path.format(ana=ana.pk))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert [word for word in ("Quillfeather", "Regina", "Quilltown", "Quill wins", "Quillmaker") if word in page
            and f"city={word}" not in path] == []  # fmt: skip


def test_a_restricted_record_is_in_no_file(alder: Organization, closed: Constituent) -> None:
    admin = sign_in(make_member(alder, "admin", "Ada Admin"))
    for path in ("/gifts/export.csv", "/audit/events.csv", "/obligations/export/"):
        body = admin.get(path).getvalue().decode()
        assert "Quill" not in body
        assert "regina" not in body.lower()


GUESSES = {
    "the same": "Regina,Quillfeather,regina@post.example,Quilltown,",
    "another town": "Regina,Quillfeather,regina@post.example,Oakland,",
    "another name": "Regina,Guess,regina@post.example,,",
    "a no": "Regina,,regina@post.example,,no",
}


@pytest.mark.parametrize("guess", GUESSES)
def test_a_restricted_record_is_told_by_no_import(
    alder: Organization, organizer: Client, closed: Constituent, settings: Settings, tmp_path: Path, guess: str
) -> None:
    """A row about it is recognized, as the record stays one; whatever the row says, the answer is the same."""
    settings.MEDIA_ROOT = tmp_path
    text = f"First name,Last name,E-mail,City,Consent\n{GUESSES[guess]}\n"
    answer = organizer.post("/imports/new/", {"file": SimpleUploadedFile("guess.csv", text.encode())})
    columns = {"column-0": "given_name", "column-1": "family_name", "column-2": "email", "column-3": "city",
               "column-4": "yes_email"}  # fmt: skip
    place = answer.headers["Location"]
    number = int(place.strip("/").split("/")[-1])
    assert organizer.post(f"{place}match/", columns).status_code == 302
    own = system_actor(organization_id=alder.pk)
    with acting(own):
        counts = check_import(actor=own, now=NOW, import_id=number)
    checked = organizer.get(place).content.decode()
    organizer.post(f"{place}start/")
    with acting(own):
        assert run_import(actor=own, now=NOW, import_id=number)["unchanged"] == 1
        person = Constituent.objects.get()
        assert (person.family_name, person.city, person.pk) == ("Quillfeather", "Quilltown", closed.pk)
        refused = decide_many(
            actor=own, people=[(person.pk, person.contact_points.get().subject_id)], purpose="contact", channel="email"
        )
    told = {name: counts[name] for name in ("created", "updated", "unchanged", "rejected")}
    assert told == {"created": 0, "updated": 0, "unchanged": 1, "rejected": 0}
    assert (refused[person.pk].reason == "refused") == (guess == "a no")
    for page in (checked, organizer.get(place).content.decode()):
        assert "This row is about a restricted record that you do not see." in page
        assert "Quill" not in page
