"""A person's consent page, and what is recorded on it."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import withdraw
from consent.ledger.actions.journal import JournalUnavailable
from consent.ledger.rules.new_event import Withdrawal
from orgs.models import Coalition, Constituent, ContactPoint, Organization
from tests.conftest import sign_in
from tests.factories import make_coalition, make_member, make_organization, make_person
from tests.orgs.views import EMAIL, PHONE

pytestmark = pytest.mark.django_db

LOCAL = timezone.localdate(timezone=ZoneInfo("America/Los_Angeles"))  # where Alder is
TODAY = LOCAL.isoformat()
YES = {"answer": "yes", "channels": "phone", "method": "spoken", "said_on": TODAY}
PAPER = {"method": "paper", "evidence_ref": "Folder 14", "words": "I agree that Alder calls me."}


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def page(client: Client, person: Constituent, query: str = "") -> str:
    return shown(client, f"/people/{person.pk}/consent/{query}")


def record(client: Client, person: Constituent, **sent: Any) -> Any:
    return client.post(f"/people/{person.pk}/consent/record/", sent)


def report(client: Client, person: Constituent, **sent: Any) -> Any:
    return client.post(f"/people/{person.pk}/blocks/report/", {"known_from": "Her son told us", **sent})


def points(client: Client, person: Constituent) -> dict[str, ContactPoint]:
    return {point.kind: point for point in client.get(f"/people/{person.pk}/consent/").context["page"].points}


def stop(client: Client, person: Constituent, scope: Withdrawal | None = None) -> None:
    subjects = tuple(sorted(point.subject_id for point in points(client, person).values()))
    herself = Actor(role="subject", subject_ids=subjects)
    with acting(herself):
        withdraw(actor=herself, now=timezone.now(), subject_ids=subjects, scope=scope or Withdrawal(), method="portal")


def test_person_consent_says_that_nobody_asked(organizer: Client, ana: Constituent) -> None:
    text = page(organizer, ana)
    assert text.count("They were never asked.") == 1  # for all five channels at once
    for words in ("We may not call", "We may not text", "We may not e-mail", "We may not write", "We may not visit"):
        assert text.count(words) == 1
    assert "Nothing was said yet" in text
    assert "We have not contacted them from here." in text


@pytest.mark.parametrize("events", [1, 3])
def test_person_consent_asks_the_same_questions_for_any_history(
    organizer: Client, ana: Constituent, events: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for channel in ("phone", "visit", "email")[:events]:
        record(organizer, ana, **{**YES, **PAPER, "channels": channel})
    with django_assert_num_queries(18):
        page(organizer, ana)
    with django_assert_num_queries(21):
        page(organizer, ana, f"?on={TODAY}")


@pytest.mark.parametrize("events", [1, 3])
def test_person_detail_asks_the_same_questions_for_any_history(
    organizer: Client, ana: Constituent, events: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for channel in ("phone", "visit", "email")[:events]:
        record(organizer, ana, **{**YES, **PAPER, "channels": channel})
    with django_assert_num_queries(17):
        shown(organizer, f"/people/{ana.pk}/")


def test_person_consent_names_who_said_it_how_and_on_which_words(organizer: Client, ana: Constituent) -> None:
    record(organizer, ana, **{**YES, **PAPER})
    text = page(organizer, ana)
    assert "We may call" in text
    assert "Said by: our staff, on paper" in text
    assert "a dated form (E2)" in text
    assert "Folder 14" in text
    assert "The words they were told: alder-paper, version 1, English" in text


def test_person_consent_puts_together_what_was_said_at_once(organizer: Client, ana: Constituent) -> None:
    record(organizer, ana, **{**YES, **PAPER, "channels": ["phone", "visit"]})
    assert "Said yes: being contacted, calls, visits</p>" in page(organizer, ana)


def test_person_consent_says_what_can_be_done_after_the_persons_own_no(organizer: Client, ana: Constituent) -> None:
    stop(organizer, ana)
    text = page(organizer, ana)
    assert "Took their agreement back: everything · all organizations" in text
    assert "Said by: the person, on their own page here" in text
    assert "Ask again only if they write to you." in text


def test_person_consent_shows_nothing_of_another_organizations_business(organizer: Client, ana: Constituent) -> None:
    birch = make_organization("birch")
    theirs = sign_in(make_member(birch, "organizer"))
    twin = make_person(birch, "Ana", "García", email=EMAIL, phone=PHONE)
    record(theirs, twin, **{**YES, **PAPER, "words": "Birch words", "evidence_ref": "Birch folder"})
    report(theirs, twin, kind="deceased", known_from="Birch heard")

    text = page(organizer, ana)
    assert "Reported as deceased: every channel · all organizations" in text
    assert "another organization" in text
    assert not [word for word in ("Birch", "birch", "Said yes") if word in text]
    assert "Take your report back" not in text


def test_person_consent_on_a_day_tells_then_from_hindsight(organizer: Client, ana: Constituent) -> None:
    yesterday = (LOCAL - timedelta(days=1)).isoformat()
    record(organizer, ana, **{**PAPER, "answer": "no", "channels": "phone", "said_on": yesterday, "words": "No calls."})
    text = page(organizer, ana, f"?on={yesterday}")
    assert text.count("as we knew it then") == 1
    assert "What we learned later about that day" in text
    then = organizer.get(f"/people/{ana.pk}/consent/?on={yesterday}").context["page"].then
    assert [(each.channel, each.reason) for each in then.hindsight] == [("phone", "refused")]


@pytest.mark.parametrize("day", ["2999-01-01", "1066-10-14", "soon", ""])
def test_person_consent_refuses_days_that_are_none(organizer: Client, ana: Constituent, day: str) -> None:
    assert organizer.get(f"/people/{ana.pk}/consent/", {"on": day}).status_code == 422


def test_person_consent_lists_contacts_with_why_they_were_allowed(organizer: Client, ana: Constituent) -> None:
    record(organizer, ana, **YES)
    organizer.post(f"/people/{ana.pk}/contacts/{points(organizer, ana)['phone'].pk}/reveal/")
    stop(organizer, ana)
    text = page(organizer, ana)
    contacts = text[text.index("Our contacts, and why each was allowed") :]
    assert "They agreed to this." in contacts
    assert "The address was shown to a member." in contacts


def test_consent_record_says_done_and_a_second_press_records_nothing(organizer: Client, ana: Constituent) -> None:
    first = organizer.post(f"/people/{ana.pk}/consent/record/", YES, follow=True).content.decode()
    assert "Recorded. It counts from this moment." in first
    second = organizer.post(f"/people/{ana.pk}/consent/record/", YES, follow=True).content.decode()
    assert "This was on record already." in second
    assert len(organizer.get(f"/people/{ana.pk}/consent/").context["page"].history) == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "This field is required."),
        ({**YES, "channels": []}, "Choose at least one channel."),
        ({**YES, "said_on": "2999-01-01"}, "This day is still to come."),
        ({**YES, "said_on": "1066-10-14"}, "Enter a day after 1970."),
        ({**YES, "method": "paper"}, "Say where the paper lies"),
        ({**YES, "method": "paper", "evidence_ref": "Folder"}, "Choose the notice, or type the words"),
        ({**YES, "answer": "nobody"}, "This binds every organization"),
        ({**YES, "answer": "maybe"}, "Select a valid choice."),
        ({**YES, "method": "list"}, "Select a valid choice."),
        ({**YES, "channels": "fax"}, "Select a valid choice."),
        ({**YES, "notice": "987654321"}, "Select a valid choice."),
        ({**YES, "words": "x" * 10_001}, "at most 10000 characters"),
    ],
)
def test_consent_record_says_what_is_wrong(
    organizer: Client, ana: Constituent, sent: dict[str, Any], said: str
) -> None:
    answer = record(organizer, ana, **sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Nothing was said yet" in page(organizer, ana)


def test_consent_record_without_an_address_says_what_to_add(alder: Organization, organizer: Client) -> None:
    ben = make_person(alder, "Ben", email="ben@post.example")
    answer = record(organizer, ben, **YES)
    assert answer.status_code == 422
    assert "No phone number of theirs is known. Add it to the person first." in answer.content.decode()


def test_consent_record_chooses_nothing_beforehand(organizer: Client, ana: Constituent) -> None:
    text = shown(organizer, f"/people/{ana.pk}/consent/record/")
    assert "checked" not in text
    assert "A no can be taken back by the person alone" in text


def test_consent_record_takes_a_notice_again(organizer: Client, ana: Constituent) -> None:
    record(organizer, ana, **{**YES, **PAPER})
    (notice,) = organizer.get("/notices/").context["notices"]
    record(organizer, ana, **{**YES, **PAPER, "words": "", "notice": notice.id, "channels": "visit"})
    (notice,) = organizer.get("/notices/").context["notices"]
    assert notice.consents == 3  # calls of one number, visits of both identifiers


def test_block_report_and_take_back(organizer: Client, ana: Constituent) -> None:
    assert report(organizer, ana, kind="deceased").status_code == 302
    text = page(organizer, ana)
    assert "Her son told us" in text
    assert f"/people/{ana.pk}/blocks/take-back/?kind=deceased&amp;channel=" in text
    path = f"/people/{ana.pk}/blocks/take-back/"
    assert organizer.post(path, {"kind": "deceased", "why": ""}).status_code == 422
    assert organizer.post(path, {"kind": "deceased", "why": "She called"}).status_code == 302
    text = page(organizer, ana)
    assert "Report of death taken back" in text
    assert "What we reported" not in text
    again = organizer.post(path, {"kind": "deceased", "why": "She called"})
    assert again.status_code == 422
    assert "There is no such report of your organization" in again.content.decode()


@pytest.mark.parametrize("kind", ["complained", "withdrawn", "nonsense", ""])
def test_block_take_back_never_lifts_a_wish(organizer: Client, ana: Constituent, kind: str) -> None:
    report(organizer, ana, kind="complained", channel="phone")
    answer = organizer.post(f"/people/{ana.pk}/blocks/take-back/", {"kind": kind, "channel": "phone", "why": "x"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "bounced"}, "Choose the address or number that does not work."),
        ({"kind": "complained"}, "Choose what they complained about."),
        ({"kind": "moved"}, "Select a valid choice."),
        ({"kind": "deceased", "known_from": ""}, "This field is required."),
        ({"kind": "deceased", "known_from": "x" * 301}, "at most 300 characters"),
    ],
)
def test_block_report_says_what_is_wrong(organizer: Client, ana: Constituent, sent: dict[str, str], said: str) -> None:
    answer = report(organizer, ana, **sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_contact_reveal_refused_leads_to_why_and_to_administration(organizer: Client, ana: Constituent) -> None:
    stop(organizer, ana)
    point = points(organizer, ana)["email"]
    text = organizer.post(f"/people/{ana.pk}/contacts/{point.pk}/reveal/").content.decode()
    assert "They took their agreement back." in text
    assert f'href="/people/{ana.pk}/consent/"' in text
    assert EMAIL not in text

    answer = organizer.post(f"/people/{ana.pk}/contacts/{point.pk}/show/", {"reason": "request"}).content.decode()
    assert EMAIL in answer
    assert "mailto:" not in answer
    assert "For administration only." in answer
    assert "We have not contacted them from here." in page(organizer, ana)


def test_contact_show_wants_a_reason_of_the_list(organizer: Client, ana: Constituent) -> None:
    path = f"/people/{ana.pk}/contacts/{points(organizer, ana)['phone'].pk}/show/"
    for sent in ({}, {"reason": "curious"}):
        answer = organizer.post(path, sent, follow=True).content.decode()
        assert "Choose why you need to see it." in answer
        assert "0101" not in answer


def test_contact_reveal_offers_administration_to_organizers_only(alder: Organization, ana: Constituent) -> None:
    fundraiser = sign_in(make_member(alder, "fundraiser"))
    text = fundraiser.post(f"/people/{ana.pk}/contacts/{points(fundraiser, ana)['phone'].pk}/reveal/").content.decode()
    assert "They were never asked." in text
    assert "Show it for administration" not in text


def test_notice_list_says_what_it_is_for_when_empty(organizer: Client) -> None:
    assert "No notice is in use yet" in shown(organizer, "/notices/")


def test_notice_detail_shows_words_hash_and_count(organizer: Client, ana: Constituent) -> None:
    record(organizer, ana, **{**YES, **PAPER})
    (notice,) = organizer.get("/notices/").context["notices"]
    text = shown(organizer, f"/notices/{notice.id}/")
    assert "I agree that Alder calls me." in text
    assert notice.sha256 in text
    assert sign_in(make_member(make_organization("birch"), "admin")).get(f"/notices/{notice.id}/").status_code == 404


@pytest.mark.parametrize("notices", [1, 3])
def test_notice_list_asks_the_same_questions_for_any_number(
    organizer: Client, ana: Constituent, notices: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(notices):
        record(organizer, ana, **{**YES, **PAPER, "words": f"Words {number}", "evidence_ref": f"Folder {number}"})
    with django_assert_num_queries(8):
        assert shown(organizer, "/notices/").count("alder-paper") == notices


def test_person_list_narrows_to_who_may_be_called(alder: Organization, organizer: Client, ana: Constituent) -> None:
    ben = make_person(alder, "Ben", phone="+1 510 555 0102")
    make_person(alder, "Cy", phone="+1 510 555 0103")
    for person in (ana, ben):
        record(organizer, person, **YES)
    stop(organizer, ben)

    def names(may: str) -> list[str]:
        return [person.given_name for person in organizer.get("/people/", {"may": may}).context["page"]]

    assert names("phone") == ["Ana"]
    assert names("email") == []
    assert len(names("")) == 3


def test_consent_record_of_a_no_that_cannot_be_made_safe_changes_nothing(
    organizer: Client, ana: Constituent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(ids: object) -> None:
        raise JournalUnavailable("the journal cannot be written")

    monkeypatch.setattr("consent.ledger.actions.events.journal_negatives", full)
    answer = record(organizer, ana, **{**YES, "answer": "stop"})
    assert (answer.status_code, "Nothing has changed." in answer.content.decode()) == (503, True)
    assert "Nothing was said yet" in page(organizer, ana)


PASSING = {"answer": "yes", "purposes": "share", "method": "paper", "said_on": TODAY, "evidence_ref": "Folder 16"}
NAMES = "I agree that Alder passes my details on to Birch, both of the coalition Valley."


@pytest.fixture
def valley(alder: Organization) -> Coalition:
    return make_coalition("valley", [alder, make_organization("birch")])


def pass_on(client: Client, person: Constituent, within: Coalition, **sent: Any) -> Any:
    told = {**PASSING, "coalition": within.pk, "words": NAMES, **sent}
    return client.post(f"/people/{person.pk}/consent/passing/", told)


def test_passing_record_is_on_the_page_afterwards(valley: Coalition, organizer: Client, ana: Constituent) -> None:
    form = shown(organizer, f"/people/{ana.pk}/consent/passing/").split('<form class="stack-y"')[1].split("</form>")[0]
    assert "checked" not in form
    assert form.count("selected") == form.count('<option value="" selected>') == 2
    assert pass_on(organizer, ana, valley).status_code == 302
    text = page(organizer, ana)
    assert "Said yes: passing details on, e-mail, calls · in Valley" in text
    assert pass_on(organizer, ana, valley, answer="no", method="spoken", words="", evidence_ref="").status_code == 302
    assert "Said no: passing details on, every channel · in Valley" in page(organizer, ana)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"words": "I agree to calls."}, "These words do not name the coalition."),
        ({"words": "I agree to Valley."}, "These words name no other member of the coalition."),
        ({"method": "spoken"}, "A yes to this needs a paper that they signed"),
        ({"words": ""}, "Choose the notice, or type the words that stood on the paper."),
        ({"evidence_ref": ""}, "Say where the paper lies"),
        ({"coalition": "987654"}, "Select a valid choice."),
        ({"purposes": []}, "This field is required."),
        ({"purposes": "contact"}, "Select a valid choice."),
        ({"said_on": "2999-01-01"}, "This day is still to come."),
    ],
)
def test_passing_record_says_what_is_wrong(
    valley: Coalition, organizer: Client, ana: Constituent, sent: dict[str, Any], words: str
) -> None:
    answer = pass_on(organizer, ana, valley, **sent)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert "Nothing was said yet" in page(organizer, ana)


def test_passing_record_without_a_coalition_says_so(organizer: Client, ana: Constituent) -> None:
    assert "Your organization is in no coalition" in shown(organizer, f"/people/{ana.pk}/consent/passing/")
    assert "Passing on" not in page(organizer, ana)
