"""Who is the same person, from row to row and from import to import."""

import hashlib
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Constituent, ConstituentInterest, ContactPoint, Organization
from orgs.rules.identity import Candidate, Resolver, SomebodyElse, fingerprint, place_key
from orgs.rules.names import split_name
from tests.factories import make_organization, make_person
from tests.orgs.imports.sheets import import_text, rows_of

HEAD = "ID,First name,Last name,E-mail,Phone,Street,City,Interests,Note\n"


@pytest.fixture
def alder(db: None) -> Organization:
    return make_organization("alder")


def names(organization: Organization) -> list[str]:
    with acting(system_actor(organization_id=organization.pk)):
        return [person.name for person in Constituent.objects.order_by("id")]


def test_run_import_takes_two_people_on_one_address_for_a_household(alder: Organization, tmp_path: Path) -> None:
    text = HEAD + (
        ",Ana,Diaz,home@post.example,510 555 0142,5 Elm St,Oakland,,\n"
        ",Luis,Diaz,home@post.example,(510) 555-0142,5 Elm St,Oakland,,\n"
    )
    assert rows_of(import_text(alder, tmp_path, text)) == (2, 0, 0, 0, 0)
    with acting(system_actor(organization_id=alder.pk)):
        points = list(ContactPoint.objects.values_list("subject_id", flat=True))
    assert (len(points), len(set(points))) == (4, 2)


@pytest.mark.parametrize(
    ("one", "other", "people"),
    [
        ("Bob", "Robert", 1),
        ("R.", "Robert", 1),
        ("Pepe", "José", 1),
        ("Katherine", "Catherine", 1),
        ("", "Ana", 1),
        ("ANA", "Ana", 1),
        ("Maria", "Mario", 2),
        ("Daniel", "Daniela", 2),
        ("Ana María", "Ana Lucía", 2),
        ("Ana M.", "Ana María", 1),
    ],
)
def test_run_import_joins_rows_of_one_e_mail_only_under_compatible_given_names(
    alder: Organization, tmp_path: Path, one: str, other: str, people: int
) -> None:
    text = f"{HEAD},{one},Diaz,home@post.example,,,,,\n,{other},Diaz,HOME@post.example,,,,,\n"
    first = import_text(alder, tmp_path, text)
    assert rows_of(first) == (people, 0, 0, 2 - people, 0)
    assert rows_of(import_text(alder, tmp_path, text)) == (0, 0, people, 2 - people, 0)


def test_run_import_keeps_father_and_son_apart(alder: Organization, tmp_path: Path) -> None:
    text = HEAD + ",Martin,King Sr,king@post.example,,,,,\n,Martin,King Jr,king@post.example,,,,,\n"
    assert rows_of(import_text(alder, tmp_path, text)) == (2, 0, 0, 0, 0)


def test_run_import_trusts_an_external_id_over_everything_else(alder: Organization, tmp_path: Path) -> None:
    import_text(alder, tmp_path, HEAD + "77,Ana,Diaz,ana@post.example,,,,,\n")
    text = HEAD + "77,Ana,Lopez,ana.lopez@post.example,,,,,\n"
    assert rows_of(import_text(alder, tmp_path, text)) == (0, 1, 0, 0, 0)
    assert names(alder) == ["Ana Lopez"]


def test_run_import_rejects_an_id_that_is_somebody_elses(alder: Organization, tmp_path: Path) -> None:
    import_text(alder, tmp_path, HEAD + "77,Ana,Diaz,ana@post.example,,,,,\n")
    result = import_text(alder, tmp_path, HEAD + "77,Walter,Ng,walter@post.example,,,,,\n")
    assert rows_of(result) == (0, 0, 0, 0, 1)
    assert result["rejected_by_reason"] == {"id_of_somebody_else": 1}
    assert names(alder) == ["Ana Diaz"]


def test_run_import_joins_name_and_address_written_in_other_ways(alder: Organization, tmp_path: Path) -> None:
    text = HEAD + ",José,Díaz,,,5 Elm St.,Oakland,,\n,JOSE,DIAZ,,,5 elm st,OAKLAND,,\n,José,Díaz,,,9 Oak St,Oakland,,\n"
    assert rows_of(import_text(alder, tmp_path, text)) == (2, 0, 0, 1, 0)
    assert rows_of(import_text(alder, tmp_path, text)) == (0, 0, 2, 1, 0)


def test_run_import_knows_people_without_contact_points_again(alder: Organization, tmp_path: Path) -> None:
    text = HEAD + ",Amy,Diaz,,,,,housing,\n,Amy,Diaz,,,,Oakland,,\n"
    assert rows_of(import_text(alder, tmp_path, text)) == (2, 0, 0, 0, 0)
    later = HEAD + ",Amy,Diaz,,,,,housing; water,\n,Amy,Diaz,,,,Oakland,,\n"
    assert rows_of(import_text(alder, tmp_path, later)) == (0, 1, 1, 0, 0)
    with acting(system_actor(organization_id=alder.pk)):
        found = ConstituentInterest.objects.order_by("interest__name").values_list("interest__name", flat=True)
        assert list(found) == ["housing", "water"]


def test_run_import_fills_gaps_from_duplicates_and_changes_only_what_is_new(
    alder: Organization, tmp_path: Path
) -> None:
    text = HEAD + (
        ",Ana,Diaz,ana@post.example,,,,,met at the fair\n"
        ",Ana,Diaz,ana@post.example,510 555 0142,5 Elm St,Oakland,housing,met at the fair\n"
    )
    assert rows_of(import_text(alder, tmp_path, text)) == (1, 0, 0, 1, 0)
    with acting(system_actor(organization_id=alder.pk)):
        ana = Constituent.objects.get()
        assert (ana.street, ana.city, ana.note) == ("5 Elm St", "Oakland", "met at the fair")
        assert ContactPoint.objects.count() == 2
    moved = HEAD + ",A.,Diaz,ana@post.example,,,Berkeley,HOUSING,called back\n"
    assert rows_of(import_text(alder, tmp_path, moved))[1:3] == (1, 0)
    with acting(system_actor(organization_id=alder.pk)):
        ana = Constituent.objects.order_by("id")[0]
        assert (ana.given_name, ana.street, ana.city) == ("Ana", "5 Elm St", "Berkeley")
        assert ana.note == "met at the fair\ncalled back"


def test_run_import_does_not_undo_what_was_corrected_by_hand(alder: Organization, tmp_path: Path) -> None:
    text = HEAD + "77,Ana,Diaz,ana@post.example,,5 Elm St,Oakland,,\n"
    import_text(alder, tmp_path, text)
    with acting(system_actor(organization_id=alder.pk)):
        Constituent.objects.update(city="Berkeley", family_name="Díaz")
    assert rows_of(import_text(alder, tmp_path, text)) == (0, 0, 1, 0, 0)
    assert names(alder) == ["Ana Díaz"]


def test_run_import_never_answers_by_what_other_organizations_hold(alder: Organization, tmp_path: Path) -> None:
    birch = make_organization("birch")
    make_person(birch, "Ana", "Diaz", email="ana@post.example")
    result = import_text(alder, tmp_path, HEAD + "77,Ana,Diaz,ana@post.example,,5 Elm St,Oakland,,\n")
    assert rows_of(result) == (1, 0, 0, 0, 0)
    assert names(birch) == ["Ana Diaz"]


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["", "1", "2"]),
        st.sampled_from(["", "Ana", "A.", "Anna", "Luis"]),
        st.sampled_from(["Diaz", "Ng"]),
        st.sampled_from(["", "x@post.example", "y@post.example"]),
        st.sampled_from(["", "510 555 0101", "510 555 0102"]),
        st.sampled_from(["", "5 Elm St"]),
        st.sampled_from(["", "Oakland"]),
    ),
    min_size=1,
    max_size=9,
)


@given(earlier=PEOPLE, rows=PEOPLE)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_run_import_of_any_list_again_changes_nothing(
    db: None, tmp_path: Path, earlier: list[tuple[str, ...]], rows: list[tuple[str, ...]]
) -> None:
    alder = make_organization(f"alder-{uuid4().hex}")
    import_text(alder, tmp_path, text_of(earlier))
    before = rows_of(import_text(alder, tmp_path, text_of(rows)))
    again = rows_of(import_text(alder, tmp_path, text_of(rows)))
    assert again[:2] == (0, 0)
    assert again[4] == before[4]


def text_of(rows: list[tuple[str, ...]]) -> str:
    return HEAD + "".join(",".join([*row, "", ""]) + "\n" for row in rows)


def test_resolve_asks_the_fingerprint_first_and_then_the_id() -> None:
    resolver = Resolver()
    one = Candidate(b"1", "Ana", "Diaz", external_id="7")
    assert resolver.resolve(one) is None
    resolver.learn(10, one, new=True)
    assert resolver.resolve(one) == 10
    assert resolver.resolve(Candidate(b"2", "A.", "Lopez", external_id="7")) == 10
    with pytest.raises(SomebodyElse):
        resolver.resolve(Candidate(b"3", "Luis", "Diaz", external_id="7"))


def test_resolve_finds_a_person_in_a_crowd_on_one_number() -> None:
    resolver = Resolver()
    words = [hashlib.sha256(bytes([number])).hexdigest() for number in range(200)]
    for number in range(200):
        candidate = Candidate(bytes([number]), words[number], "Diaz", keys=((b"k",),))
        assert resolver.resolve(candidate) is None
        resolver.learn(number, candidate, new=True)
    assert resolver.resolve(Candidate(b"new", words[180], "Diaz", keys=((b"k",),))) == 180


def test_place_key_needs_both_names_a_street_and_a_town() -> None:
    assert place_key("Ana", "Diaz", "5 Elm St.", "Oakland", "") == place_key("ANA", "Díaz", "5 elm st", "oakland", "9")
    assert place_key("", "Diaz", "5 Elm St", "Oakland", "") == ""
    assert place_key("Ana", "Diaz", "", "Oakland", "94607") == ""
    assert place_key("Ana", "Diaz", "5 Elm St", "", "94607") == "ana|diaz|5 elm st|94607"


def test_fingerprint_is_of_fields_not_of_their_concatenation() -> None:
    assert fingerprint(["ab", "c"], []) != fingerprint(["a", "bc"], [])
    assert fingerprint(["a"], [b"x" * 32, b"y" * 32]) == fingerprint(["A"], [b"y" * 32, b"x" * 32])


@pytest.mark.parametrize(
    ("full", "language", "expected"),
    [
        ("Donna Hicks", "en", ("", "Donna", "Hicks")),
        ("Hicks, Dr. Donna", "en", ("Dr.", "Donna", "Hicks")),
        ("Ana de la Cruz", "es", ("", "Ana", "de la Cruz")),
        ("Juan Carlos Pérez García", "es", ("", "Juan Carlos", "Pérez García")),
        ("Mary Ann Smith", "en", ("", "Mary Ann", "Smith")),
        ("Martin King Jr", "en", ("", "Martin", "King Jr")),
        ("Martin King, Jr.", "en", ("", "Martin", "King, Jr.")),
        ("Prince", "en", ("", "Prince", "")),
    ],
)
def test_split_name(full: str, language: str, expected: tuple[str, str, str]) -> None:
    assert split_name(full, language=language) == expected
