"""Writing down whether somebody may be passed on: only to whom the paper names."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import record_events
from consent.ledger.queries.decisions import decide_many
from consent.ledger.queries.history import consent_history, notices_in_use
from consent.ledger.rules.new_event import NewEvent
from orgs.actions.blocks import NoIdentifier
from orgs.actions.passing import record_passing
from orgs.models import Coalition, Constituent, Organization
from orgs.queries.people import contact_points
from orgs.rules.passing import NotNamed, Passing
from tests.factories import actor_of, make_coalition, make_member, make_organization, make_person

pytestmark = pytest.mark.django_db

SIGNED = datetime(2026, 3, 1, 8, tzinfo=UTC)
WORDS = "I agree that Alder passes my details on to Birch, both of the coalition Valley."


@pytest.fixture
def orgs() -> dict[str, Organization]:
    return {name: make_organization(name) for name in ("alder", "birch", "cedar")}


@pytest.fixture
def valley(orgs: dict[str, Organization]) -> Coalition:
    return make_coalition("valley", list(orgs.values()))


@pytest.fixture
def olga(orgs: dict[str, Organization], valley: Coalition) -> Actor:
    return actor_of(make_member(orgs["alder"], "organizer"))


@pytest.fixture
def ana(orgs: dict[str, Organization]) -> Constituent:
    return make_person(orgs["alder"], "Ana", "García", email="ana@post.example", phone="+1 510 555 0101")


def passing(actor: Actor, person: Constituent, coalition: int, words: str = WORDS, **how: Any) -> int:
    said = Passing(**{"yes": True, "purposes": ("share",), "coalition": coalition, "method": "paper",
                      "said_at": SIGNED, "evidence_ref": "Folder 16", **how})  # fmt: skip
    with acting(actor):
        return record_passing(actor=actor, now=timezone.now(), person_id=person.pk, said=said, notice_text=words)


def allowed(actor: Actor, person: Constituent, coalition: int, purpose: str = "share") -> dict[str, str]:
    """Why, for each member of the coalition, the person may (not) be passed on to it."""
    found = {}
    with acting(actor):
        pairs = [(person.pk, point.subject_id) for point in contact_points(actor, person.pk)]
        for organization in Organization.objects.exclude(slug="alder").order_by("name"):
            decided = decide_many(
                actor=actor, people=pairs, purpose=purpose, channel="phone", recipient_organization=organization.pk,
                coalition=coalition,
            )  # fmt: skip
            found[organization.name] = decided[person.pk].reason
    return found


def test_record_passing_of_a_yes_counts_for_those_whom_the_words_name(
    olga: Actor, ana: Constituent, valley: Coalition
) -> None:
    assert passing(olga, ana, valley.pk) == 2  # for the number and for the address
    assert allowed(olga, ana, valley.pk) == {"Birch": "consent", "Cedar": "not_asked"}
    assert allowed(olga, ana, valley.pk, "match") == {"Birch": "not_asked", "Cedar": "not_asked"}
    with acting(olga):
        (notice,) = notices_in_use(olga)
    assert (notice.text, notice.recipients) == (WORDS, ("Valley", "Birch"))
    assert passing(olga, ana, valley.pk) == 0
    assert passing(olga, ana, valley.pk, purposes=("share", "match")) == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("I agree that Alder passes my details on to Birch.", "unnamed"),
        ("I agree that Alder passes my details on within Valley.", "nobody_named"),
        ("I agree that Alder passes my details on to Birchwood, of Valley.", "nobody_named"),
        ("", "unnamed"),
    ],
)
def test_record_passing_refuses_words_that_name_nobody(
    olga: Actor, ana: Constituent, valley: Coalition, words: str, code: str
) -> None:
    with pytest.raises(NotNamed) as problem:
        passing(olga, ana, valley.pk, words)
    assert problem.value.code == code
    assert set(allowed(olga, ana, valley.pk).values()) == {"not_asked"}


def test_record_passing_by_a_notice_reads_that_notice(olga: Actor, ana: Constituent, valley: Coalition) -> None:
    passing(olga, ana, valley.pk)
    with acting(olga):
        (notice,) = notices_in_use(olga)
        said = Passing(True, ("match",), valley.pk, "paper", SIGNED, "Folder 17")
        told: dict[str, Any] = {"actor": olga, "now": timezone.now(), "person_id": ana.pk, "said": said}
        assert record_passing(**told, notice_id=notice.id) == 2
        with pytest.raises(Http404):
            record_passing(**told, notice_id=987_654)
    assert allowed(olga, ana, valley.pk, "match") == {"Birch": "consent", "Cedar": "not_asked"}


def test_record_passing_of_a_spoken_yes_is_refused(olga: Actor, ana: Constituent, valley: Coalition) -> None:
    with pytest.raises(PermissionDenied):
        passing(olga, ana, valley.pk, method="spoken")
    assert set(allowed(olga, ana, valley.pk).values()) == {"not_asked"}


def test_record_passing_of_a_spoken_no_ends_it_in_that_coalition_alone(
    olga: Actor, ana: Constituent, valley: Coalition, orgs: dict[str, Organization]
) -> None:
    coast = make_coalition("coast", [orgs["alder"], orgs["birch"]])
    olga = actor_of(make_member(orgs["alder"], "organizer", "Second Organizer"))
    passing(olga, ana, valley.pk)
    passing(olga, ana, coast.pk, "I agree that Alder passes my details on to Birch, both of Coast.")
    assert passing(olga, ana, valley.pk, "", yes=False, method="spoken", evidence_ref="") == 2
    assert allowed(olga, ana, valley.pk) == {"Birch": "refused", "Cedar": "refused"}
    assert allowed(olga, ana, coast.pk) == {"Birch": "consent", "Cedar": "not_asked"}
    with acting(olga):
        subjects = [point.subject_id for point in contact_points(olga, ana.pk)]
        no = next(heard for heard in consent_history(olga, subjects) if heard.kind == "refused")
    assert (no.evidence, no.coalition, no.actor_kind) == (1, valley.pk, "staff")


def test_record_passing_within_a_coalition_of_others_is_missing(
    olga: Actor, ana: Constituent, orgs: dict[str, Organization]
) -> None:
    coast = make_coalition("coast", [orgs["birch"], orgs["cedar"]])
    for yes in (True, False):
        with pytest.raises(Http404):
            passing(olga, ana, coast.pk, "Alder may pass me on to Birch, of Coast.", yes=yes)


def test_record_passing_needs_an_identifier(olga: Actor, valley: Coalition, orgs: dict[str, Organization]) -> None:
    with pytest.raises(NoIdentifier):
        passing(olga, make_person(orgs["alder"], "Cy"), valley.pk)


@pytest.mark.parametrize("role", ["analyst", "volunteer"])
def test_record_passing_is_for_staff(
    orgs: dict[str, Organization], ana: Constituent, valley: Coalition, role: str
) -> None:
    with pytest.raises(PermissionDenied):
        passing(actor_of(make_member(orgs["alder"], role)), ana, valley.pk, "", yes=False, method="spoken")


def test_record_passing_of_a_no_counts_after_the_person_said_yes_again(
    olga: Actor, ana: Constituent, valley: Coalition, orgs: dict[str, Organization]
) -> None:
    no: dict[str, Any] = {"yes": False, "method": "spoken", "evidence_ref": "", "said_at": None}
    passing(olga, ana, valley.pk, "", **no)
    with acting(olga):
        subject = next(point.subject_id for point in contact_points(olga, ana.pk) if point.kind == "phone")
    person = Actor(role="subject", subject_ids=(subject,))
    yes = NewEvent(subject, "granted", "person", 3, recipient_organization=orgs["birch"].pk,
                   recipient_coalition=valley.pk, purpose="share", channel="phone")  # fmt: skip
    with acting(person):
        record_events(actor=person, now=timezone.now(), events=[yes])
    assert allowed(olga, ana, valley.pk)["Birch"] == "consent"

    passing(olga, ana, valley.pk, "", **no)

    assert allowed(olga, ana, valley.pk)["Birch"] == "refused"
