"""Contact keys and normalisation: what every row of an import pays."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from email_validator import validate_email
from phonenumbers import PhoneNumberFormat, format_number, is_valid_number, parse

from coalition.platform.keys import ContactKind, contact_key, normalise_email, normalise_phone
from tests.benchmarks.measure import Measurement, compared

KEYS = 50_000
ADDRESSES = [f"person{number}@list{number % 40}.example.org" for number in range(4_000)]
PHONES = [f"(202) 555-{number:04d}" for number in range(2_000)]


def measurements() -> Iterator[Measurement]:
    """Contact keys against bare HMACs; both normalisations against their libraries."""
    bare = HMAC(bytes(32), SHA256())

    def keys() -> None:
        for number in range(KEYS):
            contact_key(ContactKind.EMAIL, f"person{number}@example.org")

    def macs() -> None:
        for number in range(KEYS):
            mac = bare.copy()
            mac.update(f"person{number}@example.org".encode())
            mac.finalize()

    yield compared(
        "keys: one contact key", keys, macs, against="HMAC-SHA256 copied and finished", target=3.0, unit="µs",
        scale=1e6 / KEYS,
    )  # fmt: skip
    yield compared(
        "keys: normalise an e-mail address",
        lambda: [normalise_email(address) for address in ADDRESSES],
        lambda: [validate_email(address, check_deliverability=False, test_environment=True) for address in ADDRESSES],
        against="email-validator", target=0.5, unit="µs", scale=1e6 / len(ADDRESSES), runs=5,
    )  # fmt: skip
    yield compared(
        "keys: normalise a phone number",
        lambda: [normalise_phone(number, "US") for number in PHONES],
        lambda: [_phonenumbers(number) for number in PHONES],
        against="phonenumbers", target=1.1, unit="µs", scale=1e6 / len(PHONES), runs=5,
    )  # fmt: skip


def _phonenumbers(text: str) -> str:
    number = parse(text, "US")
    assert is_valid_number(number)
    return format_number(number, PhoneNumberFormat.E164)
