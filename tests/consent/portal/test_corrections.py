"""An identifier that a correction brought is no proof to read, and its owner's no is its own."""

import pytest
from django.test import Client

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import acting
from consent.ledger.actions.events import record_events
from consent.ledger.rules.new_event import NewEvent
from consent.requests.actions.handling import accept_correction
from consent.requests.models import DataRequest
from orgs.actions.contacts import NewContact, add_contacts
from orgs.models import Constituent, ContactPoint
from tests.consent.ledger.world import claim
from tests.consent.portal.test_proof import pass_a_day, second_link
from tests.consent.portal.visits import PHONE, Town, enter, prove, proven
from tests.consent.portal.words import text
from tests.factories import NOW, actor_of, make_member, subject_of

pytestmark = pytest.mark.django_db
NEW, CHECK, PROOF = "+15105550177", "/p/me/check/", "/p/me/proof/"


def correct(town: Town, visit: Client, value: str = NEW, field: str = "phone") -> int:
    """The visit asks Alder for a new address or number, and Alder accepts; its subject."""
    said = {"whom": str(town.alder.pk), "what": field, "value": value}
    assert visit.post("/p/me/requests/correct/", said).status_code == 302
    admin = actor_of(make_member(town.alder, "admin", f"Ada {value}"))
    with acting(admin):
        request_id = DataRequest.objects.latest("pk").pk
        accept_correction(actor=admin, now=NOW, request_id=request_id)
    return subject_of(ContactKind(field), value)


def only_email(town: Town) -> None:
    """Ana's number is on no list any more."""
    with acting(town.at_alder):
        ContactPoint.objects.filter(subject_id=town.phone).delete()


def unproven(town: Town, subject: int) -> bool:
    with acting(town.at_alder):
        return ContactPoint.objects.get(subject_id=subject).unproven


def yes(town: Town, channel: str = "phone") -> dict[str, str]:
    return {f"choice-{town.alder.pk}-{channel}": "yes"}


def told_staff(town: Town, *subjects: int) -> None:
    """Somebody says no to Alder, which writes it down for these identifiers."""
    no = {"recipient_organization": town.alder.pk, "purpose": "contact", "channel": "phone"}
    with acting(town.at_alder):
        record_events(
            actor=town.at_alder, now=NOW,
            events=[NewEvent(subject, "withdrawn", "staff", 1, **no) for subject in subjects],  # type: ignore[arg-type]
        )  # fmt: skip


def page_of(town: Town, visit: Client) -> str:
    return text(visit.get(f"/p/me/groups/{town.alder.pk}/").content)


def test_a_code_to_a_number_that_a_correction_brought_opens_nothing(town: Town, ana: Client) -> None:
    only_email(town)
    brought = correct(town, ana)
    assert unproven(town, brought)
    assert "came by a correction: takes back its own no, opens nothing" in text(ana.get(PROOF).content)

    prove(ana, brought)

    assert "Alvarez" not in page_of(town, ana)
    assert ana.post("/p/data/file/").url == PROOF  # type: ignore[attr-defined]
    assert unproven(town, brought)


def test_the_second_link_is_there_when_only_a_correction_brought_another(town: Town, ana: Client) -> None:
    only_email(town)
    brought = correct(town, ana)
    assert "a second link to this one, a day from now" in text(ana.get(PROOF).content)

    assert ana.post(PROOF, {"later": "yes"}).url == PROOF  # type: ignore[attr-defined]
    pass_a_day()
    fresh = Client()
    fresh.post(second_link()[0])
    assert "Ana Alvarez" in page_of(town, fresh)

    prove(fresh, brought)

    assert not unproven(town, brought)
    again = Client()
    enter(again)
    prove(again, brought)
    assert "Ana Alvarez" in page_of(town, again)


def test_two_brought_by_each_other_open_nothing(town: Town, ana: Client) -> None:
    only_email(town)
    brought = correct(town, ana)
    visit = proven(brought, NEW, "phone")

    assert "came by a correction" in text(visit.get(PROOF).content)
    assert "Alvarez" not in page_of(town, visit)

    full = proven(brought, NEW, "phone", full=True)
    assert "Alvarez" not in page_of(town, full), "not even by a second link to it"


def test_the_old_number_still_opens_everything_and_makes_the_new_one_a_proof(town: Town, ana: Client) -> None:
    brought = correct(town, ana)
    prove(ana, brought)
    assert "Alvarez" not in page_of(town, ana)

    prove(ana, town.phone)

    assert "Ana Alvarez" in page_of(town, ana)
    assert not unproven(town, brought), "both were proven in this visit"


def test_a_number_that_staff_brought_is_a_proof(town: Town, ana: Client) -> None:
    only_email(town)
    admin = actor_of(make_member(town.alder, "admin", "Ada"))
    with acting(admin):
        person = Constituent.objects.get(organization=town.alder)
        contacts = [NewContact(ContactKind.PHONE, NEW)]
        add_contacts(actor=admin, now=NOW, person_id=person.pk, contacts=contacts)

    prove(ana, subject_of(ContactKind.PHONE, NEW))

    assert "Ana Alvarez" in page_of(town, ana)


def test_the_no_of_a_brought_numbers_owner_is_not_lifted_by_the_address(town: Town, ana: Client) -> None:
    brought = correct(town, ana)
    told_staff(town, town.email, town.phone, brought)
    claimed = (brought, [town.email, town.phone])

    answer = ana.post(CHECK, yes(town), follow=True)

    assert answer.redirect_chain == [(PROOF, 302)]
    assert claim(town.at_alder, *claimed, hold=False).reason == "withdrawn"

    prove(ana, brought)
    ana.post(CHECK, yes(town))
    assert claim(town.at_alder, *claimed, hold=False).reason == "consent"


def test_what_staff_wrote_for_the_whole_record_is_lifted_by_any_identifier_of_it(town: Town, ana: Client) -> None:
    told_staff(town, town.email, town.phone)

    ana.post(CHECK, yes(town))

    assert claim(town.at_alder, town.phone, [town.email], hold=False).reason == "consent"


def test_what_staff_heard_from_the_number_alone_is_not(town: Town, ana: Client) -> None:
    told_staff(town, town.phone)

    ana.post(CHECK, yes(town))

    assert claim(town.at_alder, town.phone, [town.email], hold=False).reason == "withdrawn"


def test_a_no_by_the_same_mailbox_is_lifted_whoever_brought_it(town: Town, ana: Client) -> None:
    other = correct(town, ana, "ana+news@mail.example", "email")
    proven(other, "ana+news@mail.example").post(CHECK, {f"choice-{town.alder.pk}-phone": "no"})
    assert claim(town.at_alder, town.phone, [town.email, other], hold=False).reason == "withdrawn"

    ana.post(CHECK, yes(town))

    assert claim(town.at_alder, town.phone, [town.email, other], hold=False).reason == "consent"


def test_noes_by_two_others_are_taken_back_in_one_visit(town: Town, ana: Client) -> None:
    third = correct(town, ana)
    proven(town.phone, PHONE, "phone").post(CHECK, {f"choice-{town.alder.pk}-phone": "no"})
    told_staff(town, third)
    claimed = (town.phone, [town.email, third])

    assert "prove one after the other in this visit" in text(ana.post(CHECK, yes(town), follow=True).content)
    for subject, answer in ((town.phone, "withdrawn"), (third, "consent")):
        assert ana.post(CHECK, yes(town)).url == PROOF  # type: ignore[attr-defined]
        prove(ana, subject)
        ana.post(CHECK, yes(town))
        assert claim(town.at_alder, *claimed, hold=False).reason == answer


def test_an_identifier_is_asked_for_once_in_a_visit(town: Town, ana: Client) -> None:
    prove(ana, town.phone)

    assert ana.post(PROOF, {"way": str(town.phone)}).status_code in {302, 422}
    assert "Send me a code" not in text(ana.get(PROOF).content)
