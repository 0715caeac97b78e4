"""Normalisation v1 of identifiers, for keys only: the stored address is never altered."""

import re
import unicodedata
from functools import cache, lru_cache

import idna
import phonenumbers
from email_validator import EmailNotValidError, validate_email

NORMALISATION = 1
_PLAIN_EMAIL = re.compile(r"[a-z0-9](?:[a-z0-9_+-]|\.(?!\.))*(?<!\.)@([a-z0-9.-]+)\Z")
MAX_EMAIL = 254
# Ten digits in the usual shapes, with +1, 1 or nothing before them.
_NORTH_AMERICAN = re.compile(
    r"\s*(?:(\+1)[ .-]?|1[ .-])?\(?([2-9]\d{2})\)?[ .-]?([2-9]\d{2})[ .-]?(\d{4})\s*", re.ASCII
)
GOOGLE = frozenset({"gmail.com", "googlemail.com"})
LAST_DIGITS_MATTER = frozenset({"246"})  # Barbados


class InvalidContact(ValueError):
    """An identifier that cannot be a contact point; the message tells a person what is wrong."""


def normalise_email(text: str) -> str:
    """The address trimmed, NFC, lower case, with an IDNA domain; plus-tags and dots stay. Raises InvalidContact."""
    address = unicodedata.normalize("NFC", text.strip()).lower()
    if any(character.isspace() or unicodedata.category(character).startswith("C") for character in address):
        raise InvalidContact("an e-mail address has no spaces")
    if len(address) > MAX_EMAIL:
        raise InvalidContact(f"longer than {MAX_EMAIL} characters")
    plain = _PLAIN_EMAIL.match(address)
    if plain and len(address) - len(plain[1]) <= 65 and _domain_is_plain(plain[1]):
        return address
    try:
        parts = validate_email(address, check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError as error:
        raise InvalidContact("not an e-mail address") from error
    return f"{parts.local_part}@{_ascii_domain(parts.domain)}".lower()


@lru_cache(maxsize=8192)
def _domain_is_plain(domain: str) -> bool:
    try:
        checked = validate_email(f"a@{domain}", check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError:
        return False
    return checked.ascii_domain == domain


@lru_cache(maxsize=8192)
def _ascii_domain(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError as error:
        raise InvalidContact("not an e-mail address") from error


def mailbox_of(normalised: str) -> str:
    """Where a normalised address arrives: without plus-tag, and at Google without dots and under one domain.

    Used for negatives only, so that too wide is the safe side.
    """
    local, _, domain = normalised.rpartition("@")
    name = local.partition("+")[0] or local
    if domain in GOOGLE:
        return f"{name.replace('.', '') or name}@gmail.com"
    return f"{name}@{domain}"


def normalise_phone(text: str, region: str) -> str:
    """The number in E.164, read in ``region`` (ISO 3166). Raises InvalidContact; nothing is guessed."""
    plain = _NORTH_AMERICAN.fullmatch(text)
    if plain and plain[2] not in LAST_DIGITS_MATTER and (plain[1] or _is_north_american(region)):
        if not _exchange_is_valid(plain[2] + plain[3]):
            raise InvalidContact("a phone number of no country")
        return f"+1{plain[2]}{plain[3]}{plain[4]}"
    return _by_library(text, region)


def _by_library(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text.strip(), region)
    except phonenumbers.NumberParseException as error:
        raise InvalidContact("not a phone number") from error
    if number.extension or not phonenumbers.is_valid_number(number):
        raise InvalidContact("a phone number of no country")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@cache
def _is_north_american(region: str) -> bool:
    return phonenumbers.country_code_for_region(region) == 1


@lru_cache(maxsize=65_536)
def _exchange_is_valid(exchange: str) -> bool:
    """Whether numbers of an area code and exchange exist: under +1, the last four digits never decide."""
    return phonenumbers.is_valid_number(
        phonenumbers.PhoneNumber(country_code=1, national_number=int(exchange + "0100"))
    )
