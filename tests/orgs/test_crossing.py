import pytest

from audit.log.queries.events import newest_events
from coalition.platform.tenancy import acting, system_actor
from orgs.actions.crossing import crossing
from orgs.models import Constituent
from tests.factories import make_coalition, make_organization, make_person


@pytest.mark.django_db
def test_crossing_enters_one_organization_at_a_time_and_tells_each() -> None:
    alder, birch = make_organization("alder"), make_organization("birch")
    valley = make_coalition("valley", [alder, birch])
    make_person(alder, "Ana")
    make_person(birch, "Bo")
    actor = system_actor(coalition_id=valley.pk)
    seen = {}
    with acting(actor):
        for own in crossing("overlap", [birch.pk, alder.pk, birch.pk], actor=actor):
            with acting(own):
                seen[own.organization_id] = list(Constituent.objects.values_list("given_name", flat=True))
        assert not Constituent.objects.exists()
    assert seen == {alder.pk: ["Ana"], birch.pk: ["Bo"]}
    for reader in (system_actor(organization_id=alder.pk), system_actor(organization_id=birch.pk), actor):
        with acting(reader):
            event = newest_events(reader, verbs=["orgs.crossing.entered"])[0]
            assert event.detail == {"reason": "overlap", "organizations": 2}


@pytest.mark.django_db
def test_crossing_wants_a_code_for_a_reason() -> None:
    with pytest.raises(ValueError, match="a reason is a code"):
        crossing("Because Ana asked", [], actor=system_actor())
