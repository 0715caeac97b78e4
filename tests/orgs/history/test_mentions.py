"""Notes that name colleagues, and the inbox in which they find them."""

import pytest
from django.test import Client

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Constituent, Membership, Mention, Organization, RestrictedGroup, RestrictedMember, User
from orgs.rules.interactions import Ambiguous, mentioned
from tests.conftest import sign_in
from tests.factories import make_member, make_organization

pytestmark = pytest.mark.django_db

NAMES = {1: "Ana María Díaz", 2: "Ana Lee", 3: "Bo", 4: "Óscar Núñez"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nothing", set()),
        ("@Bo, please call", {3}),
        ("ask @ana maría díaz!", {1}),
        ("(@Ana Lee) and @óscar", {2, 4}),
        ("mail ana@bo.example, @Bob, @", set()),
        ("@Bo @Bo", {3}),
        ("@@Bo", set()),
    ],
)
def test_mentioned_finds_whole_and_first_names(text: str, expected: set[int]) -> None:
    assert mentioned(text, NAMES) == expected


def test_mentioned_asks_who_is_meant() -> None:
    with pytest.raises(Ambiguous, match="ana"):
        mentioned("ask @ana", NAMES)


def note(client: Client, person: Constituent, **sent: object) -> int:
    return client.post(f"/people/{person.pk}/interactions/", {"kind": "note", **sent}).status_code


def inbox(client: Client) -> str:
    answer = client.get("/inbox/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_inbox_has_the_note_until_it_is_marked_as_read(
    ana: Constituent, organizer: Client, fundraiser: Client, frank: User
) -> None:
    assert "All caught up" in inbox(fundraiser)
    assert note(organizer, ana, body="She knows the mayor.\n@frank moss should ask her.") == 302
    page = inbox(fundraiser)
    for words in ("Ana García", "She knows the mayor.", "Olga Ortiz", "Mark as read"):
        assert words in page
    with acting(system_actor(organization_id=ana.organization_id)):
        mention = Mention.objects.get(member=frank)
    assert organizer.post(f"/inbox/mentions/{mention.pk}/").status_code == 404
    assert fundraiser.post(f"/inbox/mentions/{mention.pk}/", {"read": "yes"}).status_code == 302
    page = inbox(fundraiser)
    assert "Mark as read" not in page
    assert "She knows the mayor." in page
    fundraiser.post(f"/inbox/mentions/{mention.pk}/", {"read": "no"})
    assert "Mark as read" in inbox(fundraiser)


def test_a_colleague_can_be_picked_and_is_told_once(
    ana: Constituent, organizer: Client, fundraiser: Client, frank: User
) -> None:
    assert "Frank Moss" in organizer.get(f"/people/{ana.pk}/interactions/").content.decode()
    assert note(organizer, ana, summary="Ask @Frank", tell=[frank.pk]) == 302
    assert inbox(fundraiser).count("Ask @Frank") == 1


def test_whoever_is_named_in_a_change_is_told_and_a_note_taken_back_is_gone(
    ana: Constituent, organizer: Client, fundraiser: Client
) -> None:
    note(organizer, ana, summary="Call her")
    path = organizer.get(f"/people/{ana.pk}/timeline/").context["timeline"].lines[0].pk
    organizer.post(f"/people/{ana.pk}/interactions/{path}/edit/", {"summary": "Call her, @Frank"})
    assert "Call her, @Frank" in inbox(fundraiser)
    organizer.post(f"/people/{ana.pk}/interactions/{path}/take-back/")
    assert "All caught up" in inbox(fundraiser)


def test_only_colleagues_who_read_people_can_be_named(alder: Organization, ana: Constituent, organizer: Client) -> None:
    volunteer, gone = make_member(alder, "volunteer", "Vera"), make_member(alder, "organizer", "Gus")
    stranger = make_member(make_organization("birch"), "admin", "Stella")
    Membership.objects.filter(user=gone).update(active=False)
    for user in (volunteer, gone, stranger):
        assert note(organizer, ana, summary="x", tell=[user.pk]) == 422
    assert note(organizer, ana, summary="@Vera @Gus @Stella @Olga") == 302
    with acting(system_actor(organization_id=alder.pk)):
        assert not Mention.objects.exists()


def test_two_of_one_first_name_are_asked_about(alder: Organization, ana: Constituent, organizer: Client) -> None:
    make_member(alder, "organizer", "Sam One")
    make_member(alder, "organizer", "Sam Two")
    answer = organizer.post(f"/people/{ana.pk}/interactions/", {"kind": "note", "summary": "@Sam"})
    assert answer.status_code == 422
    assert "Two colleagues are called Sam." in answer.content.decode()
    assert note(organizer, ana, summary="@Sam Two") == 302


def test_inbox_says_nothing_of_a_record_that_was_restricted(
    alder: Organization, ana: Constituent, organizer: Client, fundraiser: Client
) -> None:
    note(organizer, ana, summary="Secretive words, @Frank")
    with acting(system_actor(organization_id=alder.pk)):
        group = RestrictedGroup.objects.create(organization=alder, name="Major", kind="major_donors")
        RestrictedMember.objects.create(organization=alder, group=group, constituent=ana)
    page = inbox(fundraiser)
    assert "Restricted record" in page
    assert "Secretive" not in page
    assert "García" not in page


@pytest.mark.parametrize(("role", "status"), [("analyst", 403), ("volunteer", 403), ("admin", 200)])
def test_inbox_by_role(alder: Organization, role: str, status: int) -> None:
    assert sign_in(make_member(alder, role)).get("/inbox/").status_code == status
