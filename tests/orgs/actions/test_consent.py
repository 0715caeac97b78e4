"""Writing down what people said, signed or are reported to be."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.blocks import NothingToTakeBack
from consent.ledger.actions.events import record_events, withdraw
from consent.ledger.queries.decisions import decide_many
from consent.ledger.queries.history import consent_history, standing
from consent.ledger.rules.history import Heard
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from orgs.actions.blocks import NoIdentifier, report_block, take_back_block
from orgs.actions.consent import NotAMinor, record_consent, record_guardian
from orgs.actions.contacts import NewContact, add_contacts
from orgs.actions.people import change_person
from orgs.actions.showing import show_contact
from orgs.models import Constituent, Organization
from orgs.queries.people import contact_points
from orgs.rules.answers import CHANNELS, Answer
from tests.factories import actor_of, make_member, make_organization, make_person

pytestmark = pytest.mark.django_db

PHONE, EMAIL = "+1 510 555 0101", "ana@post.example"
SIGNED = datetime(2026, 3, 1, 8, tzinfo=UTC)
CHILD = date(timezone.now().year - 10, 1, 1)


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def olga(alder: Organization) -> Actor:
    return actor_of(make_member(alder, "organizer"))


@pytest.fixture
def ana(alder: Organization) -> Constituent:
    return make_person(alder, "Ana", "García", email=EMAIL, phone=PHONE)


def recorded(actor: Actor, person: Constituent, answer: str, *channels: str, **how: Any) -> int:
    told = Answer(answer, channels, how.pop("method", "spoken"), **{"said_at": None, **how})
    with acting(actor):
        return record_consent(actor=actor, now=timezone.now(), person_id=person.pk, answer=told)


def signed(actor: Actor, person: Constituent, answer: str, *channels: str) -> int:
    told = Answer(answer, channels, "paper", SIGNED, evidence_ref="Folder 14")
    now = timezone.now()
    with acting(actor):
        return record_consent(actor=actor, now=now, person_id=person.pk, answer=told, notice_text="I agree to calls.")


def reasons(actor: Actor, person: Constituent) -> dict[str, str]:
    with acting(actor):
        subjects = [point.subject_id for point in contact_points(actor, person.pk)]
        return {each.channel: each.reason for each in standing(actor, subjects, CHANNELS, [])}


def history(actor: Actor, person: Constituent) -> list[Heard]:
    with acting(actor):
        return consent_history(actor, [point.subject_id for point in contact_points(actor, person.pk)])


def test_record_consent_of_a_spoken_yes_is_our_word_for_that_channel(olga: Actor, ana: Constituent) -> None:
    assert recorded(olga, ana, "yes", "phone") == 1
    assert reasons(olga, ana) == {
        "phone": "consent", "sms": "not_asked", "email": "not_asked", "post": "not_asked", "visit": "not_asked",
    }  # fmt: skip
    (yes,) = history(olga, ana)
    assert (yes.kind, yes.actor_kind, yes.evidence, yes.method, yes.purpose) == (
        "granted",
        "staff",
        1,
        "spoken",
        "contact",
    )


def test_record_consent_of_a_yes_speaks_for_nobody_else_on_the_same_number(
    olga: Actor, alder: Organization, ana: Constituent
) -> None:
    luis = make_person(alder, "Luis", phone=PHONE)
    recorded(olga, ana, "yes", "phone")
    with acting(olga):
        (subject,) = {point.subject_id for point in contact_points(olga, luis.pk)}
        people = [(ana.pk, subject), (luis.pk, subject)]
        household = {(ana.pk, subject): "Ana", (luis.pk, subject): "Luis"}
        found = decide_many(actor=olga, people=people, purpose="contact", channel="phone", household=household)
    assert (found[ana.pk].reason, found[luis.pk].reason) == ("consent", "not_asked")


def test_record_consent_on_paper_keeps_day_place_and_words(olga: Actor, ana: Constituent) -> None:
    assert signed(olga, ana, "yes", "phone", "visit") == 3
    visit, phone = history(olga, ana)
    for heard in (visit, phone):
        assert (heard.evidence, heard.method, heard.evidence_ref, heard.effective_at) == (
            2,
            "paper",
            "Folder 14",
            SIGNED,
        )
        assert heard.notice_id is not None
    assert {visit.channel, phone.channel} == {"phone", "visit"}


def test_record_consent_of_a_no_on_paper_counts_from_its_signing(olga: Actor, ana: Constituent) -> None:
    signed(olga, ana, "no", "phone")
    (no,) = history(olga, ana)
    assert (no.kind, no.effective_at) == ("refused", SIGNED)
    assert len(no.subject_ids) == 2
    assert reasons(olga, ana)["phone"] == "refused"


def test_record_consent_twice_is_once(olga: Actor, ana: Constituent) -> None:
    assert (recorded(olga, ana, "yes", "phone"), recorded(olga, ana, "yes", "phone")) == (1, 0)
    assert (signed(olga, ana, "no", "phone"), signed(olga, ana, "no", "phone")) == (2, 0)
    assert (recorded(olga, ana, "stop"), recorded(olga, ana, "stop")) == (2, 0)
    assert recorded(olga, ana, "no", "email") == 2


def test_record_consent_of_a_no_counts_after_the_person_said_yes_again(
    olga: Actor, alder: Organization, ana: Constituent
) -> None:
    recorded(olga, ana, "no", "phone")
    subjects = _subjects(olga, ana)
    person = Actor(role="subject", subject_ids=tuple(subjects))
    yes = NewEvent(subjects[0], "granted", "person", 3, recipient_organization=alder.pk, purpose="contact",
                   channel="phone")  # fmt: skip
    with acting(person):
        record_events(actor=person, now=timezone.now(), events=[yes])
    assert reasons(olga, ana)["phone"] == "consent"

    assert (recorded(olga, ana, "no", "phone"), recorded(olga, ana, "no", "phone")) == (2, 0)
    assert reasons(olga, ana)["phone"] in {"refused", "withdrawn"}


def test_record_consent_corrects_a_wrong_yes_with_a_no_and_never_lifts_one(olga: Actor, ana: Constituent) -> None:
    recorded(olga, ana, "yes", "phone")
    recorded(olga, ana, "no", "phone")
    assert (history(olga, ana)[0].kind, reasons(olga, ana)["phone"]) == ("withdrawn", "withdrawn")
    recorded(olga, ana, "yes", "phone", method="call")
    assert reasons(olga, ana)["phone"] == "withdrawn"


def test_record_consent_of_stop_ends_every_channel_of_this_organization_alone(olga: Actor, ana: Constituent) -> None:
    birch = make_organization("birch")
    bea = actor_of(make_member(birch, "organizer"))
    twin = make_person(birch, "Ana", "García", email=EMAIL, phone=PHONE)
    recorded(bea, twin, "yes", "phone")
    recorded(olga, ana, "stop")
    assert set(reasons(olga, ana).values()) == {"refused"}
    assert reasons(bea, twin)["phone"] == "consent"


def test_record_consent_of_nobody_binds_every_organization_and_needs_paper(olga: Actor, ana: Constituent) -> None:
    birch = make_organization("birch")
    bea = actor_of(make_member(birch, "organizer"))
    twin = make_person(birch, "Ana", "García", phone=PHONE)
    with pytest.raises(PermissionDenied):
        recorded(olga, ana, "nobody")
    assert signed(olga, ana, "nobody") == 2
    assert set(reasons(bea, twin).values()) == {"do_not_contact"}


def test_record_consent_says_which_identifier_is_missing(olga: Actor, alder: Organization) -> None:
    ben, cy = make_person(alder, "Ben", email="ben@post.example"), make_person(alder, "Cy")
    for person, channel, missing in ((ben, "sms", "sms"), (cy, "post", "")):
        with pytest.raises(NoIdentifier) as problem:
            recorded(olga, person, "yes", channel)
        assert problem.value.channel == missing
    assert history(olga, ben) == []


@pytest.mark.parametrize("role", ["analyst", "volunteer"])
def test_record_consent_is_for_staff(alder: Organization, ana: Constituent, role: str) -> None:
    with pytest.raises(PermissionDenied):
        recorded(actor_of(make_member(alder, role)), ana, "yes", "phone")


def test_record_consent_of_a_fundraiser_may_bring_new_words(alder: Organization, ana: Constituent) -> None:
    assert signed(actor_of(make_member(alder, "fundraiser")), ana, "yes", "phone") == 1


def test_record_consent_of_anothers_person_is_missing(ana: Constituent) -> None:
    stranger = actor_of(make_member(make_organization("birch"), "organizer"))
    with pytest.raises(Http404):
        recorded(stranger, ana, "yes", "phone")


def guardian(actor: Actor, person: Constituent, *channels: str) -> int:
    with acting(actor):
        return record_guardian(
            actor=actor, now=timezone.now(), person_id=person.pk, authority="parent", channels=channels, signed_at=None,
            evidence_ref="Folder 15", notice_text="I agree that my child is called.",
        )  # fmt: skip


def test_change_person_with_a_childs_birthday_bars_them(olga: Actor, ana: Constituent) -> None:
    recorded(olga, ana, "yes", "phone")
    with acting(olga):
        change_person(actor=olga, now=timezone.now(), person_id=ana.pk, facts={"birth_date": CHILD}, interests=[])
    minor = history(olga, ana)[0]
    assert (minor.kind, minor.until) == ("minor", datetime(CHILD.year + 18, 1, 1, 12, tzinfo=UTC))
    assert reasons(olga, ana)["phone"] == "minor"


def test_change_person_to_an_adults_birthday_lifts_nothing(olga: Actor, ana: Constituent) -> None:
    for born in (CHILD, date(1980, 1, 1)):
        with acting(olga):
            change_person(actor=olga, now=timezone.now(), person_id=ana.pk, facts={"birth_date": born}, interests=[])
    assert [heard.kind for heard in history(olga, ana)] == ["minor"]


def test_add_contacts_of_a_child_are_barred_too(olga: Actor, alder: Organization) -> None:
    kim = make_person(alder, "Kim", birth_date=CHILD)
    with acting(olga):
        new = [NewContact(ContactKind.PHONE, "510 555 0199", "said yes")]
        add_contacts(actor=olga, now=timezone.now(), person_id=kim.pk, contacts=new)
    assert reasons(olga, kim)["phone"] == "minor"


def test_record_guardian_lets_a_child_be_called_until_of_age(olga: Actor, alder: Organization) -> None:
    kim = make_person(alder, "Kim", phone=PHONE, birth_date=CHILD)
    assert (guardian(olga, kim, "phone"), guardian(olga, kim, "phone")) == (1, 0)
    yes = next(heard for heard in history(olga, kim) if heard.kind == "granted")
    assert (yes.actor_kind, yes.authority, yes.evidence) == ("guardian", "parent", 2)
    assert yes.until == datetime(CHILD.year + 18, 1, 1, 12, tzinfo=UTC)
    assert reasons(olga, kim) == {
        "phone": "consent", "sms": "minor", "email": "minor", "post": "minor", "visit": "minor",
    }  # fmt: skip
    with acting(olga):
        subjects = [point.subject_id for point in contact_points(olga, kim.pk)]
        of_age = yes.until + timedelta(hours=1)
        assert [each.reason for each in standing(olga, subjects, ["phone"], [], at=of_age)] == ["not_asked"]


def test_record_guardian_lifts_no_earlier_no(olga: Actor, alder: Organization) -> None:
    kim = make_person(alder, "Kim", phone=PHONE, birth_date=CHILD)
    person = Actor(role="subject", subject_ids=tuple(_subjects(olga, kim)))
    with acting(person):
        withdraw(actor=person, now=timezone.now(), subject_ids=person.subject_ids, scope=Withdrawal())
    guardian(olga, kim, "phone")
    assert reasons(olga, kim)["phone"] == "withdrawn"


@pytest.mark.parametrize("born", [None, date(1980, 1, 1)])
def test_record_guardian_is_for_minors(olga: Actor, alder: Organization, born: date | None) -> None:
    kim = make_person(alder, "Kim", phone=PHONE, birth_date=born)
    with pytest.raises(NotAMinor):
        guardian(olga, kim, "phone")


def test_report_block_of_one_number_leaves_the_other_free_for_others(olga: Actor, alder: Organization) -> None:
    ana = make_person(alder, "Ana", phone=PHONE, email=EMAIL)
    with acting(olga):
        point = next(each for each in contact_points(olga, ana.pk) if each.kind == "phone")
        assert report_block(actor=olga, now=timezone.now(), person_id=ana.pk, kind="bounced", point_id=point.pk) == 2
        with pytest.raises(Http404):
            report_block(actor=olga, now=timezone.now(), person_id=ana.pk, kind="bounced", point_id=987_654_321)
    assert {heard.channel for heard in history(olga, ana)} == {"phone", "sms"}
    assert {heard.subject_ids for heard in history(olga, ana)} == {(point.subject_id,)}
    assert (reasons(olga, ana)["phone"], reasons(olga, ana)["email"]) == ("bounced", "not_asked")


def test_report_block_of_a_minor_whose_birthday_is_unknown_has_no_end(olga: Actor, ana: Constituent) -> None:
    with acting(olga):
        report_block(actor=olga, now=timezone.now(), person_id=ana.pk, kind="minor", known_from="Said so")
    assert history(olga, ana)[0].until is None
    assert reasons(olga, ana)["phone"] == "minor"


def test_report_block_needs_an_identifier(olga: Actor, alder: Organization) -> None:
    cy = make_person(alder, "Cy")
    with acting(olga), pytest.raises(NoIdentifier):
        report_block(actor=olga, now=timezone.now(), person_id=cy.pk, kind="deceased")


def test_take_back_block_restores_what_was_said_before(olga: Actor, ana: Constituent) -> None:
    recorded(olga, ana, "yes", "phone")
    with acting(olga):
        report_block(actor=olga, now=timezone.now(), person_id=ana.pk, kind="deceased", known_from="A letter")
    assert reasons(olga, ana)["phone"] == "deceased"
    with acting(olga):
        take_back_block(actor=olga, now=timezone.now(), person_id=ana.pk, kind="deceased", why="She called")
        with pytest.raises(NothingToTakeBack):
            take_back_block(actor=olga, now=timezone.now(), person_id=ana.pk, kind="deceased", why="She called")
    assert reasons(olga, ana)["phone"] == "consent"


def _subjects(actor: Actor, person: Constituent) -> list[int]:
    with acting(actor):
        return [point.subject_id for point in contact_points(actor, person.pk)]


def test_show_contact_shows_it_for_a_reason_and_is_no_contact(olga: Actor, ana: Constituent) -> None:
    signed(olga, ana, "nobody")
    with acting(olga):
        point = next(each for each in contact_points(olga, ana.pk) if each.kind == "email")
        told: dict[str, Any] = {"actor": olga, "now": timezone.now(), "person_id": ana.pk, "point_id": point.pk}
        assert show_contact(**told, reason="request").value == EMAIL
        with pytest.raises(ValueError, match="curious"):
            show_contact(**told, reason="curious")


@pytest.mark.parametrize("role", ["fundraiser", "analyst", "volunteer"])
def test_show_contact_is_for_those_who_keep_the_records(alder: Organization, ana: Constituent, role: str) -> None:
    actor = actor_of(make_member(alder, role))
    with acting(actor), pytest.raises(PermissionDenied):
        show_contact(actor=actor, now=timezone.now(), person_id=ana.pk, point_id=1, reason="request")
