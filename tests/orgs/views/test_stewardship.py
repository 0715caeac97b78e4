"""Stewards: who looks after whom, asking first, whom outreach leaves out, and handing over."""

import pytest
from django.core import mail
from django.http import Http404

from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.events import record_events
from consent.ledger.rules.new_event import NewEvent
from orgs.actions.glass import tell_of_glass
from orgs.actions.messages import Words, save_message
from orgs.actions.stewardship import hand_over, set_steward
from orgs.models import (
    AccessRequest,
    Constituent,
    ContactPoint,
    Membership,
    Organization,
    RestrictedGroup,
    SavedView,
    Stewardship,
    User,
)
from orgs.queries.messages import audience_of
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person, make_segment

pytestmark = pytest.mark.django_db


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def fay(alder: Organization) -> User:
    return make_member(alder, "fundraiser", "Fay Fund")


@pytest.fixture
def olga(alder: Organization) -> User:
    return make_member(alder, "organizer", "Olga Org")


@pytest.fixture
def rich(alder: Organization) -> Constituent:
    return make_person(alder, "Regina", "Quill", email="regina@post.example")


def look_after(steward: User, person: Constituent, rule: str) -> None:
    with acting(actor := actor_of(steward)):
        set_steward(actor=actor, now=NOW, person_id=person.pk, steward_id=steward.pk, rule=rule)


def left_out(user: User, alder: Organization) -> dict[str, int]:
    segment = make_segment(alder, "Everybody")
    with acting(actor := actor_of(user)):
        words = Words("email", "en", "Hello", "Hello")
        message = save_message(actor=actor, now=NOW, words=words, segment_id=segment.pk)
        found = dict(audience_of(actor, message).left_out)
        message.delete()
        segment.delete()
    return found


@pytest.mark.parametrize("rule", ["ask_first", "hands_off"])
def test_messages_of_others_leave_stewarded_people_out_and_say_so(
    alder: Organization, fay: User, olga: User, rich: Constituent, rule: str
) -> None:
    assert left_out(olga, alder) == {"not_asked": 1}
    look_after(fay, rich, rule)
    assert left_out(olga, alder) == {rule: 1}
    assert left_out(fay, alder) == {"not_asked": 1}


@pytest.mark.parametrize("rule", ["ask_first", "hands_off"])
def test_reveal_contact_is_the_stewards(
    alder: Organization, fay: User, olga: User, rich: Constituent, rule: str
) -> None:
    with acting(own := system_actor(organization_id=alder.pk)):
        point = ContactPoint.objects.get()
        yes = NewEvent(point.subject_id, "granted", "staff", 1, alder.pk, purpose="contact", channel="email")
        record_events(actor=own, now=NOW, events=[yes])
    address = f"/people/{rich.pk}/contacts/{point.pk}/reveal/"
    assert "regina@post.example" in sign_in(olga).post(address).content.decode()
    look_after(fay, rich, rule)

    refused = sign_in(olga).post(address).content.decode()

    assert "regina@post.example" not in refused
    assert "A colleague looks after this person. Ask them first." in refused
    assert "regina@post.example" in sign_in(fay).post(address).content.decode()


def test_open_stewardship_holds_nobody_back(alder: Organization, fay: User, olga: User, rich: Constituent) -> None:
    look_after(fay, rich, "open")
    assert left_out(olga, alder) == {"not_asked": 1}


def test_ask_steward_opens_the_way_for_the_days_agreed(
    alder: Organization, fay: User, olga: User, rich: Constituent
) -> None:
    look_after(fay, rich, "ask_first")
    asking = sign_in(olga)
    assert "Ask the steward" in asking.get(f"/people/{rich.pk}/").content.decode()
    asking.post(f"/people/{rich.pk}/access/", {"of": "steward", "reason": "Our rally"})
    assert "You have asked the steward" in asking.get(f"/people/{rich.pk}/").content.decode()
    with acting(actor_of(fay)):
        request = AccessRequest.objects.get()
    assert "Our rally" in sign_in(fay).get("/stewardship/").content.decode()
    assert asking.post(f"/stewardship/{request.pk}/answer/", {"days": "7"}).status_code == 403
    sign_in(fay).post(f"/stewardship/{request.pk}/answer/", {"days": "7"})
    assert left_out(olga, alder) == {"not_asked": 1}


def test_hands_off_cannot_be_asked_away(fay: User, olga: User, rich: Constituent) -> None:
    look_after(fay, rich, "hands_off")
    sign_in(olga).post(f"/people/{rich.pk}/access/", {"of": "steward", "reason": "Our rally"})
    with acting(actor_of(fay)):
        assert AccessRequest.objects.count() == 0


def test_set_steward_is_for_the_steward_or_an_admin(
    alder: Organization, fay: User, olga: User, rich: Constituent
) -> None:
    look_after(fay, rich, "hands_off")
    page = sign_in(olga).post(f"/people/{rich.pk}/turf/", {"steward": str(olga.pk), "rule": "open"})
    assert page.status_code == 422
    admin = make_member(alder, "admin")
    assert sign_in(admin).post(f"/people/{rich.pk}/turf/", {"steward": "", "rule": "open"}).status_code == 302
    with acting(actor_of(fay)):
        assert Stewardship.objects.count() == 0


def test_hand_over_gives_everything_in_one_step(alder: Organization, fay: User, olga: User, rich: Constituent) -> None:
    look_after(olga, rich, "ask_first")
    admin = make_member(alder, "admin", "Ada Admin")
    with acting(actor_of(admin)):
        RestrictedGroup.objects.create(organization=alder, name="Staff", kind="staff", keeper=olga)
    leaving = Membership.objects.get(user=olga)
    client = sign_in(admin)
    answer = client.post(f"/members/{leaving.pk}/deactivate/")
    assert answer.headers["Location"] == f"/members/{leaving.pk}/hand-over/"
    page = client.post(f"/members/{leaving.pk}/hand-over/", {"successor": str(fay.pk)}, follow=True)
    said = "Fay Fund looks after 1 people now, keeps 1 groups, follows up 0 questions"
    assert f"{said} and has 0 more tasks and 0 more views." in page.content.decode()
    with acting(actor_of(fay)):
        assert Stewardship.objects.get().steward_id == RestrictedGroup.objects.get().keeper_id == fay.pk


def test_hand_over_is_for_our_own_members(alder: Organization, fay: User) -> None:
    admin, stranger = make_member(alder, "admin"), make_member(make_organization("birch"), "admin")
    with acting(actor := actor_of(admin)), pytest.raises(Http404):
        membership = Membership.objects.get(user=stranger)
        hand_over(actor=actor, now=NOW, membership_id=membership.pk, successor_id=fay.pk)


def test_tell_of_glass_mails_the_keeper_without_the_name(
    alder: Organization, fay: User, olga: User, rich: Constituent
) -> None:
    own = Actor(role="system", organization_id=alder.pk)
    with acting(own):
        group = RestrictedGroup.objects.create(organization=alder, name="Donors", kind="major_donors", keeper=fay)
        rich.restrictions.create(organization=alder, group=group)
        request = AccessRequest.objects.create(
            organization=alder, constituent=rich, kind="break_glass", asked_by=olga, reason_code="legal", due_at=NOW
        )
        assert tell_of_glass(actor=own, now=NOW, request_id=request.pk) == 1
        assert tell_of_glass(actor=own, now=NOW, request_id=0) == 0
    (letter,) = mail.outbox
    assert letter.to == [fay.email]
    assert "Olga Org asks to open a restricted record" in letter.body
    assert "Quill" not in f"{letter.body}{letter.subject}"


def test_hand_over_gives_shared_views_to_somebody_who_can_change_them(
    alder: Organization, fay: User, olga: User
) -> None:
    admin = actor_of(make_member(alder, "admin", "Ada Admin"))
    with acting(admin):
        for owner, name, shared in ((olga, "My block", True), (olga, "Mine", False), (fay, "My block", False)):
            SavedView.objects.create(organization=alder, owner=owner, name=name, shared=shared)
        leaving = Membership.objects.get(user=olga)
        done = hand_over(actor=admin, now=NOW, membership_id=leaving.pk, successor_id=fay.pk)
        assert done.views == 1
        views = {(view.owner_id, view.name, view.shared) for view in SavedView.objects.all()}
        shared_view = SavedView.objects.get(shared=True)
        assert views == {
            (fay.pk, f"My block {shared_view.pk}", True), (fay.pk, "My block", False), (olga.pk, "Mine", False)
        }  # fmt: skip
