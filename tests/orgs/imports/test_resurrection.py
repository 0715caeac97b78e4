"""People who said no, and people who were erased, come again in another list, written otherwise: nobody is enabled."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.events import withdraw
from consent.ledger.queries.decisions import decide_many
from consent.ledger.rules.new_event import Withdrawal
from consent.requests.actions.erasing import erase
from orgs.models import ContactPoint, Organization
from orgs.queries.erasure import whom_to_forget
from orgs.rules.statements import Basis, Statement
from tests.factories import NOW, make_organization
from tests.orgs.imports.sheets import import_text, run_text
from tests.trust.figures import publish, rounds

ROWS = rounds(5_000, full=100_000)
BASIS = Statement({"email": Basis("form"), "phone": Basis("form")})
HEAD = "First name,E-mail,Phone\n"
SPELLINGS = 16  # four of an address times four of a number
BLOCK = 2_000


@pytest.fixture(autouse=True)
def journal(settings, tmp_path: Path) -> Iterator[None]:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path
    yield


def phone(number: int) -> tuple[str, str, str]:
    area, exchange, last = 201 + number // 1_000_000, 200 + number // 10_000 % 100, number % 10_000
    return f"{area}", f"{exchange}", f"{last:04d}"


def written_first(number: int) -> str:
    a, b, c = phone(number)
    return f"P{number},p.{number}@gmail.com,{a}-{b}-{c}\n"


def written_again(number: int) -> str:
    a, b, c = phone(number)
    address = (
        f"P.{number}@Gmail.com",
        f"p{number}+list@gmail.com",
        f" p.{number}@googlemail.com",
        f"P{number}@GMAIL.com",
    )
    call = (f"({a}) {b}-{c}", f"+1 {a} {b} {c}", f"1-{a}-{b}-{c}", f"{a}.{b}.{c}")
    return f"P{number},{address[number % 4]},{call[number // 4 % 4]}\n"


def points_of(organization: Organization) -> list[tuple[int, int]]:
    with acting(system_actor(organization_id=organization.pk)), transaction.atomic():
        return list(ContactPoint.objects.order_by("pk").values_list("constituent_id", "subject_id"))


def come_again(rows: int, folder: Path, bring: Callable[..., dict[str, Any]]) -> None:
    """Birch's people stop everything or are erased; Alder imports the same people, Cedar as many whom nobody knows."""
    alder, birch, cedar = (make_organization(slug) for slug in ("alder", "birch", "cedar"))
    bring(birch, folder, HEAD + "".join(map(written_first, range(rows))), BASIS)
    points = points_of(birch)
    assert len({subject for _, subject in points}) == 2 * rows
    leave(birch, points)
    assert 0 < len(points_of(birch)) < 2 * rows

    known = bring(alder, folder, HEAD + "".join(map(written_again, range(rows))), BASIS)
    unknown = bring(cedar, folder, HEAD + "".join(map(written_again, range(2_000_000, 2_000_000 + rows))), BASIS)

    assert known == unknown
    enabled = reachable(alder)
    publish("people who left, imported again: enabled", value=enabled, target="= 0", unit="channels", rounds=rows)
    assert (enabled, reachable(cedar)) == (0, 2 * rows)


def leave(organization: Organization, points: list[tuple[int, int]]) -> None:
    """Every other sixteen people stop everything; the rest are erased as a request for it does, everywhere."""
    own = system_actor(organization_id=organization.pk)
    people = sorted({person for person, _ in points})
    stopping = {person for number, person in enumerate(people) if number // SPELLINGS % 2 == 0}
    subjects = [subject for person, subject in points if person in stopping]
    for block in batched(subjects, BLOCK):
        person = Actor(role="subject", subject_ids=block)
        with acting(person), transaction.atomic():
            withdraw(actor=person, now=NOW, subject_ids=block, scope=Withdrawal())
    for block in batched([person for person in people if person not in stopping], BLOCK):
        with acting(own), transaction.atomic():
            erase(actor=own, now=NOW, who=replace(whom_to_forget(own, block), suppressed_for=None))


def batched(numbers: list[int], size: int) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(numbers), size):
        yield tuple(numbers[start : start + size])


def reachable(organization: Organization) -> int:
    """How many channels of how many people the organization may use."""
    own = system_actor(organization_id=organization.pk)
    people = points_of(organization)
    with acting(own), transaction.atomic():
        return sum(
            decision.allowed
            for channel in ("email", "phone")
            for decision in decide_many(actor=own, people=people, purpose="contact", channel=channel).values()
        )


@pytest.mark.django_db(transaction=True)
def test_run_import_enables_nobody_who_left(tmp_path: Path) -> None:
    come_again(60, tmp_path, import_text)


@pytest.mark.verify
@pytest.mark.django_db(transaction=True)
def test_run_import_of_a_long_list_enables_nobody_who_left(tmp_path: Path) -> None:
    come_again(ROWS, tmp_path, run_text)
