"""Birthdays in a list: how they are read, what comes back, and who is under age from then on."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import acting, system_actor
from consent.ledger.queries.decisions import explain
from consent.ledger.queries.history import consent_history
from orgs.models import Constituent, ImportIssue, Organization
from orgs.rules.ages import is_minor, majority_begins, minors_born_from, read_birthday
from orgs.rules.columns import match_columns
from orgs.rules.statements import Basis, Statement
from tests.factories import NOW, make_organization, subject_of
from tests.orgs.imports.sheets import import_text, rows_of

BASIS = Statement({"email": Basis("form"), "phone": Basis("form")})
HEAD = "First name,E-mail,Phone,Date of birth\n"
ANA = "ana@post.example"


@pytest.fixture
def alder(db: None) -> Organization:
    return make_organization("alder")


@pytest.mark.parametrize(
    ("text", "region", "born"),
    [
        ("2001-12-31", "US", date(2001, 12, 31)),
        ("2001-12-31T00:00:00", "US", date(2001, 12, 31)),
        ("2001/1/2", "AR", date(2001, 1, 2)),
        ("20010102", "AR", date(2001, 1, 2)),
        ("12/31/2001", "US", date(2001, 12, 31)),
        ("31/12/2001", "AR", date(2001, 12, 31)),
        ("1.2.2001", "US", date(2001, 2, 1)),
        ("31/12/2001", "US", date(2001, 12, 31)),
        ("12/31/2001", "AR", date(2001, 12, 31)),
        ("12/12/2001", "US", date(2001, 12, 12)),
        ("13/13/2001", "US", None),
        ("31/12/01", "AR", None),
        ("2001-02-30", "US", None),
        ("0000-01-01", "US", None),
        ("12/31-2001", "US", None),
        ("next May", "US", None),
        ("9" * 10_000, "US", None),
    ],
)
def test_read_birthday_guesses_nothing(text: str, region: str, born: date | None) -> None:
    assert read_birthday(text, region) == born


def test_minors_born_from_is_the_first_birthday_of_a_minor() -> None:
    day = date(2024, 1, 1)
    while day < date(2029, 1, 1):
        first = minors_born_from(day)
        assert is_minor(first, day) and not is_minor(first - timedelta(days=1), day)
        day += timedelta(days=1)


@pytest.mark.parametrize("heading", ["Birthdate", "Date of Birth", "DOB", "Contact1 Birthdate", "Fecha de nacimiento"])
def test_match_columns_knows_birthdays(heading: str) -> None:
    assert match_columns([heading])[0].field == "birth_date"


def reasons(organization: Organization, *identifiers: tuple[ContactKind, str]) -> dict[str, str]:
    own = system_actor(organization_id=organization.pk)
    with acting(own):
        subjects = [subject_of(kind, value) for kind, value in identifiers]
        found = explain(actor=own, subject_ids=subjects, channels=["email", "phone"])
        return {channel: each.reason for channel, each in zip(["email", "phone"], found, strict=True)}


def test_run_import_marks_minors_on_every_contact_point_and_a_second_run_changes_nothing(
    alder: Organization, tmp_path: Path
) -> None:
    text = HEAD + f"Ana,{ANA},5105550142,05/17/2012\nBea,bea@post.example,,1990-01-31\n"

    result = import_text(alder, tmp_path, text, BASIS)

    assert (rows_of(result), result["consent"]["minors"]) == ((2, 0, 0, 0, 0), 1)
    assert result["consent"]["contact"] == {"email": 1}
    ana = ((ContactKind.EMAIL, ANA), (ContactKind.PHONE, "+15105550142"))
    assert reasons(alder, *ana) == {"email": "minor", "phone": "minor"}
    assert reasons(alder, (ContactKind.EMAIL, "bea@post.example"))["email"] == "consent"
    own = system_actor(organization_id=alder.pk)
    with acting(own):
        born = dict(Constituent.objects.values_list("given_name", "birth_date"))
        assert born == {"Ana": date(2012, 5, 17), "Bea": date(1990, 1, 31)}
        heard = consent_history(own, [subject_of(*each) for each in ana])
        assert [(each.until, len(each.subject_ids)) for each in heard if each.kind == "minor"] == [
            (majority_begins(date(2012, 5, 17)), 2)
        ]
    again = import_text(alder, tmp_path, text, BASIS)
    assert (rows_of(again), again["consent"]["events"]) == ((0, 0, 2, 0, 0), 0)


def test_run_import_adds_a_birthday_to_somebody_known_and_marks_their_new_number_too(
    alder: Organization, tmp_path: Path
) -> None:
    import_text(alder, tmp_path, HEAD + f"Ana,{ANA},,\n", BASIS)
    assert reasons(alder, (ContactKind.EMAIL, ANA))["email"] == "consent"

    result = import_text(alder, tmp_path, HEAD + f"Ana,{ANA},,5/17/2012\n", BASIS)
    assert (rows_of(result), result["consent"]["events"]) == ((0, 1, 0, 0, 0), 1)
    assert reasons(alder, (ContactKind.EMAIL, ANA))["email"] == "minor"

    import_text(alder, tmp_path, f"First name,E-mail,Phone\nAna,{ANA},5105550142\n", BASIS)
    assert reasons(alder, (ContactKind.PHONE, "+15105550142"))["phone"] == "minor"


def test_run_import_keeps_a_birthday_that_was_mended_by_hand(alder: Organization, tmp_path: Path) -> None:
    text = HEAD + f"Ana,{ANA},,5/17/1980\n"
    import_text(alder, tmp_path, text)
    with acting(system_actor(organization_id=alder.pk)):
        Constituent.objects.update(birth_date=date(1981, 5, 17))

    assert rows_of(import_text(alder, tmp_path, text)) == (0, 0, 1, 0, 0)

    with acting(system_actor(organization_id=alder.pk)):
        assert Constituent.objects.get().birth_date == date(1981, 5, 17)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2101-01-01", "birthday_impossible"),
        (f"{NOW + timedelta(days=1):%m/%d/%Y}", "birthday_impossible"),
        ("1/1/1900", "birthday_impossible"),
        ("31/13/1980", "birthday_unreadable"),
        ("about 1980", "birthday_unreadable"),
    ],
)
def test_run_import_keeps_rows_with_unreadable_birthdays_without_any_yes(
    alder: Organization, tmp_path: Path, written: str, reason: str
) -> None:
    result = import_text(alder, tmp_path, HEAD + f"Ana,{ANA},,{written}\nBea,bea@post.example,,\n", BASIS)

    assert (rows_of(result), result["consent"]["contact"]) == ((2, 0, 0, 0, 0), {"email": 1})
    assert reasons(alder, (ContactKind.EMAIL, ANA))["email"] == "not_asked"
    with acting(system_actor(organization_id=alder.pk)):
        issue = ImportIssue.objects.get()
        assert (issue.row, issue.column, issue.reason, issue.rejected) == (2, "Date of birth", reason, False)
        ana = Constituent.objects.get(given_name="Ana")
        assert (ana.birth_date, ana.note) == (None, f"Date of birth: {written}")

    again = import_text(alder, tmp_path, HEAD + f"Ana,{ANA},,1980-12-31\n", BASIS)
    assert (rows_of(again), reasons(alder, (ContactKind.EMAIL, ANA))["email"]) == ((0, 1, 0, 0, 0), "consent")
