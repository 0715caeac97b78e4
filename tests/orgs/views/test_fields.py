"""Role × field × restriction: what every page about a person shows, compared with the policy, both ways."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coalition.platform.tenancy import acting
from consent.ledger.actions.events import record_events
from consent.ledger.rules.new_event import NewEvent
from orgs.actions.asks import NewAsk, record_ask, set_capacity
from orgs.actions.custom_fields import FieldPlan, change_values, save_field
from orgs.actions.funds import NewPlan, record_plan
from orgs.actions.gifts import NewGift, record_gift
from orgs.actions.interactions import log_interaction
from orgs.actions.relationships import add_relationship
from orgs.actions.restricted import GroupFacts, restrict_person, save_group
from orgs.actions.skills import set_skill
from orgs.actions.social import add_social
from orgs.models import Constituent, ContactPoint, Membership, Organization, User
from orgs.rules.fields import LEVELS, SEEN, Field
from orgs.rules.ties import NewTie
from tests.access.table import routes
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person

pytestmark = pytest.mark.django_db
ROLES = tuple(Membership.Role.values)
# One role every day; the others, for whom the same guards stand, before landing.
IN_TURN = [pytest.param(role, marks=[] if role == "organizer" else pytest.mark.verify) for role in ROLES]
DAY = date(2026, 3, 4)
# What gives a field away, wherever it stands: in text, in a form's value, in a comment.
CANARIES: dict[Field, tuple[str, ...]] = {
    Field.NAME: ("Canafirst", "Canalast"),
    Field.CONTACT: ("canamail@", "canahandle"),
    Field.ADDRESS: ("Canastreet",),
    Field.BIRTHDAY: ("1951",),
    Field.NOTE: ("Cananote",),
    Field.FACTS: ("Canajob", "Canaskill", "Canatopic"),
    Field.CONSENT: ("Canaconsent",),
    Field.HISTORY: ("Canahistory",),
    Field.RELATIONSHIPS: ("Canafriend",),
    Field.GIVING: ("Canaask",),
    Field.AMOUNTS: ("8,765", "8765", "4,321", "4321", "76,543", "76543", "2,345", "2345"),
}
LEVEL_CANARY = {level: f"Canalevel{level}" for level in LEVELS}


@dataclass
class Scene:
    """Somebody with a canary in every field, and a member of every role."""

    owner: Organization
    person: Constituent
    friend: Constituent
    members: dict[str, User]
    points: list[int]


@pytest.fixture
def scene() -> Scene:
    alder = make_organization("alder")
    members = {role: make_member(alder, role) for role in ROLES}
    person = make_person(
        alder, "Canafirst", "Canalast", email="canamail@post.example", interests=["Canatopic"], street="Canastreet 1",
        city="Oakland", job_title="Canajob", note="Cananote", birth_date=date(1951, 3, 4), pronouns="cana/canas",
    )  # fmt: skip
    friend = make_person(alder, "Canafriend", "Other")
    admin = actor_of(members["admin"])
    with acting(admin):
        points = list(ContactPoint.objects.filter(constituent=person))
        _fill(members, person, friend, points)
    return Scene(alder, person, friend, members, [point.pk for point in points])


def _fill(members: dict[str, User], person: Constituent, friend: Constituent, points: list[ContactPoint]) -> None:
    admin, pk = actor_of(members["admin"]), person.pk
    told: dict[str, Any] = {"recipient_organization": person.organization_id, "purpose": "contact", "channel": "email"}
    said = NewEvent(
        points[0].subject_id,
        "granted",
        "staff",
        1,
        legal_basis="consent",
        source="Canaconsent",
        evidence_ref="",
        **told,
    )
    record_events(actor=admin, now=NOW, events=[said])
    clock: dict[str, Any] = {"actor": admin, "now": NOW, "person_id": pk}
    log_interaction(**clock, kind="note", summary="Canahistory")
    add_relationship(**clock, other_id=friend.pk, tie=NewTie("friend"))
    set_skill(**clock, name="Canaskill")
    add_social(**clock, network="mastodon", handle="@canahandle@social.example")
    money: dict[str, Any] = {**clock, "today": NOW.date()}
    record_gift(**money, gift=NewGift(Decimal(8765), "USD", DAY))
    record_plan(**money, plan=NewPlan(Decimal(4321), "USD", "month", DAY))
    record_ask(**money, ask=NewAsk("Canaask", "money", DAY, amount=Decimal(2345), currency="USD"))
    set_capacity(**money, currency="USD", band=(Decimal(76543), None), source="word")
    for level, canary in LEVEL_CANARY.items():
        field = save_field(actor=admin, now=NOW, plan=FieldPlan(f"Own {level}", "text", visible_to=level))
        change_values(**clock, values={field.pk: [canary]})


def pages(person_id: int) -> Iterator[str]:
    """Every page about one person, and every list that people stand on."""
    yield from pages_of(person_id)
    for name, parameters in routes():
        if not parameters and name.startswith(("orgs:", "requests:", "propagation:", "explorer:")):
            yield reverse(name)
    for query in ("q=Canalast", "q=canamail@post.example", "sort=-name", "tag=Cana", "interest=Canatopic"):
        yield f"{reverse('orgs:person-list')}?{query}"
    for name in ("orgs:gift-list", "orgs:ask-list", "orgs:coverage-list"):
        yield f"{reverse(name)}?person={person_id}&q=Canalast&journalist=Canalast"


def pages_of(person_id: int) -> Iterator[str]:
    """Every page about one person."""
    for name, parameters in routes():
        if parameters == ("person_id",):
            yield reverse(name, args=[person_id])


def read(client: Client, scene: Scene) -> str:
    """Everything that the client's user reads of the person."""
    texts = []
    for path in [*pages(scene.person.pk), *pages_of(scene.friend.pk)]:
        answer = client.get(path, headers={"hx-request": "false"})
        if answer.status_code == 200:
            body = answer.getvalue()
            # What one typed oneself is no disclosure.
            texts.append(_without_echo(unescape(body.decode(errors="replace")), path))
    for point in scene.points:
        answer = client.post(reverse("orgs:contact-reveal", args=[scene.person.pk, point]))
        texts.append(answer.content.decode() if answer.status_code == 200 else "")
    return "\n".join(texts)


def _without_echo(text: str, path: str) -> str:
    query = path.partition("?")[2]
    typed = [part.partition("=")[2] for part in query.split("&") if "=" in part]
    kept = []
    for line in text.splitlines():
        for word in typed:
            line = line.replace(f'value="{word}"', "").replace(f"={word}", "")
        kept.append(line)
    return "\n".join(kept)


def seen_fields(text: str) -> set[Field]:
    # Four digits stand by chance within tokens, now and then: a sum stands by itself.
    sums = re.sub(r"[A-Za-z0-9-]{20,}", "", text)
    return {
        field for field, words in CANARIES.items() if any(word in (sums if word.isdigit() else text) for word in words)
    }


def seen_levels(text: str) -> set[str]:
    return {level for level, canary in LEVEL_CANARY.items() if canary in text}


@pytest.mark.parametrize("role", ROLES)
def test_pages_show_each_role_what_the_policy_allows(scene: Scene, role: str) -> None:
    text = read(sign_in(scene.members[role]), scene)
    # An analyst reads which topics there are: a word of the organization, nobody's fact.
    shown = seen_fields(text.replace("Canatopic", "") if role in ("analyst", "volunteer") else text)
    assert shown == set(SEEN[role])
    assert seen_levels(text) == {level for level, roles in LEVELS.items() if role in roles}


@pytest.mark.parametrize("role", IN_TURN)
def test_pages_show_nothing_of_a_restricted_record(scene: Scene, role: str) -> None:
    """The group is seen by nobody but its keeper, who is somebody else."""
    keeper = make_member(scene.owner, "fundraiser", "Kim Keeper")
    restrict(scene, keeper)
    text = read(sign_in(scene.members[role]), scene).replace("Canatopic", "")
    assert seen_fields(text) - {Field.RELATIONSHIPS} == set()  # the friend's own record is open
    assert seen_levels(text) == set()
    assert seen_fields(read(sign_in(keeper), scene)) == set(SEEN["fundraiser"])


@pytest.mark.parametrize("role", ["admin", "organizer", "fundraiser"])
def test_pages_show_a_restricted_record_to_roles_of_its_group(scene: Scene, role: str) -> None:
    keeper = make_member(scene.owner, "fundraiser", "Kim Keeper")
    restrict(scene, keeper, role)
    assert seen_fields(read(sign_in(scene.members[role]), scene)) == set(SEEN[role])


def restrict(scene: Scene, keeper: User, *roles: str) -> None:
    admin = actor_of(scene.members["admin"])
    with acting(admin):
        facts = GroupFacts("Donors", "major_donors", keeper=keeper.pk, roles=roles)
        group = save_group(actor=admin, now=NOW, facts=facts)
        restrict_person(actor=admin, now=NOW, person_id=scene.person.pk, group_id=group.pk)
