"""Members, invitations, the switcher, home and the outbox."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.invitations import send_invitation
from orgs.models import Invitation, Membership, Organization, OutboxMessage, User
from tests.conftest import sign_in
from tests.factories import hat_key, join, make_coalition, make_member, make_organization, make_person, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough pass phrase"


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def admin(alder: Organization) -> Client:
    return sign_in(make_member(alder, "admin", "Ada Admin"))


def invite(client: Client, organization: Organization, email: str = "new@mail.example") -> str:
    """Invite, run the job, and read the link out of the mail."""
    assert client.post("/members/invite/", {"email": email, "role": "organizer"}).status_code == 302
    actor = system_actor(organization_id=organization.pk)
    with acting(actor):
        invitation = Invitation.objects.latest("pk")
        send_invitation(actor=actor, now=timezone.now(), invitation_id=invitation.pk)
    sent = mail.outbox[-1]
    assert sent.to == [email]
    found = re.search(r"https?://[^/]+(/invitations/\S+)", str(sent.body))
    assert found is not None
    return found[1]


@pytest.mark.parametrize("members", [1, 3])
def test_member_list_asks_the_same_questions_for_any_number(
    alder: Organization, admin: Client, members: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(members - 1):
        make_member(alder, "analyst", f"Ann Analyst {number}")
    with django_assert_num_queries(8):
        page = admin.get("/members/").content.decode()
    assert page.count("@staff.example</td>") == members


@pytest.mark.parametrize("role", ["organizer", "fundraiser", "analyst", "volunteer"])
def test_member_pages_are_for_admins(alder: Organization, role: str) -> None:
    client = sign_in(make_member(alder, role))
    assert client.get("/members/").status_code == 403
    assert client.post("/members/invite/", {"email": "a@b.example", "role": "admin"}).status_code == 403


def test_invitation_makes_an_account_and_works_once(alder: Organization, admin: Client) -> None:
    link = invite(admin, alder)
    guest = Client()
    assert "Ada Admin invites you" in guest.get(link).content.decode()
    assert not User.objects.filter(email="new@mail.example").exists(), "opening the link changes nothing"
    assert guest.post(link, {"name": "Nia New", "password": PASSWORD}).status_code == 302
    assert "Hello, Nia New" in guest.get("/").content.decode()
    assert Membership.objects.get(user__email="new@mail.example").role == "organizer"
    again = Client().post(link, {"name": "Eve", "password": PASSWORD})
    assert again.status_code == 404
    assert "does not work any more" in again.content.decode()


def test_invitation_refuses_weak_passwords(alder: Organization, admin: Client) -> None:
    link = invite(admin, alder)
    answer = Client().post(link, {"name": "Nia New", "password": "password1234"})
    assert answer.status_code == 422
    assert not User.objects.filter(email="new@mail.example").exists()


def test_invitation_of_a_known_account_needs_its_sign_in(alder: Organization, admin: Client) -> None:
    known = make_user("Kim Known", email="kim@mail.example")
    link = invite(admin, alder, "kim@mail.example")
    assert "Sign in to accept" in Client().get(link).content.decode()
    assert Client().post(link, {"name": "Eve", "password": PASSWORD}).status_code == 200
    assert not Membership.objects.filter(user=known).exists()
    other = sign_in(make_user("Otto Other"))
    other.post(link)
    assert not Membership.objects.filter(user__email="otto.other@staff.example").exists()
    assert sign_in(known).post(link).status_code == 302
    assert Membership.objects.get(user=known).organization == alder


def test_invitation_expires_and_can_be_taken_back(alder: Organization, admin: Client) -> None:
    link = invite(admin, alder)
    with acting(system_actor(organization_id=alder.pk)):
        Invitation.objects.update(expires_at=timezone.now())
    assert Client().get(link).status_code == 404
    link = invite(admin, alder)
    with acting(system_actor(organization_id=alder.pk)):
        pk = Invitation.objects.latest("pk").pk
    assert admin.post(f"/members/invitations/{pk}/revoke/").status_code == 302
    assert Client().get(link).status_code == 404


@pytest.mark.parametrize("token", ["x", "1-short", f"999999-{'A' * 43}"])
def test_invitation_of_nobody_is_missing(token: str) -> None:
    assert Client().get(f"/invitations/{token}/").status_code == 404


def test_member_invite_refuses_members(alder: Organization, admin: Client) -> None:
    make_member(alder, "analyst", "Ann")
    answer = admin.post("/members/invite/", {"email": "ANN@staff.example", "role": "admin"})
    assert answer.status_code == 422
    assert "is a member already" in answer.content.decode()


def test_the_last_admin_stays(alder: Organization, admin: Client) -> None:
    mine = Membership.objects.get(organization=alder)
    assert admin.post(f"/members/{mine.pk}/", {"role": "analyst"}).status_code == 422
    admin.post(f"/members/{mine.pk}/deactivate/")
    mine.refresh_from_db()
    assert (mine.role, mine.active) == ("admin", True)


def test_member_deactivate_ends_every_session(alder: Organization, admin: Client) -> None:
    analyst = make_member(alder, "analyst", "Ann")
    client = sign_in(analyst)
    assert client.get("/people/").status_code == 200
    membership = Membership.objects.get(user=analyst)
    assert admin.post(f"/members/{membership.pk}/deactivate/").status_code == 302
    assert client.get("/people/").status_code == 403


def test_member_change_holds_from_the_next_request(alder: Organization, admin: Client) -> None:
    analyst = make_member(alder, "analyst", "Ann")
    client = sign_in(analyst)
    membership = Membership.objects.get(user=analyst)
    assert admin.post(f"/members/{membership.pk}/", {"role": "volunteer"}).status_code == 302
    assert client.get("/people/").status_code == 403


def test_member_of_another_organization_is_missing(admin: Client) -> None:
    make_member(make_organization("birch"), "admin")
    theirs = Membership.objects.get(organization__slug="birch")
    assert admin.get(f"/members/{theirs.pk}/").status_code == 404
    assert admin.post(f"/members/{theirs.pk}/deactivate/").status_code == 404


def test_acting_switch_only_to_ones_own(alder: Organization) -> None:
    birch, cedar = make_organization("birch"), make_organization("cedar")
    user = make_member(alder, "admin")
    join(user, birch, "organizer")
    make_person(birch, "Bertha")
    client = sign_in(user)
    assert "Bertha" not in client.get("/people/").content.decode()
    assert client.post("/acting/", {"acting": hat_key(birch)}).status_code == 302
    assert "Bertha" in client.get("/people/").content.decode()
    assert client.post("/acting/", {"acting": hat_key(cedar)}).status_code == 404
    assert client.post("/acting/", {"acting": "nonsense"}).status_code == 404


def test_home_by_role(alder: Organization, admin: Client) -> None:
    coordinator = make_user("Cora")
    make_coalition("valley", [alder], [coordinator])
    assert "Invite a colleague" in admin.get("/").content.decode()
    assert "People on your list" not in sign_in(make_member(alder, "volunteer")).get("/").content.decode()
    page = sign_in(coordinator).get("/").content.decode()
    assert "Coordinator" in page
    assert "/people/" not in page
    assert "not a member of an organization" in sign_in(make_user("Nobody")).get("/").content.decode()
    assert Client().get("/").status_code == 302


def test_outbox_exists_in_the_demo_only(settings: Settings) -> None:
    OutboxMessage.objects.create(channel="email", recipient="ana@mail.example", subject="Hello", body="See you")
    assert Client().get("/outbox/").status_code == 404
    settings.DEMO = True
    assert "See you" in Client().get("/outbox/").content.decode()
    assert "See you" not in Client().get("/outbox/?to=ben@mail.example").content.decode()
    assert "See you" not in Client().get("/outbox/?to=%00ben").content.decode()
