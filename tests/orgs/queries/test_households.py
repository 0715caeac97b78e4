"""Whoever shares a number or a mailbox: a yes is asked for by name, wherever staff meet them."""

from datetime import date

import pytest

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.events import record_events
from consent.ledger.actions.gate import Refusal
from consent.ledger.rules.history import Standing
from consent.ledger.rules.new_event import NewEvent
from orgs.actions.contacts import NewContact, Revealed, add_contacts, reveal_contact
from orgs.models import Constituent, Organization
from orgs.queries.consent import come_of_age, person_consent
from orgs.queries.households import household_of, households_of
from orgs.queries.people import contact_points, known
from orgs.queries.people_filter import PeopleFilter, people_list
from tests.factories import NOW, actor_of, make_member, make_organization, make_person

pytestmark = pytest.mark.django_db

PHONE, OWN = "+12025550101", "+12025550102"


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def olga(alder: Organization) -> Actor:
    return actor_of(make_member(alder, "organizer", "Olga Osei"), alder)


def family(alder: Organization, **fields: object) -> tuple[Constituent, Constituent]:
    """Ana, and her son Luis, on one number."""
    return make_person(alder, "Ana", phone=PHONE), make_person(alder, "Luis", phone=PHONE, **fields)  # type: ignore[arg-type]


def phone_of(actor: Actor, person: Constituent) -> int:
    return next(point.subject_id for point in contact_points(actor, person.pk) if point.kind == "phone")


def said_yes(alder: Organization, subject: int, named: str = "") -> None:
    own = system_actor(organization_id=alder.pk)
    yes = NewEvent(
        subject, "granted", "import", 1, recipient_organization=alder.pk, purpose="contact", channel="phone",
        named=named,
    )  # fmt: skip
    with acting(own):
        record_events(actor=own, now=NOW, events=[yes])


def by_phone(standing: list[Standing]) -> str:
    return next(each.reason for each in standing if each.channel == "phone")


def test_household_of_knows_the_identifiers_that_others_of_this_list_have(olga: Actor, alder: Organization) -> None:
    ana = make_person(alder, "Ana", phone=PHONE, email="ana@mail.example")
    luis, alone = make_person(alder, "Luis", phone=PHONE), make_person(alder, "Bo", phone=OWN)
    make_person(make_organization("birch"), "Bea", phone=OWN)

    with acting(olga):
        phone = phone_of(olga, ana)
        assert household_of(olga, ana) == {phone: "Ana"}
        assert household_of(olga, luis) == {phone: "Luis"}
        assert household_of(olga, alone) == {}
        assert households_of(olga, {ana.pk: ana, alone.pk: alone}) == {(ana.pk, phone): "Ana"}


def test_a_yes_added_by_hand_lets_nobody_else_of_the_household_be_called(olga: Actor, alder: Organization) -> None:
    ana, luis = make_person(alder, "Ana"), make_person(alder, "Luis", phone=PHONE)
    with acting(olga):
        add_contacts(actor=olga, now=NOW, person_id=ana.pk, contacts=[NewContact(ContactKind.PHONE, PHONE, "spoken")])
        points = {each.pk: contact_points(olga, each.pk)[0].pk for each in (ana, luis)}
        assert [each.pk for each in people_list(olga, PeopleFilter(may="phone"), contacts=False)] == [ana.pk]
        assert (by_phone(known(olga, ana.pk).consent), by_phone(known(olga, luis.pk).consent)) == (
            "consent", "not_asked",
        )  # fmt: skip
        assert isinstance(reveal_contact(actor=olga, now=NOW, person_id=ana.pk, point_id=points[ana.pk]), Revealed)
        assert reveal_contact(actor=olga, now=NOW, person_id=luis.pk, point_id=points[luis.pk]) == Refusal("not_asked")


def test_a_yes_of_nobody_in_particular_counts_while_one_person_has_the_number(olga: Actor, alder: Organization) -> None:
    ana = make_person(alder, "Ana", phone=PHONE)
    with acting(olga):
        said_yes(alder, phone_of(olga, ana))
        assert by_phone(person_consent(olga, ana.pk).standing) == "consent"
        make_person(alder, "Luis", phone=PHONE)
        assert by_phone(person_consent(olga, ana.pk).standing) == "not_asked"
        assert list(people_list(olga, PeopleFilter(may="phone"), contacts=False)) == []


def test_come_of_age_asks_again_although_somebody_else_on_the_number_said_yes(olga: Actor, alder: Organization) -> None:
    _, luis = family(alder, birth_date=date(2008, 11, 1), created_at=NOW.replace(year=2025))
    with acting(olga):
        said_yes(alder, phone_of(olga, luis), "Ana")
        assert come_of_age(olga, NOW.date()) == [luis]
        said_yes(alder, phone_of(olga, luis), "Luis")
        assert come_of_age(olga, NOW.date()) == []
