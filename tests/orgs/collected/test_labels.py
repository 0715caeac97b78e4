"""Names that look alike are the same name."""

import pytest

from orgs.rules.labels import folded, tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tenant leader", "  tenant   LEADER "),
        ("Café", "CAFE"),
        ("Café", "Cafe\u0301"),
        ("e-mail list", "e mail_list"),
        ("ＶＩＰ", "VIP"),
        ("Аna", "Ana"),  # a Cyrillic capital
        ("vip\u200b", "vip"),
        ("\u202evip", "vip"),
        ("❤\ufe0f", "❤"),
        ("Straße", "STRASSE"),
    ],
)
def test_names_that_look_alike_fold_to_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("C++", "C#"), ("🔥", "🌱"), ("ward 1", "ward 11"), ("شعب", "شغب"), ("ki", "kī i")]
)
def test_names_that_look_different_stay_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_names_are_kept_as_typed_but_tidy() -> None:
    assert tidy(" Tenant\tleader\x00 ") == "Tenant leader"
    assert tidy("👩‍👩‍👧 family") == "👩‍👩‍👧 family"
    assert tidy("x" * 300) == "x" * 100
    assert tidy("\u200e\u200f") == ""
