"""Stewards and restricted records are asked about again for each person, when a message is on its way."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.messages import Words, pause_message, resume_message, save_message, send_message
from orgs.models import (
    AccessRequest,
    Message,
    RestrictedGroup,
    RestrictedGroupPermission,
    RestrictedMember,
    Stewardship,
    User,
)
from orgs.queries.actors import group_name
from orgs.queries.messages import Audience, audience_of, progress_of
from orgs.queries.visible import SEE
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_segment
from tests.orgs.messages.writing import MAIL, Town, agree, make_town, outbox, run, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    """Ana, Ben and Carla, all of whom agreed to mail."""
    town = make_town()
    agree(town, town.subject("ben"), "email", named="Ben")
    return town


@pytest.fixture
def olga(town: Town) -> User:
    return make_member(town.alder, "organizer", "Olga Org")


def started(town: Town, user: User) -> Message:
    actor = actor_of(user)
    with acting(actor):
        message = save_message(actor=actor, now=timezone.now(), words=MAIL, segment_id=town.everybody.pk)
        return send_message(actor=actor, now=timezone.now(), message_id=message.pk)


def restrict(town: Town, name: str, *roles: str) -> RestrictedGroup:
    with acting(town.own):
        group = RestrictedGroup.objects.create(organization=town.alder, name="Major donors", kind="major_donors")
        RestrictedMember.objects.create(organization=town.alder, group=group, constituent=town.people[name])
        for role in roles:
            of_role = Group.objects.get(name=group_name(town.alder.pk, role))
            RestrictedGroupPermission.objects.assign_perm(SEE, of_role, group)
    return group


def keep(town: Town, name: str, steward: User, rule: str) -> None:
    with acting(town.own):
        Stewardship.objects.create(
            organization=town.alder, constituent=town.people[name], steward=steward, rule=rule, since=NOW
        )


def test_whoever_is_restricted_or_gets_a_steward_meanwhile_gets_nothing(town: Town, olga: User) -> None:
    message, fay = started(town, olga), make_member(town.alder, "fundraiser", "Fay Fund")
    restrict(town, "ana")
    keep(town, "ben", fay, "hands_off")
    run(town, message)

    assert states(town, message) == {
        "Ana": ("left_out", "restricted"), "Ben": ("left_out", "hands_off"), "Carla": ("sent", "")
    }  # fmt: skip
    assert [mail.recipient for mail in outbox()] == ["carla@mail.example"]
    with acting(actor_of(olga)):
        assert progress_of(actor_of(olga), message).left_out == [("hands_off", 1), ("restricted", 1)]
    page = sign_in(olga).get(f"/messages/{message.pk}/").content.decode()
    assert "They have a steward, and nobody else writes or calls." in page


def test_a_paused_message_asks_again_and_hears_the_stewards_yes(town: Town, olga: User) -> None:
    message, fay = started(town, olga), make_member(town.alder, "fundraiser", "Fay Fund")
    for name in ("ana", "ben"):
        keep(town, name, fay, "ask_first")
    with acting(actor := actor_of(olga)):
        pause_message(actor=actor, now=timezone.now(), message_id=message.pk)
        AccessRequest.objects.create(
            organization=town.alder, constituent=town.people["ana"], kind="reach_out", asked_by=olga, due_at=NOW,
            answer="granted", until=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        resume_message(actor=actor_of(fay), now=timezone.now(), message_id=message.pk)
    run(town, message)

    assert states(town, message)["Ana"] == ("sent", "")
    assert states(town, message)["Ben"] == ("left_out", "ask_first")


def test_it_is_asked_for_whoever_pressed_send_not_for_who_wrote_it(town: Town, olga: User) -> None:
    """Fay looks after Ana and sees Ben; Olga, who drafted the words, does neither."""
    fay = make_member(town.alder, "fundraiser", "Fay Fund")
    restrict(town, "ben", "fundraiser")
    keep(town, "ana", fay, "hands_off")
    with acting(actor := actor_of(olga)):
        message = save_message(actor=actor, now=timezone.now(), words=MAIL, segment_id=town.everybody.pk)
    with acting(actor := actor_of(fay)):
        send_message(actor=actor, now=timezone.now(), message_id=message.pk)
    run(town, message)

    assert {name: state for name, (state, _) in states(town, message).items()} == {
        "Ana": "sent", "Ben": "sent", "Carla": "sent"
    }  # fmt: skip


def test_sight_ends_with_the_membership_of_who_pressed_send(town: Town) -> None:
    fay = make_member(town.alder, "fundraiser", "Fay Fund")
    restrict(town, "ana", "fundraiser")
    message = started(town, fay)
    fay.memberships.update(active=False)
    run(town, message)

    assert states(town, message)["Ana"] == ("left_out", "restricted")
    assert states(town, message)["Ben"] == ("sent", "")


def test_a_narrow_segment_does_not_tell_who_is_restricted(town: Town, olga: User) -> None:
    restrict(town, "ana", "fundraiser")
    with acting(town.own):
        town.people["ana"].city = "Oakland"
        town.people["ana"].save()
    narrow = make_segment(town.alder, "Probe", [{"field": "city", "test": "is", "value": "Oakland"}])
    fay = make_member(town.alder, "fundraiser", "Fay Fund")
    pages = {}
    for user in (olga, fay):
        with acting(actor := actor_of(user)):
            message = save_message(
                actor=actor, now=NOW, words=Words("email", "en", "Hi", "Hello"), segment_id=narrow.pk
            )
            counted = audience_of(actor, message)
        pages[user] = (counted, sign_in(user).get(f"/messages/{message.pk}/").content.decode())
    assert pages[olga][0] == Audience(0, [])
    assert pages[fay][0] == Audience(1, [])
    said = "Restricted records that you do not see get nothing, and are not in these numbers."
    assert said in pages[olga][1]
    assert said not in pages[fay][1]


def test_the_system_sends_nothing_to_restricted_records(town: Town) -> None:
    restrict(town, "ana", "fundraiser")
    own = system_actor(organization_id=town.alder.pk)
    with acting(own):
        message = save_message(actor=own, now=NOW, words=MAIL, segment_id=town.everybody.pk)
        send_message(actor=own, now=timezone.now(), message_id=message.pk)
    run(town, message)

    assert states(town, message)["Ana"] == ("left_out", "restricted")
