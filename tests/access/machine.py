"""Running rows of the table: own objects, foreign objects, and what changed."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client

from coalition.platform.tenancy import OwnerKind
from coalition.platform.tenancy.rows import declared_models
from tests.access.data import DATA, SECRETS
from tests.access.matrix_database import rolled_back
from tests.access.requests import HOME, MAY_READ, RANDOM_ID, WHO, Answer, ask, coalition_of
from tests.access.table import Row, parameters
from tests.access.world import CANARIES, World

Walls = Any  # a context manager that takes a wall down, or neither
OWNER_COLUMN = {
    OwnerKind.ORGANIZATION: "organization_id",
    OwnerKind.SHARED: "organization_id",
    OwnerKind.COALITION: "coalition_id",
}
FAIRLY_FOREIGN = ("alder", "birch", "cedar")
RANDOM_TOKEN = "1-" + "r" * 43


@dataclass
class Tally:
    """How many cells were asked in this process, and how many were not as they must be."""

    cells: int = 0
    problems: int = 0

    def count(self, cells: int, problems: list[str]) -> list[str]:
        """Note them; the problems."""
        self.cells += cells
        self.problems += len(problems)
        return problems


TALLY = Tally()


def own_answer(world: World, clients: dict[str, Client], row: Row, who: str, walls: Walls) -> Answer:
    """What ``who`` gets for Alder's objects."""
    return _answer(clients[who], row, world.objects("alder"), walls)


def own_problems(world: World, clients: dict[str, Client], row: Row, walls: Walls, whos: Any = WHO) -> list[str]:
    """Cells of the row that differ from the table, show a stranger's canary, or miss one's own."""
    problems = []
    for who in whos:
        answer = own_answer(world, clients, row, who, walls)
        if answer.status != row.statuses[who]:
            problems.append(f"{row} as {who}: {answer.status} instead of {row.statuses[who]}")
        if leaked := answer.leaks(who):
            problems.append(f"{row} as {who}: shows what belongs to {leaked}")
        shown = row.method == "GET" and answer.status == 200 and row.shows in MAY_READ[who]
        if shown and CANARIES[row.shows] not in answer.text:
            problems.append(f"{row} as {who}: does not show what belongs to {row.shows}")
    return TALLY.count(len(whos), problems)


def foreign_problems(world: World, clients: dict[str, Client], row: Row, walls: Walls, whos: Any = WHO) -> list[str]:
    """Cells where a foreign object is told from an id that does not exist, is shown, or is changed."""
    problems, cells = list[str](), 0
    unchanged: dict[tuple[str, ...], str] = {}  # every cell is undone, so it is the same before each of them
    for who in whos:
        home, nobodys = world.objects(HOME[who]), dict[str, Answer]()
        for part, name, ids in _foreign(world, row, who):
            cells += 1
            if row.method == "POST" and MAY_READ[who] not in unchanged:
                unchanged[MAY_READ[who]] = _fingerprint(world, who)
            before = unchanged.get(MAY_READ[who])
            answer, changed = _answer_and_change(clients[who], row, ids, walls, world, who, before)
            if leaked := answer.leaks(who):
                problems.append(f"{row} as {who} with {part}: shows what belongs to {leaked}")
            if changed:
                problems.append(f"{row} as {who} with {part}: changes a stranger's row")
            nobody = RANDOM_ID if isinstance(home[name], int) else RANDOM_TOKEN
            if name not in nobodys:
                nobodys[name] = _answer(clients[who], row, {**home, name: nobody}, walls).without(nobody)
            if answer.without(ids[name]) != nobodys[name]:
                problems.append(f"{row} as {who} with {part}: {answer.status}, an id of nobody {nobodys[name].status}")
    return TALLY.count(cells, problems)


def _foreign(world: World, row: Row, who: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    # One position at a time: each parameter of path and data is replaced by a stranger's, the others stay one's own.
    home = world.objects(HOME[who])
    for stranger in FAIRLY_FOREIGN:
        theirs = world.objects(stranger)
        for name in positions(row, home):
            # Members of a coalition know of each other, so a fellow member's own id is no secret.
            fellow = name == "organization" and coalition_of(stranger) in MAY_READ[who]
            owner = coalition_of(stranger) if fellow or name not in world.of[stranger].ids else stranger
            if theirs[name] != home[name] and owner not in MAY_READ[who]:
                yield f"{stranger}'s {name}", name, {**home, name: theirs[name]}


def positions(row: Row, ids: dict[str, Any]) -> list[str]:
    """The possessions that the row's path and data name."""
    spy = _Spy(ids)
    parameters(row.route.partition("?")[0], spy)
    _data(row, spy)
    return [name for name in spy.asked if name not in SECRETS]


class _Spy(dict[str, Any]):
    def __init__(self, ids: dict[str, Any]) -> None:
        super().__init__(ids)
        self.asked: dict[str, None] = {}

    def __getitem__(self, name: str) -> Any:
        self.asked[name] = None
        return super().__getitem__(name)


def _data(row: Row, ids: dict[str, Any]) -> dict[str, Any]:
    make = DATA.get((row.method, row.route))
    return make(ids) if make else {}


def _answer(client: Client, row: Row, ids: dict[str, Any], walls: Walls) -> Answer:
    with rolled_back():
        return _asked(client, row, ids, walls())


def _answer_and_change(
    client: Client, row: Row, ids: dict[str, Any], walls: Walls, world: World, who: str, before: str | None
) -> tuple[Answer, bool]:
    with rolled_back():
        answer = _asked(client, row, ids, walls())
        return answer, before is not None and _fingerprint(world, who) != before


def _asked(client: Client, row: Row, ids: dict[str, Any], walls: AbstractContextManager[None]) -> Answer:
    route = row.route.partition("?")[0]
    with walls:
        return ask(client, route, parameters(route, ids), row.method, _data(row, ids))


def _fingerprint(world: World, who: str) -> str:
    """A digest of every row that belongs to strangers of ``who``, read as superuser."""
    mine = {world.of[slug].owner.pk for slug in MAY_READ[who] if slug not in {"valley", "coast"}}
    coalitions = {world.of[slug].owner.pk for slug in MAY_READ[who] if slug in {"valley", "coast"}}
    parts, values = [], []
    for model, kind in declared_models():
        if column := OWNER_COLUMN.get(kind):
            table = connection.ops.quote_name(model._meta.db_table)
            parts.append(
                f"SELECT '{model._meta.db_table}' || t::text AS line FROM {table} t WHERE {column} <> ALL (%s)"
            )
            values.append(list(coalitions if column == "coalition_id" else mine))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(line, '|' ORDER BY line)) FROM ({' UNION ALL '.join(parts)}) l", values)
        return str(cursor.fetchone()[0])
