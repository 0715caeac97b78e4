"""A seeded generator of plausible people: the same seed gives the same coalition, on every machine.

Reach: each of the 22 area codes has the hundred fictitious numbers 555-0100 to 555-0199, so at most 2,200 phones.
About two households in three get one, members of a household share it, and people in several organizations count
in each: every organization ends with several hundred phones. Mail addresses use reserved domains only.
"""

import csv
import io
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from coalition.demo.names import AREA_CODES_ELSEWHERE, CITIES, MAIL_DOMAINS, ORIGINS, STREETS
from coalition.demo.organizations import ORGANIZATIONS, DemoOrganization

SEED = 2026
PEOPLE = 3000
HOUSEHOLD_SIZES = ((1, 66), (2, 22), (3, 8), (4, 4))
LISTS_PER_PERSON = ((1, 70), (2, 21), (3, 7), (4, 2))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who exists only here, and the organizations (by slug) whose lists they are on."""

    number: int
    given_name: str
    family_name: str
    language: str
    street: str
    city: str
    postal_code: str
    email: str
    phone: str
    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """What a household shares."""

    family_name: str
    origin: int
    street: str
    city: str
    postal_code: str
    phone: str


class Numbers:
    """The fictitious numbers, each given away once."""

    def __init__(self, chance: random.Random) -> None:
        codes = sorted({code for city in CITIES for code in city[3]} | set(AREA_CODES_ELSEWHERE))
        self._free = {code: [f"+1{code}55501{last:02}" for last in range(100)] for code in codes}
        for numbers in self._free.values():
            chance.shuffle(numbers)
        self._chance = chance

    def take(self, codes: tuple[str, ...]) -> str:
        """A number of one of ``codes``, else of somewhere people moved from; empty when none is left."""
        elsewhere = self._chance.sample(AREA_CODES_ELSEWHERE, len(AREA_CODES_ELSEWHERE))
        for code in (*self._chance.sample(codes, len(codes)), *elsewhere):
            if self._free[code]:
                return self._free[code].pop()
        return ""


def people(seed: int = SEED, count: int = PEOPLE) -> list[Person]:
    """``count`` people in households, on one to four lists each."""
    chance = random.Random(seed)  # noqa: S311  # repeatable on purpose, no secret
    numbers = Numbers(chance)
    found: list[Person] = []
    while len(found) < count:
        size = min(_weighted(chance, HOUSEHOLD_SIZES), count - len(found))
        home = _home(chance, numbers)
        for _ in range(size):
            found.append(_person(chance, numbers, home, len(found) + 1, alone=size == 1))
    return found


def _home(chance: random.Random, numbers: Numbers) -> Home:
    origin = _weighted(chance, tuple((index, kind[0]) for index, kind in enumerate(ORIGINS)))
    families = ORIGINS[origin][3]
    double = ORIGINS[origin][1] == "es" and chance.random() < 0.25
    family = " ".join(chance.sample(families, 2)) if double else chance.choice(families)
    city, _, codes, area_codes = CITIES[_weighted(chance, tuple((i, city[1]) for i, city in enumerate(CITIES)))]
    street = f"{chance.randrange(100, 4900)} {chance.choice(STREETS)}" if chance.random() < 0.7 else ""
    phone = numbers.take(area_codes) if chance.random() < 0.68 else ""
    return Home(family, origin, street, city, chance.choice(codes), phone)


def _person(chance: random.Random, numbers: Numbers, home: Home, number: int, *, alone: bool) -> Person:
    speaks, given_names = ORIGINS[home.origin][1], ORIGINS[home.origin][2]
    given = chance.choice(given_names)
    phone = home.phone if alone or chance.random() < 0.65 else ""
    if not phone and home.phone and chance.random() < 0.2:
        phone = numbers.take((home.phone[2:5],))
    email = _email(chance, given, home.family_name, number) if chance.random() < 0.72 else ""
    language = speaks if chance.random() < 0.8 else "en"
    lists = _lists(chance, home.city, language)
    return Person(
        number, given, home.family_name, language, home.street, home.city, home.postal_code, email, phone, lists
    )


def _email(chance: random.Random, given: str, family: str, number: int) -> str:
    first, last = plain(given), plain(family.split()[-1])
    local = chance.choice((f"{first}.{last}", f"{first}{last}", f"{first[0]}{last}", f"{last}.{first}"))
    return f"{local}{number}@{chance.choice(MAIL_DOMAINS)}"


def plain(text: str) -> str:
    """Lower-case ASCII letters of a name."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in decomposed if letter.isascii() and letter.isalpha())


def _lists(chance: random.Random, city: str, language: str) -> tuple[str, ...]:
    weights = {
        own.slug: own.size * (3 if city in own.cities else 1) * (8 if own.speaks == language else 1)
        for own in ORGANIZATIONS
    }
    chosen: list[str] = []
    for _ in range(_weighted(chance, LISTS_PER_PERSON)):
        slugs = [slug for slug in weights if slug not in chosen]
        chosen += chance.choices(slugs, [weights[slug] for slug in slugs])
    return tuple(chosen)


def _weighted(chance: random.Random, choices: tuple[tuple[int, int], ...]) -> int:
    return chance.choices([value for value, _ in choices], [weight for _, weight in choices])[0]


def spreadsheet(organization: DemoOrganization, everyone: list[Person]) -> bytes:
    """The organization's own list as CSV, written its own way: names, addresses and numbers vary between lists."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if organization.language == "es" else ",")
    writer.writerow(organization.headings)
    writer.writerows(_rows(organization, everyone))
    return text.getvalue().encode()


def _rows(organization: DemoOrganization, everyone: list[Person]) -> Iterator[tuple[str, ...]]:
    chance = random.Random(f"{SEED} {organization.slug}")  # noqa: S311  # repeatable on purpose, no secret
    yes = "sí" if organization.language == "es" else "yes"
    for person in everyone:
        if organization.slug not in person.lists:
            continue
        topics = chance.sample(organization.topics, chance.choice((0, 1, 1, 2, 2, 3)))
        yield (
            f"{organization.slug[:2].upper()}-{person.number:05}",
            person.given_name,
            person.family_name,
            person.language if chance.random() < 0.6 else "",
            (person.email.upper() if chance.random() < 0.05 else person.email) if chance.random() < 0.92 else "",
            _as_written(chance, person.phone) if chance.random() < 0.92 else "",
            person.street,
            person.city,
            "CA",
            person.postal_code,
            "; ".join(topics) if organization.language != "es" else ", ".join(topics),
            yes if chance.random() < 0.05 else "",
            yes if chance.random() < 0.07 else "",
            yes if chance.random() < 0.3 else "",
        )


def _as_written(chance: random.Random, phone: str) -> str:
    if not phone:
        return ""
    area, last = phone[2:5], phone[-4:]
    return chance.choice(
        (phone, f"({area}) 555-{last}", f"{area}-555-{last}", f"{area}.555.{last}", f"{area}555{last}")
    )
