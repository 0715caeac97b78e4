"""The rule and its twin in SQL against a second reading of the specification, and every mutant of both found out."""

import ast
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, transaction

from consent.ledger.rules import effective as rule
from consent.ledger.rules.facts import Decision, Fact, Scope
from tests.database import superuser_connection
from tests.factories import make_coalition, make_organization
from tests.properties.mutants import PYTHON, SQL
from tests.properties.oracle import Event, Question, answer, random_ledger, random_question
from tests.trust.figures import publish, rounds

LEDGERS = rounds(20_000, full=20_000)
SCOPES = rounds(100_000, full=100_000)
EPOCH = datetime(2026, 3, 1, tzinfo=UTC)
Effective = Callable[..., Any]


def moment(hour: int | None) -> datetime | None:
    return None if hour is None else EPOCH + timedelta(hours=hour)


def as_fact(e: Event) -> Fact:
    return Fact(
        id=UUID(e["id"]), kind=e["kind"], effective_at=moment(e["said"]), recorded_at=moment(e["written"]),  # type: ignore[arg-type]
        recipient_organization=e["organization"], recipient_coalition=e["coalition"], campaign=e["campaign"],
        purpose=e["purpose"], channel=e["channel"], until=moment(e["until"]), actor_kind=e["who"], evidence=e["grade"],
        source_organization=e["source"], authority=e["right"], subject=e["key"], named=name_of(e["named"]),
    )  # fmt: skip


def name_of(name: str | None) -> bytes | None:
    return None if name is None else name.encode()


def told(ledger: list[Event], asked: Question, effective: Effective = rule.effective) -> str:
    return str(decided(ledger, asked, effective).reason)


def decided(ledger: list[Event], asked: Question, effective: Effective = rule.effective) -> Decision:
    scope = Scope(
        asked["purpose"], asked["channel"], asked["organization"], asked["coalition"], asked["campaign"], asked["least"]
    )
    household = {key: name.encode() for key, name in enumerate(asked["names"]) if name is not None}
    decision: Decision = effective(
        [as_fact(e) for e in ledger], scope, moment(asked["at"]), moment(asked["known"]), household
    )
    assert decision.allowed == (decision.reason == "consent")
    return decision


def disagreement(rounds: int, effective: Effective) -> str:
    """The first ledger on which the rule says something else than the second reading, if there is one."""
    dice = random.Random(20261122)
    for number in range(rounds):
        ledger, late = random_ledger(dice), random_question(dice, late=True)
        for asked in (late, {**late, "least": 4 - late["least"]}, random_question(dice)):
            first, second = told(ledger, asked, effective), answer(ledger, asked)
            if first != second:
                return f"round {number}: {first} instead of {second} for {asked} on {ledger}"
    return ""


def broken_promise(rounds: int, effective: Effective) -> str:
    """The first ledger on which the order of arrival matters, or on which somebody comes back who should not."""
    dice = random.Random(20261123)
    for _ in range(rounds):
        ledger, asked = random_ledger(dice), random_question(dice)
        shuffled = dice.sample(ledger, len(ledger))
        if told(ledger, asked, effective) != told(shuffled, asked, effective):
            return f"order of {ledger}"
        stop = _stop(dice)
        others = [e for e in ledger if not _comes_later(e, stop)]
        if told([*others, stop], {**asked, "at": 8, "known": 8}, effective) == "consent":
            return f"somebody comes back through {others}"
    return ""


def _comes_later(e: Event, stop: Event) -> bool:
    """Whether the person says yes themselves, after the stop."""
    return e["kind"] == "granted" and e["who"] in ("person", "guardian") and max(e["said"], e["written"]) > stop["said"]


def _stop(dice: random.Random) -> Event:
    """Stop all, said by the person."""
    hour = dice.randrange(8)
    broad = dict.fromkeys(("organization", "coalition", "campaign", "until", "source", "named"))
    return {
        **broad, "id": f"{dice.getrandbits(128):032x}", "key": 0, "kind": "withdrawn", "said": hour, "written": hour,
        "purpose": "", "channel": "", "who": "person", "grade": 3, "right": "",
    }  # fmt: skip


def test_the_rule_is_the_second_reading() -> None:
    assert disagreement(1_500, rule.effective) == ""


def test_nobody_comes_back() -> None:
    assert broken_promise(2_000, rule.effective) == ""


@pytest.mark.verify
def test_the_rule_on_random_ledgers() -> None:
    differs, broken = disagreement(LEDGERS, rule.effective), broken_promise(LEDGERS, rule.effective)
    publish(
        "random ledgers: the rule differs from its second reading",
        value=int(differs != ""),
        target="= 0",
        rounds=LEDGERS,
    )
    publish(
        "random ledgers: order matters, or somebody comes back", value=int(broken != ""), target="= 0", rounds=LEDGERS
    )
    assert (differs, broken) == ("", "")


@pytest.mark.parametrize(("before", "after"), PYTHON)
def test_every_mutant_of_the_rule_is_found_out(before: str, after: str) -> None:
    sources = {name: Path(f"consent/ledger/rules/{name}.py").read_text() for name in ("facts", "effective")}
    assert sum(text.count(before) for text in sources.values()) == 1, "each mutant changes one place"
    module = ModuleType("mutant")
    for text in (sources["facts"], sources["effective"]):
        tree = ast.parse(text.replace(before, after))
        tree.body = [node for node in tree.body if not _is_of_the_rule(node)]
        module.__dict__["__name__"] = "consent.ledger.rules.facts"
        exec(compile(tree, "mutant", "exec"), module.__dict__)  # noqa: S102  # our own text, changed in one place
    globals_before = (as_fact.__globals__["Fact"], told.__globals__["Scope"])
    as_fact.__globals__["Fact"], told.__globals__["Scope"] = module.Fact, module.Scope
    try:
        assert disagreement(40_000, module.effective) != ""
    finally:
        as_fact.__globals__["Fact"], told.__globals__["Scope"] = globals_before


def _is_of_the_rule(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").startswith("consent")


@pytest.fixture
def people(db: None) -> tuple[dict[int | None, int | None], dict[int | None, int | None]]:
    """The organizations and the coalition of the second reading, by their small numbers."""
    alder, birch = make_organization("alder"), make_organization("birch")
    valley = make_coalition("valley", [alder, birch])
    return {1: alder.pk, 2: birch.pk, None: None}, {1: valley.pk, None: None}


_WRITE = """
INSERT INTO consent_event (id, subject_id, kind, effective_at, recorded_at, until, recipient_organization_id,
                           recipient_coalition_id, campaign, purpose, channel, actor_kind, evidence, authority,
                           source_organization_id, named, legal_basis, source)
SELECT u.*, '', '' FROM unnest(
    %s::uuid[], %s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::bigint[],
    %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::smallint[], %s::text[], %s::bigint[],
    %s::bytea[]) u
"""
_ASK = """
SELECT d.person, d.allowed, d.reason, d.event_ids FROM commonlist.decide(
    %s::bigint[], %s::bigint[], %s, %s, %s, %s, %s, %s, %s, %s, %s::bytea[]) d
"""


def twin_disagrees(people: Any, rounds: int, change: tuple[str, str] | None = None) -> str:
    """The first person about whom ``commonlist.decide`` says something else; with one place of it changed.

    What is decided is held against the second reading, the event that decided against the rule.
    """
    organizations, coalitions = people
    dice = random.Random(20261124)
    statement = Path("consent/ledger/sql/decide.sql").read_text()
    if change:
        assert statement.count(change[0]) == 1, "each mutant changes one place"
        statement = statement.replace(*change)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        name = cursor.fetchone()[0]
    assert name == settings.DATABASES["default"]["NAME"]
    with superuser_connection(name) as database, database.transaction(force_rollback=True):
        database.execute("SET LOCAL session_replication_role = replica")
        if change:
            database.execute(statement)
        for start in range(0, rounds, 500):
            ledgers = [random_ledger(dice) for _ in range(500)]
            first_key = 10_000_000 + 2 * start
            rows = [
                (e["id"], first_key + 2 * who + e["key"], e["kind"], moment(e["said"]), moment(e["written"]),
                 moment(e["until"]), organizations[e["organization"]], coalitions[e["coalition"]], e["campaign"],
                 e["purpose"], e["channel"], e["who"], e["grade"], e["right"], organizations[e["source"]],
                 name_of(e["named"]))
                for who, ledger in enumerate(ledgers) for e in ledger
            ]  # fmt: skip
            database.execute(_WRITE, [list(column) for column in zip(*rows, strict=True)])
            for number in range(10):
                asked = random_question(dice, late=number % 2 == 0)
                names = [random_question(dice)["names"] for _ in ledgers]
                found = {
                    who: (reason if not allowed else "consent", tuple(ids))
                    for who, allowed, reason, ids in database.execute(
                        _ASK,
                        [
                            [who for who in range(500) for _ in (0, 1)],
                            [first_key + 2 * who + key for who in range(500) for key in (0, 1)],
                            organizations[asked["organization"]], coalitions[asked["coalition"]], asked["campaign"],
                            asked["purpose"], asked["channel"], moment(asked["at"]), asked["least"],
                            moment(asked["known"]), [name_of(name) for each in names for name in each],
                        ],
                    ).fetchall()
                }  # fmt: skip
                for who, ledger in enumerate(ledgers):
                    question = {**asked, "names": names[who]}
                    expected = (answer(ledger, question), decided(ledger, question).deciding_events)
                    if found[who] != expected:
                        return f"{found[who]} instead of {expected} for {question} on {ledger}"
    return ""


@pytest.mark.django_db(transaction=True)
def test_the_twin_is_the_second_reading(people: Any) -> None:
    assert twin_disagrees(people, 500) == ""


@pytest.mark.verify
@pytest.mark.django_db(transaction=True)
def test_the_twin_on_random_scopes(people: Any) -> None:
    differs = twin_disagrees(people, SCOPES // 10)
    publish(
        "random scopes: the statement differs from the second reading",
        value=int(differs != ""),
        target="= 0",
        rounds=SCOPES,
    )
    assert differs == ""


@pytest.mark.verify
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", SQL)
def test_every_mutant_of_the_twin_is_found_out(people: Any, change: tuple[str, str]) -> None:
    assert twin_disagrees(people, 40_000, change) != ""
