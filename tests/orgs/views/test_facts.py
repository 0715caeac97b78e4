"""What is added to a person one by one, from their page."""

from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.test import Client

from coalition.platform.tenancy import acting, system_actor
from consent.ledger.models import ConsentEvent
from orgs.models import Constituent, ConstituentRole, ContactPoint, Organization, PostalAddress, SocialHandle
from tests.conftest import sign_in
from tests.factories import make_member, make_organization, make_person

pytestmark = pytest.mark.django_db

ROUTES = {
    "addresses/": {"kind": "work", "city": "Hilltown"},
    "social/": {"network": "bluesky", "handle": "@ana.example"},
    "roles/": {"role": "board", "since": "2020-01-01"},
    "skills/": {"name": "Cooking", "level": "able"},
}


def own(organization: Organization) -> AbstractContextManager[object]:
    return acting(system_actor(organization_id=organization.pk))


@pytest.mark.parametrize("route", list(ROUTES))
def test_facts_are_added_and_shown(alder: Organization, organizer: Client, ana: Constituent, route: str) -> None:
    answer = organizer.post(f"/people/{ana.pk}/{route}", ROUTES[route], follow=True)
    assert answer.status_code == 200
    expected = {"addresses/": "Hilltown", "social/": "https://bsky.app/profile/ana.example",
                "roles/": "Board member", "skills/": "Cooking"}  # fmt: skip
    assert expected[route] in answer.content.decode()


@pytest.mark.parametrize("route", list(ROUTES))
@pytest.mark.parametrize("role", ["fundraiser", "analyst", "volunteer"])
def test_facts_are_changed_by_organizers_alone(alder: Organization, ana: Constituent, route: str, role: str) -> None:
    answer = sign_in(make_member(alder, role)).post(f"/people/{ana.pk}/{route}", ROUTES[route])
    assert answer.status_code == 403


@pytest.mark.parametrize("route", list(ROUTES))
def test_facts_of_others_are_not_there(organizer: Client, route: str) -> None:
    stranger = make_person(make_organization("birch"), "Bertha", "Birch")
    assert organizer.post(f"/people/{stranger.pk}/{route}", ROUTES[route]).status_code == 404


@pytest.mark.parametrize(
    ("route", "sent", "words"),
    [
        ("roles/", {"role": "board", "since": "1899-12-31"}, "Enter a day between 1900 and 2100."),
        (
            "roles/",
            {"role": "board", "since": "2020-02-01", "until": "2020-01-01"},
            "The last day is before the first.",
        ),
        ("roles/", {"role": "donor", "since": "2021-05-05"}, "They have this role in a part of that time already."),
        ("roles/", {"since": "2021-05-05"}, "This field is required."),
        ("addresses/", {"kind": "work"}, "Enter at least a city or a street."),
        ("social/", {"network": "website", "handle": "javascript:alert(1)"}, "This is no name on that network."),
        ("social/", {"network": "instagram", "handle": "a b"}, "This is no name on that network."),
        ("skills/", {"name": "  "}, "This field is required."),
        ("skills/", {"name": "Cooking", "level": "best"}, "Select a valid choice."),
    ],
)
def test_facts_that_cannot_be_are_refused_with_words(
    organizer: Client, ana: Constituent, route: str, sent: dict[str, str], words: str
) -> None:
    organizer.post(f"/people/{ana.pk}/roles/", {"role": "donor", "since": "2021-01-01", "until": "2021-12-31"})
    answer = organizer.post(f"/people/{ana.pk}/{route}", sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_role_add_lets_a_role_begin_again_and_others_run_beside_it(
    alder: Organization, organizer: Client, ana: Constituent
) -> None:
    for sent in (
        {"role": "donor", "until": "2020-12-31"},
        {"role": "donor", "since": "2021-01-01"},
        {"role": "volunteer", "since": "2020-06-01"},
    ):
        assert organizer.post(f"/people/{ana.pk}/roles/", sent).status_code == 302
    page = organizer.get(f"/people/{ana.pk}/").content.decode()
    assert page.count('<span class="pill role">Donor</span>') == 1  # the one that is over is in the list alone
    with own(alder):
        assert ConstituentRole.objects.filter(constituent=ana).count() == 3


def test_role_end_and_role_remove(alder: Organization, organizer: Client, ana: Constituent) -> None:
    organizer.post(f"/people/{ana.pk}/roles/", {"role": "staff", "since": "2020-01-01"})
    with own(alder):
        held = ConstituentRole.objects.get()
    wrong = organizer.post(f"/people/{ana.pk}/roles/{held.pk}/end/", {"until": "2019-01-01"})
    assert wrong.status_code == 422
    assert "The last day is before the first." in wrong.content.decode()
    organizer.post(f"/people/{ana.pk}/roles/{held.pk}/end/", {"until": "2022-03-31"})
    with own(alder):
        assert ConstituentRole.objects.get().until == date(2022, 3, 31)
    organizer.post(f"/people/{ana.pk}/roles/{held.pk}/remove/")
    with own(alder):
        assert not ConstituentRole.objects.exists()
    assert organizer.post(f"/people/{ana.pk}/roles/{held.pk}/remove/").status_code == 404


def test_address_choose_swaps_it_with_the_main_one(alder: Organization, organizer: Client, ana: Constituent) -> None:
    organizer.post(f"/people/{ana.pk}/addresses/", {"kind": "home", "street": "1 First St", "city": "Hilltown"})
    organizer.post(f"/people/{ana.pk}/addresses/", {"kind": "work", "street": "2 Second St", "city": "Dale"})
    with own(alder):
        ana.refresh_from_db()
        further = PostalAddress.objects.get()
    assert (ana.address_kind, ana.street, further.kind, further.street) == ("home", "1 First St", "work", "2 Second St")
    organizer.post(f"/people/{ana.pk}/addresses/{further.pk}/main/")
    with own(alder):
        ana.refresh_from_db()
        further.refresh_from_db()
    assert (ana.address_kind, ana.city, further.kind, further.city) == ("work", "Dale", "home", "Hilltown")
    organizer.post(f"/people/{ana.pk}/addresses/{further.pk}/remove/")
    with own(alder):
        assert not PostalAddress.objects.exists()


def test_social_links_open_apart_and_say_nothing_of_us(organizer: Client, ana: Constituent) -> None:
    organizer.post(f"/people/{ana.pk}/social/", {"network": "x", "handle": "https://twitter.com/ana_g?s=20"})
    page = organizer.get(f"/people/{ana.pk}/").content.decode()
    assert '<a href="https://x.com/ana_g" rel="noopener noreferrer nofollow" target="_blank">' in page


def test_social_add_keeps_one_of_each(alder: Organization, organizer: Client, ana: Constituent) -> None:
    for handle in ("@ana", "Ana", "https://www.instagram.com/ana/"):
        assert (
            organizer.post(f"/people/{ana.pk}/social/", {"network": "instagram", "handle": handle}).status_code == 302
        )
    with own(alder):
        assert [each.handle for each in SocialHandle.objects.all()] == ["ana"]
        mine = SocialHandle.objects.get()
    organizer.post(f"/people/{ana.pk}/social/{mine.pk}/remove/")
    with own(alder):
        assert not SocialHandle.objects.exists()


def test_contact_change_prefers_one_of_each_kind(alder: Organization, organizer: Client, ana: Constituent) -> None:
    organizer.post(f"/people/{ana.pk}/contacts/", {"phone": "+1 510 555 0199", "email": ""})
    with own(alder):
        first, second = ContactPoint.objects.filter(constituent=ana, kind="phone").order_by("id")
        mail = ContactPoint.objects.get(constituent=ana, kind="email")
    for point in (mail, first, second):
        organizer.post(f"/people/{ana.pk}/contacts/{point.pk}/edit/", {"label": "work", "preferred": "on"})
    with own(alder):
        preferred = set(ContactPoint.objects.filter(constituent=ana, preferred=True).values_list("pk", flat=True))
    assert preferred == {mail.pk, second.pk}
    page = organizer.get(f"/people/{ana.pk}/").content.decode()
    assert page.count(">use first<") == 2
    assert page.count("· Work") == 3


def test_contact_change_to_wrong_shows_it_to_nobody(alder: Organization, organizer: Client, ana: Constituent) -> None:
    with own(alder):
        phone = ContactPoint.objects.get(constituent=ana, kind="phone")
    organizer.post(f"/people/{ana.pk}/contacts/{phone.pk}/edit/", {"label": "", "wrong": "on", "preferred": "on"})
    with own(alder):
        phone.refresh_from_db()
    assert (phone.wrong, phone.preferred) == (True, False)
    page = organizer.get(f"/people/{ana.pk}/").content.decode()
    assert "Wrong person" in page
    assert f"/contacts/{phone.pk}/reveal/" not in page
    assert organizer.post(f"/people/{ana.pk}/contacts/{phone.pk}/reveal/").status_code == 404


def test_contact_remove_takes_it_off_and_leaves_the_ledger(
    alder: Organization, organizer: Client, ana: Constituent
) -> None:
    with own(alder):
        phone = ContactPoint.objects.get(constituent=ana, kind="phone")
        before = ConsentEvent.objects.count()
    answer = organizer.post(f"/people/{ana.pk}/contacts/{phone.pk}/remove/", follow=True)
    assert "It is off the record." in answer.content.decode()
    with own(alder):
        assert not ContactPoint.objects.filter(constituent=ana, kind="phone").exists()
        assert ConsentEvent.objects.count() == before


def test_person_page_renders_names_of_every_script(alder: Organization, organizer: Client) -> None:
    person = make_person(alder, "ليلى 🌻", "<b>חיים</b>")
    page = organizer.get(f"/people/{person.pk}/").content.decode()
    assert "<bdi>ليلى 🌻 &lt;b&gt;חיים&lt;/b&gt;</bdi>" in page
