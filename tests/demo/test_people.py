"""The invented people: the same every time, reachable nowhere, on one to four lists."""

import csv
import io

import phonenumbers

from coalition.demo.names import MAIL_DOMAINS
from coalition.demo.organizations import FIELDS, ORGANIZATIONS
from coalition.demo.people import people, spreadsheet


def test_people_are_the_same_every_time() -> None:
    assert people(7, 50) == people(7, 50)
    assert people(7, 50) != people(8, 50)


def test_people_have_fictitious_numbers_and_reserved_addresses() -> None:
    everyone = people()
    assert len(everyone) == 3000
    for person in everyone:
        if person.phone:
            assert person.phone[5:10] == "55501"
            assert phonenumbers.is_valid_number(phonenumbers.parse(person.phone))
        if person.email:
            assert person.email.partition("@")[2] in MAIL_DOMAINS
    assert all(domain.endswith(("example.com", "example.org", "example.net", ".example")) for domain in MAIL_DOMAINS)


def test_people_share_phones_only_at_home() -> None:
    homes: dict[str, set[tuple[str, str]]] = {}
    for person in people():
        if person.phone:
            homes.setdefault(person.phone, set()).add((person.family_name, person.postal_code))
    assert all(len(home) == 1 for home in homes.values())


def test_people_are_on_one_to_four_lists_and_some_have_no_address_at_all() -> None:
    everyone = people()
    assert {len(person.lists) for person in everyone} == {1, 2, 3, 4}
    assert 800 < sum(len(person.lists) > 1 for person in everyone) < 1000
    assert sum(not person.email and not person.phone for person in everyone) > 200


def test_spreadsheets_have_a_cell_for_every_heading() -> None:
    everyone = people()
    for own in ORGANIZATIONS:
        assert len(own.headings) == len(FIELDS)
        text = spreadsheet(own, everyone).decode()
        rows = list(csv.reader(io.StringIO(text), delimiter=";" if own.language == "es" else ","))
        assert {len(row) for row in rows} == {len(FIELDS)}
        assert len(rows) == 1 + sum(own.slug in person.lists for person in everyone)
