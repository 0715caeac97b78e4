"""People who said no, and people who were erased, come again in another list, written otherwise: nobody is enabled."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.events import withdraw
from consent.ledger.queries.decisions import decide_many
from consent.ledger.rules.new_event import Withdrawal
from orgs.models import ContactPoint, Organization
from orgs.rules.statements import Basis, Statement
from tests.database import superuser_connection
from tests.factories import NOW, make_organization
from tests.orgs.imports.sheets import import_text
from tests.trust.figures import publish, rounds

ROWS = rounds(20_000, full=100_000)
BASIS = Statement({"email": Basis("form"), "phone": Basis("form")})
HEAD = "First name,E-mail,Phone\n"
FORGET = ("consent_event", "consent_holding", "consent_subject_key")


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


def come_again(rows: int, folder: Path) -> None:
    """Birch's people stop everything or are erased; Alder imports the same people, Cedar as many whom nobody knows."""
    alder, birch, cedar = (make_organization(slug) for slug in ("alder", "birch", "cedar"))
    import_text(birch, folder, HEAD + "".join(map(written_first, range(rows))), BASIS)
    subjects = [subject for _, subject in points_of(birch)]
    assert len(set(subjects)) == 2 * rows
    leave(subjects)

    known = import_text(alder, folder, HEAD + "".join(map(written_again, range(rows))), BASIS)
    unknown = import_text(cedar, folder, HEAD + "".join(map(written_again, range(2_000_000, 2_000_000 + rows))), BASIS)

    assert known == unknown
    enabled = reachable(alder)
    publish("people who left, imported again: enabled", value=enabled, target="= 0", unit="channels", rounds=rows)
    assert (enabled, reachable(cedar)) == (0, 2 * rows)


def leave(subjects: list[int]) -> None:
    """Every other contact point says stop to everybody; the others' people are erased."""
    stopping, erased = subjects[: len(subjects) // 2], subjects[len(subjects) // 2 :]
    person = Actor(role="subject", subject_ids=tuple(stopping))
    with acting(person), transaction.atomic():
        withdraw(actor=person, now=NOW, subject_ids=stopping, scope=Withdrawal())
    gone = Actor(role="subject", subject_ids=tuple(erased))
    with acting(gone), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.suppress(%s::bigint[], NULL)", [erased])
    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database, database.transaction():
        database.execute("SET LOCAL session_replication_role = replica")
        for table in FORGET:
            database.execute(f"DELETE FROM {table} WHERE subject_id = ANY (%s)", [erased])
        database.execute("DELETE FROM consent_subject WHERE id = ANY (%s)", [erased])


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
    come_again(60, tmp_path)


@pytest.mark.verify
@pytest.mark.django_db(transaction=True)
def test_run_import_of_a_long_list_enables_nobody_who_left(tmp_path: Path) -> None:
    come_again(ROWS, tmp_path)
