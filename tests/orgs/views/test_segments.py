"""The segment pages."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from orgs.models import Organization
from tests.conftest import sign_in
from tests.factories import make_member, make_organization, make_person, make_segment

pytestmark = pytest.mark.django_db
CITY = {"field": "city", "test": "is", "value": "Oakland"}


@pytest.fixture
def alder() -> Organization:
    alder = make_organization("alder")
    make_person(alder, "Ana", city="Oakland", phone="+1 510 555 0101")
    make_person(alder, "Ben", city="Richmond")
    return alder


@pytest.fixture
def organizer(alder: Organization) -> Client:
    return sign_in(make_member(alder, "organizer"))


@pytest.mark.parametrize("segments", [1, 3])
def test_segment_list_asks_the_same_questions_for_any_number(
    alder: Organization, organizer: Client, segments: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(segments):
        make_segment(alder, f"Segment {number}", [CITY])
    with django_assert_num_queries(9):
        page = organizer.get("/segments/").content.decode()
    assert page.count("People who live in “Oakland”.") == segments


def build(client: Client, *lines: tuple[str, str], **more: str) -> str:
    sent = {"name": "Oaklanders", "question": [q for q, _ in lines], "value": [v for _, v in lines], **more}
    return client.post("/segments/new/", sent).content.decode()


def test_segment_builder_counts_without_saving(organizer: Client) -> None:
    page = build(organizer, ("city:is", "oakland"), count="1")
    assert '<span class="strong">1</span> person matches.' in page
    assert "People who live in “oakland”." in page
    assert "No segment yet" in organizer.get("/segments/").content.decode()


def test_segment_builder_adds_and_removes_lines(organizer: Client) -> None:
    assert build(organizer, ("city:is", "Oakland"), add="1").count('name="question"') == 2
    page = build(organizer, ("city:is", "Oakland"), ("phone:has", ""), remove="0")
    assert page.count('name="question"') == 1
    assert "People who have a phone number." in page


def test_segment_builder_sends_a_fragment_to_htmx(organizer: Client) -> None:
    answer = organizer.post("/segments/new/", {"question": "city:is", "value": "Oakland"}, HTTP_HX_REQUEST="true")
    assert "<html" not in answer.content.decode()


def test_segment_saved_from_the_builder(organizer: Client) -> None:
    assert build(organizer, ("city:is", "Oakland"), save="1") == ""
    page = organizer.get("/segments/").content.decode()
    assert "Oaklanders" in page
    assert "Segment “Oaklanders” is saved." in page


@pytest.mark.parametrize(
    ("line", "more", "said"),
    [
        (("city:is", ""), {}, "Condition 1 (City is): enter a value, or remove the condition."),
        (("city:is", "Oakland"), {"name": " "}, "Give the segment a name."),
        (("city:is", "Oakland"), {"name": "TAKEN"}, "There is a segment of this name already."),
    ],
)
def test_segment_refused_in_plain_words(
    alder: Organization, organizer: Client, line: tuple[str, str], more: dict[str, str], said: str
) -> None:
    make_segment(alder, "Taken")
    assert said in build(organizer, line, save="1", **more)


def test_segment_change_and_delete(alder: Organization, organizer: Client) -> None:
    segment = make_segment(alder, "Old", [CITY])
    sent = {"name": "New", "match": "any", "question": ["phone:has"], "value": [""], "save": "1"}
    assert organizer.post(f"/segments/{segment.pk}/edit/", sent).status_code == 302
    page = organizer.get(f"/segments/{segment.pk}/").content.decode()
    assert "New" in page
    assert "People who have a phone number." in page
    assert organizer.post(f"/segments/{segment.pk}/delete/").status_code == 302
    assert organizer.get(f"/segments/{segment.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["", "edit/", "delete/"])
def test_another_organizations_segment_is_missing(organizer: Client, path: str) -> None:
    theirs = make_segment(make_organization("birch"), "Birchcanary")
    ask = organizer.post if path == "delete/" else organizer.get
    answer = ask(f"/segments/{theirs.pk}/{path}")
    assert answer.status_code == 404
    assert "Birchcanary" not in answer.content.decode()


def test_suggestions_come_from_our_own_list(alder: Organization, organizer: Client) -> None:
    make_person(make_organization("birch"), "Bo", city="Birchtown", interests=["Birching"])
    page = organizer.get("/segments/new/").content.decode()
    assert "Oakland" in page
    assert "Birch" not in page
