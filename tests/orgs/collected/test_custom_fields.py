"""Custom fields: their values, who sees them, and the change of a type with data in it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from coalition.platform.tenancy import Actor, acting
from orgs.actions.custom_fields import FieldPlan, FieldRefused, change_values, remove_field, save_field
from orgs.actions.custom_retype import check_retype, retype_field
from orgs.models import (
    Constituent,
    CustomField,
    CustomValue,
    Organization,
    Removal,
    RestrictedGroup,
    RestrictedMember,
    Segment,
)
from orgs.queries.custom_fields import answers_of, get_field, kind_of
from orgs.queries.segments import segment_members
from orgs.rules.custom_values import BadValue, Kind, read_value
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization

pytestmark = pytest.mark.django_db


def field(own: Actor, name: str, type_: str, **plan: object) -> CustomField:
    with acting(own):
        return save_field(actor=own, now=NOW, plan=FieldPlan(name=name, type=type_, **plan))  # type: ignore[arg-type]


def fill(own: Actor, made: CustomField, people: list[Constituent], *words: str) -> None:
    with acting(own):
        kind = kind_of(get_field(own, made.pk))
        for person, word in zip(people, words, strict=True):
            values = [read_value(kind, part) for part in word.split("|") if part]
            change_values(actor=own, now=NOW, person_id=person.pk, values={made.pk: values})


def words(own: Actor, people: list[Constituent], name: str = "") -> list[list[str]]:
    with acting(own):
        return [[a.words for a in answers_of(own, person) if not name or a.field.name == name] for person in people]


@pytest.mark.parametrize(
    ("type_", "typed", "value"),
    [
        ("text", " Zoë 🌻 ", "Zoë 🌻"),
        ("number", "1,234.5", Decimal("1234.5")),
        ("number", "-3", Decimal("-3")),
        ("date", "1887-05-01", date(1887, 5, 1)),
        ("yes_no", "Sí", True),
        ("yes_no", "No", False),
        ("choice", "LARGE ", 7),
    ],
)
def test_values_are_read_as_people_type_them(type_: str, typed: str, value: object) -> None:
    assert read_value(Kind(type_, {"large": 7}), typed) == value


@pytest.mark.parametrize(
    ("type_", "typed"),
    [("number", "12 or so"), ("number", "1e400"), ("number", "NaN"), ("number", "1.0000001"), ("number", "1" * 30),
     ("date", "2026-02-30"), ("date", "31.12.2026"), ("date", "0001-01-01"), ("yes_no", "maybe"), ("choice", "Green"),
     ("text", "x" * 2_001)],
)  # fmt: skip
def test_values_that_are_none_are_refused_with_what_to_write(type_: str, typed: str) -> None:
    with pytest.raises(BadValue, match=r"\."):
        read_value(Kind(type_, {"large": 7}), typed)


def test_a_value_stands_in_the_column_of_its_type_alone(own: Actor, people: list[Constituent]) -> None:
    made = field(own, "Size", "number")
    wrong = {"organization_id": own.organization_id, "constituent": people[0], "field": made}
    with acting(own), pytest.raises(IntegrityError), transaction.atomic():
        CustomValue.objects.create(**wrong, type="number", text="five")
    with acting(own), pytest.raises(IntegrityError), transaction.atomic():
        CustomValue.objects.create(**wrong, type="text", text="five")
        connection.check_constraints()


def test_save_field_refuses_names_that_look_alike_and_choices_in_use(own: Actor, people: list[Constituent]) -> None:
    made = field(own, "Shirt size", "choice", choices=("S", "M", "L"))
    fill(own, made, people, "S", "M", "")
    with pytest.raises(FieldRefused, match="taken"):
        field(own, "shirt-SIZE", "text")
    with pytest.raises(FieldRefused, match="choice_in_use") as refused, acting(own):
        save_field(actor=own, now=NOW, field_id=made.pk, plan=FieldPlan("Shirt size", "choice", choices=("L", "XL")))
    assert refused.value.names == ("S", "M")
    with acting(own):
        save_field(actor=own, now=NOW, field_id=made.pk, plan=FieldPlan("Size", "choice", choices=("XL", "m", "S")))
    assert words(own, people) == [["S"], ["m"], [""]]


def test_the_type_of_a_field_with_values_is_not_changed_in_passing(own: Actor, people: list[Constituent]) -> None:
    made = field(own, "Size", "text")
    fill(own, made, people, "9", "", "")
    with pytest.raises(FieldRefused, match="has_values"), acting(own):
        save_field(actor=own, now=NOW, field_id=made.pk, plan=FieldPlan("Size", "number"))
    assert words(own, people) == [["9"], [""], [""]]


def test_retype_field_converts_and_keeps_the_rest_apart(own: Actor, admin: Client, people: list[Constituent]) -> None:
    made = field(own, "Shoe", "text")
    fill(own, made, people, "9", "9.5", "large")
    page = admin.get(f"/settings/fields/{made.pk}/type/", {"to": "number"}).content.decode()
    assert "The values of 2 people convert." in page
    assert "That of 1 person does not." in page
    assert ">large</a>" in page
    assert words(own, people) == [["9"], ["9.5"], ["large"]]  # looking changes nothing
    sent = {"to": "number", "converts": "2", "fails": "1"}
    assert admin.post(f"/settings/fields/{made.pk}/type/", sent)["Location"] == "/settings/unused/"
    assert words(own, people) == [["9"], ["9.5"], [""]]
    with acting(own):
        assert set(CustomValue.objects.values_list("number", flat=True)) == {Decimal("9"), Decimal("9.5")}
        removal = Removal.objects.get()
    assert removal.people == 1
    admin.post(f"/removals/{removal.pk}/undo/")
    assert words(own, people, "Shoe (2)") == [[""], [""], ["large"]]


def test_retype_field_tells_no_words_that_only_restricted_records_have(
    alder: Organization, own: Actor, admin: Client, people: list[Constituent]
) -> None:
    made = field(own, "Shoe", "text")
    fill(own, made, people, "9", "9.5", "Quillfeather")
    path = f"/settings/fields/{made.pk}/type/"
    assert "Quillfeather" in admin.get(path, {"to": "number"}).content.decode()
    with acting(own):
        group = RestrictedGroup.objects.create(organization=alder, name="Closed", kind="other")
        RestrictedMember.objects.create(organization=alder, group=group, constituent=people[2])
    for to in ("number", "choice", "choices"):
        assert "Quillfeather" not in admin.get(path, {"to": to}).content.decode()


def test_retype_field_is_refused_when_values_changed_since_the_check(own: Actor, people: list[Constituent]) -> None:
    made = field(own, "Shoe", "text")
    fill(own, made, people, "9", "9.5", "large")
    with acting(own), pytest.raises(FieldRefused, match="changed"):
        retype_field(actor=own, now=NOW, field_id=made.pk, to="number", choices=(), expected=(3, 0))
    assert words(own, people) == [["9"], ["9.5"], ["large"]]


@pytest.mark.parametrize(
    ("before", "to", "given", "converted"),
    [
        ("text", "choices", ("Red, blue", "blue", "red"), ["Red, blue", "blue", "Red"]),
        ("choices", "text", ("Red|Blue", "Blue", ""), ["Red, Blue", "Blue", ""]),
        ("choice", "choices", ("Red", "Blue", ""), ["Red", "Blue", ""]),
        ("text", "choice", ("Red", "blue", "RED"), ["RED", "blue", "RED"]),
        ("number", "text", ("1.50", "2", "-3"), ["1.5", "2", "-3"]),
        ("date", "text", ("1887-05-01", "", "2026-01-31"), ["1887-05-01", "", "2026-01-31"]),
        ("yes_no", "choice", ("yes", "no", "yes"), ["yes", "no", "yes"]),
        ("text", "yes_no", ("Sí", "n", "x"), ["Yes", "No", "Yes"]),
    ],
)
def test_retype_field_between_types(
    own: Actor, people: list[Constituent], before: str, to: str, given: tuple[str, ...], converted: list[str]
) -> None:
    made = field(own, "Colour", before, choices=("Red", "Blue") if before.startswith("choice") else ())
    fill(own, made, people, *given)
    with acting(own):
        check = check_retype(actor=own, now=NOW, field_id=made.pk, to=to)
        assert check.fails == 0
        expected = (check.converts, check.fails)
        assert retype_field(actor=own, now=NOW, field_id=made.pk, to=to, choices=(), expected=expected) is None
    assert words(own, people) == [[each] for each in converted]


def test_remove_field_and_undo(own: Actor, admin: Client, people: list[Constituent]) -> None:
    made = field(own, "Colours", "choices", choices=("Red", "Blue"), help="For the banners")
    fill(own, made, people, "Red|Blue", "Blue", "")
    with acting(own):
        removal = remove_field(actor=own, now=NOW, field_id=made.pk)
        assert not CustomValue.objects.exists()
        Removal.objects.update(expires_at="2099-01-01T00:00Z")
    admin.post(f"/removals/{removal.pk}/undo/")
    assert words(own, people) == [["Red, Blue"], ["Blue"], [""]]
    with acting(own):
        assert CustomField.objects.get().help == "For the banners"


def test_segments_ask_for_values(own: Actor, people: list[Constituent]) -> None:
    size = field(own, "Shirt size", "choice", choices=("S", "M"))
    joined = field(own, "Joined", "date")
    fill(own, size, people, "S", "M", "M")
    fill(own, joined, people, "1999-05-01", "", "2020-01-01")

    def members(value: str) -> list[str]:
        rules = {"conditions": [{"field": "custom", "test": "is", "value": value}]}
        return sorted(segment_members(own, Segment(rules=rules)).values_list("given_name", flat=True))

    with acting(own):
        assert members("shirt SIZE: m") == ["Ben", "Chloë"]
        assert members("Joined: 1999-05-01") == ["Ana"]
        assert members("Nothing: m") == []


def test_who_sees_a_field(alder: Organization, own: Actor, people: list[Constituent]) -> None:
    for level in ("staff", "organizers", "fundraisers", "admins"):
        fill(own, field(own, f"For {level}", "text", visible_to=level), people, f"{level} canary", "", "")
    seen = {
        "admin": {"staff", "organizers", "fundraisers", "admins"},
        "organizer": {"staff", "organizers"},
        "fundraiser": {"staff", "fundraisers"},
    }
    for role, levels in seen.items():
        user = make_member(alder, role)
        pages = "".join(
            sign_in(user).get(path).content.decode()
            for path in (f"/people/{people[0].pk}/", f"/people/{people[0].pk}/fields/")
        )
        assert {level for level in seen["admin"] if f"{level} canary" in pages} == levels, role
        with acting(actor_of(user)):
            asked = {"conditions": [{"field": "custom", "test": "is", "value": "For admins: admins canary"}]}
            found = segment_members(actor_of(user), Segment(rules=asked)).count()
        assert found == (1 if "admins" in levels else 0), role


def test_custom_change_says_what_is_wrong_and_changes_nothing(
    own: Actor, admin: Client, people: list[Constituent]
) -> None:
    shoe, born = field(own, "Shoe", "number"), field(own, "Founded", "date")
    sent = {f"field-{shoe.pk}": "nine", f"field-{born.pk}": "1887-05-01"}
    answer = admin.post(f"/people/{people[0].pk}/fields/", sent)
    assert (answer.status_code, "Write a number like 12 or 12.5." in answer.content.decode()) == (422, True)
    assert words(own, people[:1]) == [["", ""]]
    assert admin.post(f"/people/{people[0].pk}/fields/", {**sent, f"field-{shoe.pk}": "9"}).status_code == 302
    assert words(own, people[:1]) == [["May 1, 1887", "9"]]


def test_a_field_of_organizations_is_not_asked_of_people(own: Actor, admin: Client, people: list[Constituent]) -> None:
    made = field(own, "Tax number", "text", applies_to="organization")
    with acting(own):
        assert change_values(actor=own, now=NOW, person_id=people[0].pk, values={made.pk: ["12"]}) == 0
    assert "Tax number" not in admin.get(f"/people/{people[0].pk}/fields/").content.decode()


def test_field_save_by_form(admin: Client, own: Actor) -> None:
    sent = {
        "name": "Shirt size",
        "type": "choice",
        "choices": "S\n M \nm\n",
        "applies_to": "person",
        "visible_to": "staff",
    }
    assert admin.post("/settings/fields/new/", sent).status_code == 302
    with acting(own):
        made = CustomField.objects.get()
        assert list(made.choices.order_by("position").values_list("label", flat=True)) == ["S", "M"]
    for wrong, said in (({"choices": ""}, "Write at least one answer."), ({"name": "a: b"}, "Leave the colon out"),
                        ({"name": "shirt-size"}, "looks the same")):  # fmt: skip
        answer = admin.post("/settings/fields/new/", {**sent, **wrong})
        assert (answer.status_code, said in answer.content.decode()) == (422, True), wrong
    assert "One of several answers" in admin.get("/settings/fields/").content.decode()


def test_fields_of_another_organization_are_as_missing_as_none(own: Actor, admin: Client) -> None:
    birch = make_organization("birch")
    member = actor_of(make_member(birch, "admin"))
    theirs = field(member, "Birchcanary", "text")
    assert admin.get(f"/settings/fields/{theirs.pk}/").status_code == 404
    assert admin.post(f"/settings/fields/{theirs.pk}/remove/").status_code == 404
    assert "Birchcanary" not in admin.get("/settings/fields/").content.decode()
