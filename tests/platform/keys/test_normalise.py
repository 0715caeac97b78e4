"""Normalisation: each fast path says what its library says."""

import re

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coalition.platform.keys import InvalidContact, normalise_email, normalise_phone
from coalition.platform.keys.normalise import LAST_DIGITS_MATTER

LOCAL = st.text("abcXYZ019._+-' é\u0301@", min_size=1, max_size=8)
DOMAIN = st.lists(st.text("abcXYZ09-é", min_size=1, max_size=4), min_size=1, max_size=3).map(".".join)
DIGITS = st.text("0123456789", min_size=7, max_size=11)


def by_email_library(address: str) -> str | None:
    try:
        found = validate_email(address.strip().lower(), check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError:
        return None
    return f"{found.local_part}@{found.ascii_domain}".lower()


def by_phone_library(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text.strip(), region)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def quietly(call: object, *arguments: str) -> str | None:
    try:
        return call(*arguments)  # type: ignore[operator]  # one of the two above
    except InvalidContact:
        return None


@given(local=LOCAL, domain=DOMAIN)
@example("a..b", "post.example")
@example(".a", "post.example")
@example("a", "post..example")
@example("a", "-post.example")
@example("a" * 65, "post.example")
@example("a", "b" * 64 + ".example")
@settings(max_examples=400, deadline=None)
def test_normalise_email_says_what_the_library_says(local: str, domain: str) -> None:
    address = f"{local}@{domain}"
    mine = quietly(normalise_email, address)
    theirs = None if any(letter.isspace() for letter in address.strip()) else by_email_library(address)
    assert mine == theirs


@given(
    digits=DIGITS, plus=st.sampled_from(["", "+", "+1", "1", "1-", "+1 "]), region=st.sampled_from(["US", "MX", "AR"])
)
@settings(max_examples=600, deadline=None)
def test_normalise_phone_says_what_the_library_says(digits: str, plus: str, region: str) -> None:
    for text in (plus + digits, f"{plus}({digits[:3]}) {digits[3:6]}-{digits[6:]}", f"{plus}{digits[:3]}.{digits[3:]}"):
        assert quietly(normalise_phone, text, region) == by_phone_library(text, region)


@given(area=st.integers(200, 999), exchange=st.integers(200, 999), line=st.integers(0, 9999))
@settings(max_examples=400, deadline=None)
def test_normalise_phone_agrees_on_every_shape_of_north_america(area: int, exchange: int, line: int) -> None:
    number = f"{area}{exchange}{line:04d}"
    for text in (
        number,
        f"+1{number}",
        f"1 {number}",
        f"({area}) {exchange}-{line:04d}",
        f"{area}.{exchange}.{line:04d}",
    ):
        assert quietly(normalise_phone, text, "US") == by_phone_library(text, "US")


def test_normalise_phone_skips_area_codes_whose_last_digits_matter() -> None:
    found = set()
    for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1]:
        metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
        for kind in ("fixed_line", "mobile", "toll_free", "premium_rate", "personal_number", "voip", "uan"):
            described = getattr(metadata, kind)
            pattern = described.national_number_pattern if described else None
            if pattern and not re.search(r"\\d\{[4-9]\}\)?\Z", pattern):
                found.add(pattern[:3])
    assert found == LAST_DIGITS_MATTER


@pytest.mark.parametrize("text", ["٥١٠5550142", "510555014", "911", "", "abc", "510 555 0142 x5", "+999 123"])
def test_normalise_phone_guesses_nothing(text: str) -> None:
    assert quietly(normalise_phone, text, "US") == by_phone_library(text, "US")


@pytest.mark.parametrize(
    ("address", "normalised"),
    [
        (" Ana@Post.Example ", "ana@post.example"),
        ("ana+list@post.example", "ana+list@post.example"),
        ("ana@münchen.example", "ana@xn--mnchen-3ya.example"),
    ],
)
def test_normalise_email_keeps_tags_and_encodes_domains(address: str, normalised: str) -> None:
    assert normalise_email(address) == normalised
