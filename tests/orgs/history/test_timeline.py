"""A person's history: written down, read page by page, changed and taken back by whoever wrote it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.interactions import log_interaction, make_room
from orgs.models import Ask, Constituent, Interaction, Organization
from orgs.queries.people import get_person
from orgs.queries.timeline import PER_PAGE, timeline_of
from orgs.rules.interactions import Details
from tests.factories import make_organization, make_person

pytestmark = pytest.mark.django_db


def lines_of(person: Constituent) -> list[Interaction]:
    with acting(system_actor(organization_id=person.organization_id)):
        return list(Interaction.objects.filter(constituent=person).select_related("topic").order_by("occurred_at"))


def only(person: Constituent) -> Interaction:
    (line,) = lines_of(person)
    return line


def happened(person: Constituent, **fields: Any) -> Interaction:
    moment = fields.setdefault("occurred_at", timezone.now())
    with acting(system_actor(organization_id=person.organization_id)):
        make_room(moment)
        return Interaction.objects.create(
            organization_id=person.organization_id, constituent=person, **{"kind": "call", "summary": "Spoke"} | fields
        )


def verbs(organization_id: int) -> list[str]:
    with acting(system_actor(organization_id=organization_id)), connection.cursor() as cursor:
        cursor.execute("SELECT verb FROM audit_event WHERE verb LIKE 'orgs.interaction.%' ORDER BY verb")
        return [verb for (verb,) in cursor.fetchall()]


def test_interaction_log_keeps_everything_that_was_said(ana: Constituent, organizer: Client) -> None:
    sent = {
        "kind": "press", "summary": "Rents rise again", "body": "Calls us “tenants’ lawyers”.\nFriendly.",
        "sentiment": "good", "topic": "Housing", "outlet": "Bay Ledger", "link": "https://ledger.example/1",
    }  # fmt: skip
    assert organizer.post(f"/people/{ana.pk}/interactions/", sent).status_code == 302
    line = only(ana)
    assert (line.kind, line.summary, line.outlet, line.link) == (
        "press", "Rents rise again", "Bay Ledger", "https://ledger.example/1",
    )  # fmt: skip
    assert (line.sentiment, line.topic.name, line.source) == ("good", "Housing", "by_hand")  # type: ignore[union-attr]
    page = organizer.get(f"/people/{ana.pk}/").content.decode()
    for words in ("Rents rise again", "Bay Ledger", "Friendly", "Housing", 'rel="noopener noreferrer nofollow"'):
        assert words in page


def test_interaction_log_takes_the_topic_that_is_there(alder: Organization, organizer: Client) -> None:
    ben = make_person(alder, "Ben", interests=["Housing"])
    organizer.post(f"/people/{ben.pk}/interactions/", {"kind": "call", "topic": "  housing "})
    assert only(ben).topic.name == "Housing"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "call", "day": "1899-12-31"}, "Enter a day from 1900 on."),
        ({"kind": "call", "day": "2999-01-01"}, "This day is still to come."),
        ({"kind": "call", "day": "31.2.2024"}, "Enter a valid date."),
        ({"kind": "gift", "summary": "Gave"}, "Select a valid choice."),
        ({"kind": "note"}, "Write the note."),
        ({"kind": "press"}, "Enter the title of the article."),
        ({"kind": "press", "summary": "x", "link": "javascript:alert(1)"}, "begins with https://"),
        ({"kind": "press", "summary": "x", "link": "http://[::bad"}, "begins with https://"),
        ({"kind": "call", "tell": "987654321"}, "Select a valid choice."),
        ({}, "This field is required."),
    ],
)
def test_interaction_log_says_what_is_wrong(
    ana: Constituent, organizer: Client, sent: dict[str, str], said: str
) -> None:
    answer = organizer.post(f"/people/{ana.pk}/interactions/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert lines_of(ana) == []


@pytest.mark.parametrize("day", ["1900-01-01", "1969-12-31", "1971-03-05", "2011-08-09"])
def test_interaction_log_goes_back_into_months_without_partition(ana: Constituent, organizer: Client, day: str) -> None:
    sent = {"kind": "meeting", "summary": "Founding", "day": day}
    assert organizer.post(f"/people/{ana.pk}/interactions/", sent).status_code == 302
    assert only(ana).occurred_at.date().isoformat() == day


def test_interaction_log_chooses_no_kind_beforehand(ana: Constituent, organizer: Client) -> None:
    for page in (f"/people/{ana.pk}/", f"/people/{ana.pk}/interactions/"):
        part = organizer.get(page).content.decode().partition('class="pick"')[2].partition("</fieldset>")[0]
        assert 'type="radio"' in part
        assert "checked" not in part


def test_interaction_log_from_the_list_takes_one_press_and_comes_back(ana: Constituent, organizer: Client) -> None:
    kinds = organizer.get(
        f"/people/{ana.pk}/interactions/?next=/people/%3Fq%3Dana", headers={"HX-Request": "true"}
    ).content.decode()
    assert 'name="kind" value="call"' in kinds
    answer = organizer.post(f"/people/{ana.pk}/interactions/", {"kind": "call", "next": "/people/?q=ana"})
    assert answer["Location"] == "/people/?q=ana"
    page = organizer.get(answer["Location"]).content.decode()
    assert f'action="/people/{ana.pk}/interactions/{only(ana).pk}/take-back/"' in page
    assert "Undo" in page


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "evil"])
def test_interaction_log_leads_nowhere_else(ana: Constituent, organizer: Client, elsewhere: str) -> None:
    answer = organizer.post(f"/people/{ana.pk}/interactions/", {"kind": "call", "next": elsewhere})
    assert answer["Location"] == f"/people/{ana.pk}/"


def test_interaction_take_back_undoes_and_stays_in_the_log(ana: Constituent, organizer: Client) -> None:
    organizer.post(f"/people/{ana.pk}/interactions/", {"kind": "call", "summary": "Mistake"})
    path = f"/people/{ana.pk}/interactions/{only(ana).pk}/"
    assert "Mistake" in organizer.get(f"/people/{ana.pk}/").content.decode()
    assert organizer.post(f"{path}take-back/").status_code == 302
    assert lines_of(ana) == []
    assert verbs(ana.organization_id) == ["orgs.interaction.logged", "orgs.interaction.taken_back"]
    assert organizer.post(f"{path}take-back/").status_code == 404


def test_interaction_take_back_and_change_are_for_the_writer(
    ana: Constituent, organizer: Client, fundraiser: Client
) -> None:
    organizer.post(f"/people/{ana.pk}/interactions/", {"kind": "note", "summary": "Mine"})
    path = f"/people/{ana.pk}/interactions/{only(ana).pk}/"
    assert fundraiser.post(f"{path}take-back/").status_code == 404
    assert fundraiser.get(f"{path}edit/").status_code == 404
    assert fundraiser.post(f"{path}edit/", {"summary": "Theirs"}).status_code == 404
    assert "take-back" not in fundraiser.get(f"/people/{ana.pk}/timeline/").content.decode()
    assert "take-back" in organizer.get(f"/people/{ana.pk}/timeline/").content.decode()
    assert only(ana).summary == "Mine"


def test_interaction_change_is_possible_for_a_day(ana: Constituent, organizer: Client) -> None:
    organizer.post(f"/people/{ana.pk}/interactions/", {"kind": "note", "summary": "Wrng"})
    path = f"/people/{ana.pk}/interactions/{only(ana).pk}/"
    assert 'value="Wrng"' in organizer.get(f"{path}edit/").content.decode()
    assert organizer.post(f"{path}edit/", {"summary": ""}).status_code == 422
    assert organizer.post(f"{path}edit/", {"summary": "Right"}).status_code == 302
    line = only(ana)
    assert (line.summary, line.changed_at is not None) == ("Right", True)
    with acting(system_actor(organization_id=ana.organization_id)):
        Interaction.objects.filter(pk=line.pk).update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    for late in (f"{path}edit/", f"{path}take-back/"):
        answer = organizer.post(late, {"summary": "Later"}, follow=True)
        assert "for one day" in answer.content.decode()
    assert only(ana).summary == "Right"
    assert "take-back" not in organizer.get(f"/people/{ana.pk}/timeline/").content.decode()


def test_interaction_take_back_does_not_touch_what_came_otherwise(
    ana: Constituent, organizer: Client, olga: Any
) -> None:
    for source in ("message", "call 7-1", "gift"):
        line = happened(ana, actor=olga, source=source)
        organizer.post(f"/people/{ana.pk}/interactions/{line.pk}/take-back/")
    assert len(lines_of(ana)) == 3


def test_timeline_pages_through_everything_once(ana: Constituent, organizer: Client) -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for number in range(2 * PER_PAGE + 3):
        happened(ana, summary=f"Line {number:02}", occurred_at=moment - timedelta(days=number // 2))
    seen: list[str] = []
    before = ""
    for _ in range(3):
        page = organizer.get(f"/people/{ana.pk}/timeline/", {"before": before}).context["timeline"]
        seen += [line.summary for line in page.lines]
        before = page.older
    assert before == ""
    assert sorted(seen) == [f"Line {number:02}" for number in range(2 * PER_PAGE + 3)]
    assert [int(line[5:]) // 2 for line in seen] == sorted(int(line[5:]) // 2 for line in seen)


@pytest.mark.parametrize("before", ["", "nonsense", "0-0", "99999999999999999-1", "-99999999999999999-1"])
def test_timeline_takes_any_cursor(ana: Constituent, organizer: Client, before: str) -> None:
    assert organizer.get(f"/people/{ana.pk}/timeline/", {"before": before}).status_code == 200


def test_timeline_shows_one_kind_and_tells_campaign_contacts_apart(ana: Constituent, organizer: Client) -> None:
    happened(ana, kind="call", summary="Own call")
    happened(ana, kind="call", summary="Tenants first: Talked", campaign=5, outcome="talked", source="call 3-1")
    happened(ana, kind="mail", summary="Newsletter")

    def shown(kind: str) -> list[str]:
        page = organizer.get(f"/people/{ana.pk}/timeline/", {"kind": kind})
        return sorted(line.summary for line in page.context["timeline"].lines)

    assert shown("call") == ["Own call", "Tenants first: Talked"]
    assert shown("campaign") == ["Tenants first: Talked"]
    assert len(shown("dance")) == 3
    page = organizer.get(f"/people/{ana.pk}/timeline/", {"kind": "campaign"}).content.decode()
    assert page.count("tl-campaign") == 1
    assert "call list" in page


@pytest.mark.parametrize("lines", [1, 3])
def test_timeline_is_one_query(
    ana: Constituent, lines: int, olga: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(lines):
        happened(ana, summary=f"Line {number}", actor=olga)
    actor = system_actor(organization_id=ana.organization_id)
    with acting(actor):
        person = get_person(actor, ana.pk)
        with django_assert_num_queries(1):
            page = timeline_of(actor, person, before="")
            assert [str(line.actor) for line in page.lines] == ["Olga Ortiz"] * lines


def test_timeline_of_another_organization_is_missing(organizer: Client) -> None:
    theirs = make_person(make_organization("birch"), "Bertha")
    line = happened(theirs, summary="Birchcanary")
    for path in ("timeline/", "interactions/", f"interactions/{line.pk}/edit/"):
        assert organizer.get(f"/people/{theirs.pk}/{path}").status_code == 404
    assert organizer.post(f"/people/{theirs.pk}/interactions/{line.pk}/take-back/").status_code == 404


def asked(person: Constituent, title: str) -> Ask:
    with acting(system_actor(organization_id=person.organization_id)):
        return Ask.objects.create(
            organization_id=person.organization_id, constituent=person, title=title, kind="time",
            asked_on=timezone.localdate(),
        )  # fmt: skip


def test_an_entry_names_the_ask_it_belonged_to(ana: Constituent, organizer: Client) -> None:
    ask, other = asked(ana, "Host a house meeting"), asked(ana, "Join the board")
    for page in (f"/people/{ana.pk}/", f"/people/{ana.pk}/interactions/"):
        offered = organizer.get(page).context["interaction"].fields["ask"].choices
        assert [value for value, _words in offered] == ["", other.pk, ask.pk]
    sent = {"kind": "call", "summary": "She will think about it", "ask": ask.pk}
    assert organizer.post(f"/people/{ana.pk}/interactions/", sent).status_code == 302
    assert only(ana).ask_id == ask.pk
    assert "About the ask: <bdi>Host a house meeting</bdi>" in organizer.get(f"/people/{ana.pk}/").content.decode()
    change = f"/people/{ana.pk}/interactions/{only(ana).pk}/edit/"
    assert organizer.get(change).context["interaction"]["ask"].value() == ask.pk
    assert organizer.post(change, {"summary": "About the board", "ask": other.pk}).status_code == 302
    assert only(ana).ask_id == other.pk
    assert organizer.post(change, {"summary": "About nothing", "ask": ""}).status_code == 302
    assert only(ana).ask_id is None


def test_an_entry_belongs_to_no_ask_of_somebody_else(alder: Organization, ana: Constituent, organizer: Client) -> None:
    foreign = asked(make_person(alder, "Ben", "Ito"), "Quillfeather")
    sent = {"kind": "call", "summary": "Spoke", "ask": foreign.pk}
    answer = organizer.post(f"/people/{ana.pk}/interactions/", sent)
    assert answer.status_code == 422
    assert "Quillfeather" not in answer.content.decode()
    own = system_actor(organization_id=alder.pk)
    with acting(own), pytest.raises(Http404):
        log_interaction(
            actor=own, now=timezone.now(), person_id=ana.pk, kind="call", summary="", details=Details(ask_id=foreign.pk)
        )
    assert lines_of(ana) == []
