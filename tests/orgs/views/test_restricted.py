"""Restricted records: who sees them, what everybody else is told, and asking for access."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.log.models import Event
from coalition.platform.tenancy import Actor, acting
from orgs.actions.restricted import GroupFacts, restrict_person, save_group
from orgs.models import AccessRequest, Constituent, Organization, RestrictedGroup, RestrictedMember, User
from orgs.queries.segments import counted, matching
from orgs.queries.visible import hidden_people, sight_of, visible_people
from orgs.rules.segments import parse
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person, make_segment

pytestmark = pytest.mark.django_db
CANARY = "Quillfeather"


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
def ada(alder: Organization) -> User:
    return make_member(alder, "admin", "Ada Admin")


@pytest.fixture
def rich(alder: Organization) -> Constituent:
    make_person(alder, "Ben", "Ito", email="ben@post.example", city="Oakland")
    return make_person(alder, "Regina", CANARY, email="regina@post.example", phone="+1 510 555 0177", city="Oakland")


@pytest.fixture
def donors(alder: Organization, fay: User, ada: User, rich: Constituent) -> RestrictedGroup:
    """Major donors: kept by Fay, seen by fundraisers; Regina is in it. The administrator does not see them."""
    return restrict(alder, fay, rich, "fundraiser")


def restrict(alder: Organization, keeper: User, person: Constituent, *roles: str) -> RestrictedGroup:
    with acting(by := actor_of(keeper)):
        system = Actor(role="system", organization_id=alder.pk, user_id=keeper.pk)
        facts = GroupFacts("Major donors", "major_donors", keeper=keeper.pk, roles=roles)
        group = save_group(actor=system, now=NOW, facts=facts)
        restrict_person(actor=by, now=NOW, person_id=person.pk, group_id=group.pk)
    return group


def seen(user: User) -> set[str]:
    actor = actor_of(user)
    with acting(actor):
        hidden = {each.family_name for each in hidden_people(actor)}
        names = {each.family_name for each in visible_people(actor)}
        assert not hidden & names
        return names


def test_visible_people_are_those_of_open_groups(donors: RestrictedGroup, fay: User, olga: User, ada: User) -> None:
    assert seen(fay) == {"Ito", CANARY}
    assert seen(olga) == seen(ada) == {"Ito"}


def test_visible_people_are_all_without_groups(rich: Constituent, olga: User) -> None:
    assert seen(olga) == {"Ito", CANARY}


def test_visible_people_in_two_groups_need_both(alder: Organization, donors: RestrictedGroup, fay: User, ada: User,
                                                olga: User, rich: Constituent) -> None:  # fmt: skip
    with acting(system := Actor(role="system", organization_id=alder.pk)):
        facts = GroupFacts("Our own staff", "staff", keeper_role="organizer")
        group = save_group(actor=system, now=NOW, facts=facts)
        RestrictedMember.objects.create(organization=alder, group=group, constituent=rich)
    assert seen(fay) == seen(olga) == {"Ito"}


def test_visible_people_without_the_minors_of_a_standing_group(alder: Organization, fay: User, olga: User) -> None:
    today = timezone.now().date()
    make_person(alder, "Kim", "Young", birth_date=today - timedelta(days=17 * 365))
    make_person(alder, "Old", "Enough", birth_date=today - timedelta(days=19 * 365))
    make_person(alder, "No", "Birthday")
    with acting(system := Actor(role="system", organization_id=alder.pk)):
        facts = GroupFacts("Minors", "minors", keeper_role="fundraiser", includes_minors=True)
        save_group(actor=system, now=NOW, facts=facts)
    assert seen(fay) == {"Young", "Enough", "Birthday"}
    assert seen(olga) == {"Enough", "Birthday"}


def test_sight_ends_with_the_membership(alder: Organization, donors: RestrictedGroup, fay: User) -> None:
    system = Actor(role="system", organization_id=alder.pk)
    with acting(system):
        assert visible_people(sight_of(system, fay.pk)).count() == 2
        fay.memberships.update(active=False)
        assert visible_people(sight_of(system, fay.pk)).count() == 1
        assert visible_people(sight_of(system, None)).count() == 1


def test_segments_neither_list_nor_count_restricted_people(donors: RestrictedGroup, alder: Organization, fay: User,
                                                          olga: User) -> None:  # fmt: skip
    segment = make_segment(alder, "Oakland", [{"field": "city", "test": "is", "value": "Oakland"}])
    for user, people in ((fay, 2), (olga, 1)):
        with acting(actor := actor_of(user)):
            assert counted(actor, [segment])[0].count == people
            assert matching(actor, parse(segment.rules)).count() == people


@pytest.mark.parametrize(
    "path",
    ["", "edit/", "consent/", "consent/record/", "consent/passing/", "consent/guardian/", "blocks/report/", "turf/"],
)
def test_restricted_record_tells_whom_to_ask_and_no_name(
    donors: RestrictedGroup, rich: Constituent, olga: User, path: str
) -> None:
    answer = sign_in(olga).get(f"/people/{rich.pk}/{path}")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Fay Fund" in page
    assert "There is a record here" in page
    assert not [word for word in (CANARY, "Regina", "Oakland", "0177", "Major donors") if word in page]
    assert "regina@" not in page


def test_restricted_record_of_another_organization_is_not_there(donors: RestrictedGroup, rich: Constituent) -> None:
    stranger = sign_in(make_member(make_organization("birch"), "organizer"))
    assert stranger.get(f"/people/{rich.pk}/").status_code == 404
    asked = stranger.post(f"/people/{rich.pk}/access/", {"reason": "please"})
    assert asked.status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/people/", f"/people/?q={CANARY}", "/people/?q=regina@post.example", "/people/?q=510-555-0177",
     "/people/?city=Oakland", "/segments/", "/messages/", "/messages/replies/", "/people/dead-addresses/", "/"],
)  # fmt: skip
def test_restricted_people_are_on_no_list(donors: RestrictedGroup, olga: User, path: str) -> None:
    page = sign_in(olga).get(path).content.decode().replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "")
    assert CANARY not in page
    assert "Regina" not in page


def test_restricted_people_are_listed_for_those_who_see_them(donors: RestrictedGroup, fay: User) -> None:
    assert CANARY in sign_in(fay).get("/people/").content.decode()


def test_access_ask_and_answer(donors: RestrictedGroup, rich: Constituent, fay: User, olga: User, ada: User) -> None:
    asking, keeper = sign_in(olga), sign_in(fay)
    page = asking.post(f"/people/{rich.pk}/access/", {"reason": "She comes to our dinner"}, follow=True)
    assert page.status_code == 403
    assert "You have asked to see it." in page.content.decode()
    request = only_request(fay)
    waiting = keeper.get("/stewardship/").content.decode()
    assert "She comes to our dinner" in waiting
    assert CANARY in waiting
    assert "dinner" not in sign_in(ada).get("/stewardship/").content.decode()
    assert CANARY not in asking.get("/stewardship/").content.decode()

    assert asking.post(f"/stewardship/{request.pk}/answer/", {"days": "7"}).status_code == 403
    assert sign_in(ada).post(f"/stewardship/{request.pk}/answer/", {"days": "7"}).status_code == 403
    assert seen(olga) == {"Ito"}
    keeper.post(f"/stewardship/{request.pk}/answer/", {"days": "7"})
    assert seen(olga) == {"Ito", CANARY}
    assert seen(ada) == {"Ito"}
    assert asking.get(f"/people/{rich.pk}/").status_code == 200

    with acting(actor_of(fay)):
        AccessRequest.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert seen(olga) == {"Ito"}
    with acting(actor_of(fay)):
        told = Event.objects.filter(verb__startswith="orgs.access").values_list("verb", flat=True)
        assert sorted(told) == ["orgs.access.answered", "orgs.access.asked"]


def test_access_refused_stays_closed(donors: RestrictedGroup, rich: Constituent, fay: User, olga: User) -> None:
    sign_in(olga).post(f"/people/{rich.pk}/access/", {"reason": "curious"})
    sign_in(fay).post(f"/stewardship/{only_request(fay).pk}/answer/", {"refuse": "1"})
    assert seen(olga) == {"Ito"}
    assert "Refused" in sign_in(olga).get("/stewardship/").content.decode()


def only_request(user: User) -> AccessRequest:
    with acting(actor_of(user)):
        return AccessRequest.objects.get()


def test_glass_opens_with_a_second_person_for_half_an_hour(
    donors: RestrictedGroup, rich: Constituent, fay: User, olga: User, ada: User
) -> None:
    admin = sign_in(ada)
    form = {"reason_code": "legal", "reason": "A court asks until noon"}
    admin.post(f"/people/{rich.pk}/break-glass/", form)
    request = only_request(fay)
    assert admin.post(f"/stewardship/{request.pk}/answer/", {"days": "1"}).status_code == 403
    assert seen(ada) == {"Ito"}
    sign_in(olga).post(f"/stewardship/{request.pk}/answer/", {"days": "1"})
    assert seen(ada) == {"Ito", CANARY}
    assert seen(olga) == {"Ito"}
    with acting(actor_of(fay)):
        until = only_request(fay).until
    assert until is not None
    assert timedelta(minutes=29) < until - timezone.now() <= timedelta(minutes=30)
    assert "Glass broken: Ada Admin" in sign_in(fay).get("/stewardship/").content.decode()


def test_glass_is_for_admins_with_a_reason(donors: RestrictedGroup, rich: Constituent, olga: User, ada: User) -> None:
    path = f"/people/{rich.pk}/break-glass/"
    assert sign_in(olga).post(path, {"reason_code": "legal", "reason": "x"}).status_code == 403
    sign_in(ada).post(path, {"reason_code": "curious", "reason": "x"})
    with acting(actor_of(ada)):
        assert AccessRequest.objects.count() == 0


def test_restricted_pages_make_and_change_a_group(alder: Organization, ada: User, fay: User, rich: Constituent) -> None:
    admin = sign_in(ada)
    data = {"name": "Major donors", "kind": "major_donors", "keeper": str(fay.pk), "roles": ["admin", "fundraiser"]}
    admin.post("/restricted/new/", data)
    with acting(actor_of(ada)):
        group = RestrictedGroup.objects.get()
    assert admin.post("/restricted/new/", data).status_code == 422
    admin.post(f"/people/{rich.pk}/restrict/", {"group": group.pk})
    assert CANARY in admin.get(f"/restricted/{group.pk}/").content.decode()
    assert admin.post(f"/restricted/{group.pk}/delete/", follow=True).status_code == 200
    # Without their own role among those who see it, an administrator cannot let themselves in again.
    admin.post(f"/restricted/{group.pk}/edit/", {**data, "roles": ["fundraiser"]})
    assert CANARY not in admin.get(f"/restricted/{group.pk}/").content.decode()
    assert admin.get(f"/restricted/{group.pk}/edit/").status_code == 403
    assert admin.post(f"/restricted/{group.pk}/edit/", data).status_code == 403
    assert admin.post(f"/people/{rich.pk}/unrestrict/", {"group": group.pk}).status_code == 403
    sign_in(fay).post(f"/people/{rich.pk}/unrestrict/", {"group": group.pk})
    assert seen(ada) == {"Ito", CANARY}
