"""Rows that people really write, and what becomes of what cannot be used."""

import csv
import io
from pathlib import Path

import pytest
from django.test import Client

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Constituent, Import, ImportIssue, Organization
from orgs.rules.columns import match_columns, problems_of
from orgs.rules.rows import Plan, parse_row
from orgs.rules.words import NotYesOrNo, yes_or_no
from tests.conftest import sign_in
from tests.factories import NOW, make_member, make_organization
from tests.orgs.imports.sheets import import_text, rows_of


def plan(region: str = "US", **fields: str) -> Plan:
    return Plan(tuple(fields), tuple(fields.values()), region, today=NOW.date())


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("First Name", "given_name"), ("NOMBRES", "given_name"), ("Apellidos", "family_name"),
        ("Contact1 Mobile Phone", "phone"), ("Contact1 Preferred Email", "email"), ("Contact2 First Name", ""),
        ("Home Zip/Postal Code", "postal_code"), ("Internal Contact ID", "external_id"), ("Do Not Trade", "no_share"),
        ("Do Not Sms", "no_sms"), ("Is Deceased", "deceased"), ("No llamar", "no_phone"), ("C.P.", "postal_code"),
        ("Etiquetas", "interests"), ("Group(s)", "interests"), ("Preferred Language", "language"),
        ("Donation Amount", ""), ("Shoe size", ""),
    ],
)  # fmt: skip
def test_match_columns_knows_headings(heading: str, field: str) -> None:
    match = match_columns([heading])[0]
    assert (match.field, match.candidates) == (field, ())


@pytest.mark.parametrize(
    ("headings", "values", "fields"),
    [
        (["Name"], [["Ana Diaz", "Luis Ng"]], ["full_name"]),
        (["Nombre", "Apellido"], [["Ana"], ["Diaz"]], ["given_name", "family_name"]),
        (["Title"], [["Mr", "Dr."]], ["honorific"]),
        (["Title"], [["Nurse", "Internal Auditor"]], ["job_title"]),
        (["Contact"], [["ana@post.example"]], ["email"]),
        (["Contact"], [["(510) 555-0142"]], ["phone"]),
        (["Address"], [["5 Elm St"]], ["street"]),
        (["Correo"], [["ana@post.example"]], ["email"]),
    ],
)
def test_match_columns_looks_at_values_where_headings_are_ambiguous(
    headings: list[str], values: list[list[str]], fields: list[str]
) -> None:
    assert [match.field for match in match_columns(headings, values)] == fields


def test_match_columns_asks_where_values_do_not_tell() -> None:
    name, opt_out, city, home_city = match_columns(["Name", "Opt out", "City", "Home City"])
    assert name.candidates == ("full_name", "given_name")
    assert opt_out.candidates == ("no_email", "no_phone", "no_contact")
    assert (city.field, city.candidates, home_city.candidates) == ("", ("city",), ("city",))


def test_problems_of_wants_somebody_and_each_field_once() -> None:
    assert problems_of({"City": "city"}) == [("nobody", "")]
    assert problems_of({"A": "email", "B": "email", "C": "note", "D": "note"}) == []
    assert problems_of({"A": "given_name", "B": "given_name"}) == [("twice", "given_name")]
    assert problems_of({"A": "email", "B": "password"}) == [("unknown", "password")]


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("Sí", True), ("si", True), ("YES", True), ("1", True), ("1.0", True), ("✓", True), ("x", True),
     ("VERDADERO", True), ("No", False), ("0", False), ("FALSO", False), ("", None), ("  ", None)],
)  # fmt: skip
def test_yes_or_no(cell: str, answer: bool | None) -> None:
    assert yes_or_no(cell) is answer


def test_yes_or_no_guesses_nothing() -> None:
    with pytest.raises(NotYesOrNo):
        yes_or_no("maybe")


@pytest.mark.parametrize(
    ("cell", "phones", "notes"),
    [
        ("(510) 555-0142", ["+15105550142"], []),
        ("12025550143.0", ["+12025550143"], []),
        ('="5105550142"', ["+15105550142"], []),
        ("'+15105550142", ["+15105550142"], []),
        ("510-555-0142 / 510-555-0143", ["+15105550142", "+15105550143"], []),
        ("5105550142; 510 555 0142", ["+15105550142"], []),
        ("1.20256E+10", [], ["Phone: 1.20256E+10"]),
        ("9-(399)291-7638", [], ["Phone: 9-(399)291-7638"]),
        ("510 555 0142 ext 5", [], ["Phone: 510 555 0142 ext 5"]),
    ],
)
def test_parse_row_reads_phones_as_people_write_them(cell: str, phones: list[str], notes: list[str]) -> None:
    person = parse_row(["Ana", cell], plan(Name="given_name", Phone="phone"))
    assert ([number for _written, number in person.phones], person.notes) == (phones, notes)


@pytest.mark.parametrize(
    ("cell", "emails", "notes"),
    [
        ("Ana <ana@post.example>", ["ana@post.example"], []),
        ("mailto:ana@post.example", ["ana@post.example"], []),
        ("ana@post.example; ANA@post.example, b@post.example", ["ana@post.example", "b@post.example"], []),
        ("ana diaz@post.example", [], ["E-mail: ana diaz@post.example"]),
        ("ana@post", [], ["E-mail: ana@post"]),
    ],
)
def test_parse_row_reads_e_mails_as_people_write_them(cell: str, emails: list[str], notes: list[str]) -> None:
    person = parse_row(["Ana", cell], Plan(("Name", "E-mail"), ("given_name", "email"), "US", today=NOW.date()))
    assert ([address for _written, address in person.emails], person.notes) == (emails, notes)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["", ""], "nobody"),
        (["", "not an address"], "nobody"),
        (["Ana", "a@post.example", "more"], "too_many_cells"),
        (["=1+1", "a@post.example"], "formula"),
    ],
)
def test_parse_row_rejects_what_is_no_person(cells: list[str], reason: str) -> None:
    person = parse_row(cells, Plan(("Name", "E-mail"), ("given_name", "email"), "US", today=NOW.date()))
    assert [issue.reason for issue in person.issues if issue.rejected] == [reason]


def test_parse_row_keeps_what_is_too_long_as_a_note() -> None:
    person = parse_row(["Ana", "x" * 201], plan(Name="given_name", City="city"))
    assert (person.value("city"), person.notes, person.rejected) == ("", ["City: " + "x" * 201], False)
    assert [issue.reason for issue in person.issues] == ["too_long"]


@pytest.fixture
def alder(db: None) -> Organization:
    return make_organization("alder")


def test_run_import_imports_the_good_rows_and_hands_back_the_others(alder: Organization, tmp_path: Path) -> None:
    text = 'Name;E-mail;City\nAna Diaz;ana@post.example;"=cmd()"\n;;Oakland\nLuis Ng;luis at post;Oakland\nA;b;c;d;e\n'
    result = import_text(alder, tmp_path, text)
    assert rows_of(result) == (1, 0, 0, 0, 3)
    assert result["rejected_by_reason"] == {"formula": 1, "nobody": 1, "too_many_cells": 1}
    with acting(system_actor(organization_id=alder.pk)):
        luis = Constituent.objects.get()
        assert (luis.name, luis.note) == ("Luis Ng", "E-mail: luis at post")
        issues = list(ImportIssue.objects.order_by("row").values_list("row", "column", "reason", "rejected"))
        batch = Import.objects.get()
    assert issues == [
        (2, "City", "formula", True),
        (3, "", "nobody", True),
        (4, "E-mail", "email_unreadable", False),
        (5, "", "too_many_cells", True),
    ]
    client: Client = sign_in(make_member(alder, "organizer"))
    answer = client.get(f"/imports/{batch.pk}/rejected.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="people-rejected.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Name", "E-mail", "City", "Row", "Reason"]
    assert rows[1][:4] == ["Ana Diaz", "ana@post.example", "'=cmd()", "2"]
    assert rows[1][4].startswith("City: ")
    assert [row[3] for row in rows[1:]] == ["2", "3", "5"]


def test_run_import_stores_rejected_cells_sealed(alder: Organization, tmp_path: Path) -> None:
    import_text(alder, tmp_path, "First name,E-mail\n=1,canary@post.example\n")
    with acting(system_actor(organization_id=alder.pk)):
        assert b"canary" not in bytes(ImportIssue.objects.get().sealed or b"")
