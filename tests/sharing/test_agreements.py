from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from coalition.platform.tenancy import Actor, acting
from sharing.actions.agreements import accept_agreement, create_agreement
from sharing.actions.refusals import WORDS, Refused
from sharing.models import SharingAgreement
from sharing.queries.agreements import signatures
from tests.factories import actor_of, make_member
from tests.sharing.world import NOW, World, make_world

TERMS: dict[str, Any] = {
    "title": "Terms", "text": "Kindly.", "modes": ["messenger"], "purposes": ["contact"], "channels": ["phone"],
    "recipients": [],
}  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def write(actor: Actor, **changes: Any) -> SharingAgreement:
    with acting(actor):
        return create_agreement(actor=actor, now=NOW, **{**TERMS, **changes})


def test_create_agreement_refuses_what_the_platform_cannot_keep(world: World) -> None:
    for changes, code in (
        ({"minimum_evidence": 1}, "evidence"),
        ({"minimum_evidence": 5}, "evidence"),
        ({"modes": []}, "modes"),
        ({"modes": ["reveal"]}, "modes"),
        ({"channels": ["pigeon"]}, "channels"),
        ({"purposes": []}, "purposes"),
        ({"recipients": [world.dune.pk]}, "recipients"),
    ):
        with pytest.raises(Refused) as refused:
            write(world.coordinator, **changes)
        assert (refused.value.code, bool(str(WORDS[code]))) == (code, True)
    with pytest.raises(PermissionDenied):
        write(world.admin(world.alder))


def test_accept_agreement_is_seen_by_every_member_and_only_the_newest_counts(world: World) -> None:
    first = write(world.coordinator)
    admin, organizer = world.admin(world.alder), actor_of(make_member(world.alder, "organizer"), world.alder)
    with acting(organizer), pytest.raises(PermissionDenied):
        accept_agreement(actor=organizer, now=NOW, agreement_id=first.pk)
    dune = world.admin(world.dune)
    with acting(dune), pytest.raises(Http404):
        accept_agreement(actor=dune, now=NOW, agreement_id=first.pk)
    with acting(admin):
        accepted = accept_agreement(actor=admin, now=NOW, agreement_id=first.pk)
        assert accept_agreement(actor=admin, now=NOW, agreement_id=first.pk).pk == accepted.pk
    birch = world.admin(world.birch)
    with acting(birch):
        seen = {one.organization.slug: one.at is not None for one in signatures(birch, first)}
    assert seen == {"alder": True, "birch": False, "cedar": False}
    second = write(world.coordinator)
    assert (first.version, second.version) == (1, 2)
    with acting(birch), pytest.raises(Refused, match="superseded"):
        accept_agreement(actor=birch, now=NOW, agreement_id=first.pk)
