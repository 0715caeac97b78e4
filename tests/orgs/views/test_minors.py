"""Children on the list: who signs for them, and who is asked again."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from orgs.models import Constituent, Organization
from tests.factories import make_person
from tests.orgs.views import PHONE
from tests.orgs.views.test_consent import LOCAL, TODAY, YES, page, record, shown

pytestmark = pytest.mark.django_db


def test_guardian_record_asks_for_the_birthday_first(organizer: Client, ana: Constituent) -> None:
    path = f"/people/{ana.pk}/consent/guardian/"
    assert "The birthday is missing" in shown(organizer, path)
    sent = {"authority": "parent", "channels": "phone", "signed_on": TODAY, "words": "Yes", "evidence_ref": "Folder"}
    answer = organizer.post(path, sent)
    assert answer.status_code == 422
    assert "A guardian signs only for somebody under 18." in answer.content.decode()


def test_guardian_record_of_a_child_shows_who_signed(organizer: Client, ana: Constituent) -> None:
    child = {"given_name": "Ana", "birth_date": f"{LOCAL.year - 9}-01-01"}
    assert organizer.post(f"/people/{ana.pk}/edit/", child).status_code == 302
    person = shown(organizer, f"/people/{ana.pk}/")
    assert "A guardian signed" in person
    assert "They are under age, and no guardian has agreed." in person
    sent = {"authority": "parent", "channels": "phone", "signed_on": TODAY, "words": "Yes", "evidence_ref": "Folder"}
    assert organizer.post(f"/people/{ana.pk}/consent/guardian/", sent).status_code == 302
    assert "Do not contact</h2>" in person
    assert "Do not contact</h2>" not in shown(organizer, f"/people/{ana.pk}/")
    text = page(organizer, ana)
    assert "Said by: a guardian (parent), on paper" in text
    assert "We may call" in text


@pytest.mark.parametrize("born", ["2999-01-01", "1850-01-01"])
def test_person_change_refuses_birthdays_that_cannot_be(organizer: Client, ana: Constituent, born: str) -> None:
    answer = organizer.post(f"/people/{ana.pk}/edit/", {"given_name": "Ana", "birth_date": born})
    assert answer.status_code == 422
    assert "Enter a birthday that is not in the future" in answer.content.decode()


def test_home_lists_who_came_of_age_until_they_are_asked(alder: Organization, organizer: Client) -> None:
    birthday = date(LOCAL.year - 18, LOCAL.month, min(LOCAL.day, 28)) - timedelta(days=30)
    kim = make_person(
        alder, "Kim", "Young", phone=PHONE, birth_date=birthday, created_at=timezone.now() - timedelta(900)
    )
    make_person(alder, "Lee", "Late", phone="+1 510 555 0102", birth_date=birthday)
    home = shown(organizer, "/")
    assert "Kim Young came of age" in home
    assert "Lee Late" not in home
    record(organizer, kim, **YES)
    assert "came of age" not in shown(organizer, "/")


def test_home_lists_three_who_came_of_age_and_says_how_many_follow(alder: Organization, organizer: Client) -> None:
    birthday = date(LOCAL.year - 18, LOCAL.month, min(LOCAL.day, 28)) - timedelta(days=30)
    for number in range(5):
        make_person(
            alder, f"Kim{number}", "Young", phone=f"+1 510 555 013{number}", birth_date=birthday,
            created_at=timezone.now() - timedelta(900),
        )  # fmt: skip
    home = shown(organizer, "/")
    assert home.count("came of age") == 3
    assert home.count("2 more follow.") == 1
