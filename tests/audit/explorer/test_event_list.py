"""The explorer's page and download."""

import csv
import io
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from audit.log.actions import record
from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import acting
from orgs.models import Coalition, Constituent, Organization, User
from tests.conftest import sign_in
from tests.factories import actor_of, make_coalition, make_member, make_organization, make_person, make_user, subject_of
from tests.sharing.phonebank import PhoneBank

pytestmark = pytest.mark.django_db
PHONE, SAME = "+14155550142", "+14155550143"


class House:
    """Alder and Birch in the coalition Valley, with an admin each and a coordinator."""

    def __init__(self) -> None:
        self.alder: Organization = make_organization("alder", name="Alder Tenants")
        self.birch: Organization = make_organization("birch", name="Birch Workers")
        self.admin: User = make_member(self.alder, "admin", "Ada Alder")
        self.volunteer: User = make_member(self.alder, "volunteer", "Vera Alder")
        self.other: User = make_member(self.birch, "admin", "Bruno Birch")
        self.coordinator: User = make_user("Cora Coordinator")
        self.valley: Coalition = make_coalition("valley", [self.alder, self.birch], [self.coordinator])
        self.ana: Constituent = make_person(self.alder, "Ana", "Canary", phone=PHONE, email="ana@example.com")
        self.ben: Constituent = make_person(self.alder, "Ben", "Canary", phone=PHONE)

    def write(
        self, user: User, owner: Organization | Coalition, verb: str = "sharing.contact.made", **fields: Any
    ) -> None:
        actor = actor_of(user, owner)
        with acting(actor), transaction.atomic():
            record(verb, actor=actor, **fields)


@pytest.fixture
def house() -> House:
    return House()


def body(client: Client, address: str = "/audit/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def lines(client: Client, address: str) -> list[list[str]]:
    response = client.get(address)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


def subjects(house: House) -> list[int]:
    return [subject_of(ContactKind.PHONE, PHONE), subject_of(ContactKind.EMAIL, "ana@example.com")]


def test_event_list_says_who_talked_to_whom(house: House) -> None:
    house.write(
        house.volunteer,
        house.alder,
        subjects=subjects(house),
        channel="phone",
        purpose="contact",
        legal_basis="consent",
    )
    page = body(sign_in(house.admin))
    assert "Vera Alder" in page
    assert "volunteer, " in page
    assert "Alder Tenants" in page
    assert "A call to a person was made and its result recorded." in page
    assert "Ana Canary" in page
    assert "Ben Canary" not in page  # shares the phone, not the address
    assert "ground: they agreed" in page


def test_event_list_shows_nothing_of_another_organization(house: House) -> None:
    house.write(house.volunteer, house.alder, subjects=subjects(house), object_ref="1")
    page = body(sign_in(house.other))
    assert "Vera Alder" not in page
    assert "Canary" not in page
    assert "A call to a person was made" not in page.partition("<tbody>")[2]


def test_event_list_gives_a_coordinator_the_coalitions_events_without_names(house: House) -> None:
    house.write(house.volunteer, house.alder, subjects=subjects(house), coalitions=[house.valley.pk])
    house.write(house.other, house.birch, "orgs.segment.saved")
    table = body(sign_in(house.coordinator)).partition("<tbody>")[2]
    assert "A call to a person was made" in table
    assert "Alder Tenants" in table
    assert "Vera" not in table
    assert "Canary" not in table
    assert "A segment was created" not in table


@pytest.mark.parametrize("role", ["organizer", "fundraiser", "analyst", "volunteer"])
def test_event_list_is_for_admins_and_coordinators(house: House, role: str) -> None:
    client = sign_in(make_member(house.alder, role))
    assert client.get("/audit/").status_code == 403
    assert client.get("/audit/events.csv").status_code == 403


def test_event_list_sends_strangers_to_sign_in(db: None) -> None:
    assert Client().get("/audit/").status_code == 302


def test_event_list_finds_one_persons_events(house: House) -> None:
    house.write(house.admin, house.alder, "orgs.person.read", subjects=subjects(house))
    house.write(house.admin, house.alder, "orgs.segment.saved")
    client = sign_in(house.admin)
    assert f"?person={house.ana.pk}" in body(client, "/audit/?name=ana+can")
    table = body(client, f"/audit/?person={house.ana.pk}").partition("<tbody>")[2]
    assert "A person&#x27;s page was opened." in table
    assert "A segment was created" not in table.partition("</tbody>")[0]


def test_event_list_of_a_foreign_person_is_not_found(house: House) -> None:
    client = sign_in(house.other)
    assert client.get(f"/audit/?person={house.ana.pk}").status_code == 404
    assert client.get("/audit/?person=999999").status_code == 404
    assert client.get(f"/audit/?person={10**30}").status_code == 404
    assert client.get(f"/audit/events.csv?person={house.ana.pk}").status_code == 404


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/audit/?since=2026-05-02&until=2026-05-01", "The last day comes before the first"),
        ("/audit/?since=yesterday", "Enter a valid date"),
        ("/audit/?until=9999-12-31", "Choose a day from 2000 on"),
        ("/audit/?since=0001-01-01", "Choose a day from 2000 on"),
        ("/audit/?name=%00", "Null characters are not allowed"),
        ("/audit/?person=-1", "greater than or equal to 1"),
        ("/audit/?verb=nonsense", "Select a valid choice"),
        ("/audit/events.csv?verb=nonsense", "Select a valid choice"),
    ],
)
def test_event_list_says_what_is_wrong_with_a_filter(house: House, address: str, message: str) -> None:
    response = sign_in(house.admin).get(address)
    assert response.status_code == 400
    assert message in response.content.decode()


def test_event_list_filters_by_group_of_verbs(house: House) -> None:
    house.write(house.admin, house.alder, "sharing.contact.revealed", subjects=[])
    house.write(house.admin, house.alder, "orgs.segment.saved")
    table = body(sign_in(house.admin), "/audit/?verb=sharing.contact.").partition("<tbody>")[2].partition("</tbody>")[0]
    assert "A caller was shown a phone number" in table
    assert "A segment was created" not in table


def test_event_list_leaves_the_gates_steps_out_until_asked(house: House) -> None:
    house.write(house.admin, house.alder, "consent.contact.claimed", subjects=subjects(house))
    client = sign_in(house.admin)
    said = "The gate let an organization contact a person."
    assert said not in body(client).partition("<tbody>")[2]
    assert said in body(client, "/audit/?verb=all").partition("<tbody>")[2]
    assert said in body(client, "/audit/?verb=consent.contact.").partition("<tbody>")[2]


def test_event_list_names_the_one_who_was_called_in_a_household() -> None:
    bank = PhoneBank(people=1)
    house_mate = make_person(bank.alder, "Mate", "Canary", phone="+14155550100")
    own = bank.own
    with acting(own), transaction.atomic():
        entry = bank.entry(bank.people[0])
        shared = subject_of(ContactKind.PHONE, "+14155550100")
        about = {"object_type": "call_list_entry", "object_ref": entry.pk, "subjects": [shared]}
        record("sharing.contact.made", actor=own, **about)  # type: ignore[arg-type]
    page = body(sign_in(make_member(bank.alder, "admin")), "/audit/?verb=sharing.contact.made")
    assert "Person0 Canary" in page
    assert str(house_mate) not in page


def test_event_list_goes_on_to_older_events(house: House) -> None:
    for number in range(55):
        house.write(house.admin, house.alder, "orgs.segment.saved", object_ref=number)
    client = sign_in(house.admin)
    first = client.get("/audit/?verb=orgs.segment.saved")
    assert first.context["page"].lines.__len__() == 50
    second = client.get(f"/audit/?verb=orgs.segment.saved&after={first.context['older']}")
    assert len(second.context["page"].lines) == 5
    assert second.context["older"] == ""


@pytest.mark.parametrize("events", [1, 3])
def test_event_list_asks_the_same_number_of_questions(
    house: House, events: int, django_assert_num_queries: Any
) -> None:
    for _ in range(events):
        about = {"subjects": subjects(house), "object_type": "call_list_entry", "object_ref": 1}
        house.write(house.admin, house.alder, "sharing.contact.made", campaign=5, **about)
    client = sign_in(house.admin)
    with django_assert_num_queries(QUERIES):
        client.get("/audit/?verb=sharing.contact.made")


QUERIES = 17


def test_event_list_takes_a_broken_place_for_the_newest(house: House) -> None:
    assert sign_in(house.admin).get("/audit/?after=nonsense").status_code == 200


def test_event_export_is_recorded_before_it_leaves(house: House) -> None:
    house.write(house.admin, house.alder, "orgs.segment.saved", object_ref="=1+1")
    rows = lines(sign_in(house.admin), "/audit/events.csv")
    assert rows[0][:4] == ["event", "recorded_at", "verb", "what"]
    verbs = [row[2] for row in rows[1:]]
    assert verbs.count("audit.events.exported") == 1
    assert verbs.count("orgs.segment.saved") == 1


def test_event_export_escapes_what_a_spreadsheet_would_run(house: House) -> None:
    eve = make_member(house.alder, "organizer", "=HYPERLINK(1) Eve")
    house.write(eve, house.alder, "orgs.segment.saved")
    rows = lines(sign_in(house.admin), "/audit/events.csv?verb=orgs.segment.saved")
    assert [row[6] for row in rows[1:]] == ["'=HYPERLINK(1) Eve"]


def test_event_export_of_a_coordinator_counts_and_names_nobody(house: House) -> None:
    house.write(house.volunteer, house.alder, subjects=subjects(house), coalitions=[house.valley.pk])
    rows = lines(sign_in(house.coordinator), "/audit/events.csv?verb=sharing.contact.made")
    assert [row[2] for row in rows[1:]] == ["sharing.contact.made"]
    assert rows[1][6] == ""
    assert rows[1][-1] == ""
