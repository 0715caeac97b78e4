"""A tampered receipt is always found out: every byte, every field, and whatever could confuse keys or parsers."""

import base64
import copy
import hmac
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import joserfc.jws
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey
from jsonschema import Draft202012Validator

from consent.ledger.models import ActorKind, Kind, Method
from consent.ledger.rules import receipt_terms as terms
from consent.ledger.rules.receipt_check import MAX_BYTES, Finding, check_receipt, schema
from consent.ledger.rules.receipt_proof import canonical_bytes, public_jwk, sign_document
from tests.consent.ledger.receipts import JWKS, KEY, TOLD, said, signed, unsigned, usual
from tests.trust.figures import SEED, publish, rounds

ROUNDS = rounds(2_000, full=20_000)
BYTES = rounds(10_000, full=10_000)  # more than there are: each of them
A_FEW = 200
Document = dict[str, Any]


def text_of(document: Document) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def finding(content: bytes | Document, jwks: Document = JWKS) -> Finding:
    return check_receipt(content if isinstance(content, bytes) else text_of(content), jwks).finding


def with_header(
    header: Document, sign: Callable[[bytes], bytes] | None = None, payload: bytes | None = None
) -> Document:
    """The usual receipt under another header of its signature."""
    document = unsigned([said(1, "withdrawn")])
    protected = b64(json.dumps(header, separators=(",", ":")).encode())
    signing_input = protected.encode() + b"." + (canonical_bytes(document) if payload is None else payload)
    return {**document, "proof": {"jws": f"{protected}..{b64((sign or KEY.sign)(signing_input))}"}}


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


KID = JWKS["keys"][0]["kid"]
HEADER = {"alg": "EdDSA", "b64": False, "crit": ["b64"], "kid": KID}


def test_a_receipt_is_valid_however_it_is_laid_out() -> None:
    document = usual()
    shuffled = dict(reversed(document.items()))
    assert finding(document) is Finding.VALID
    assert finding(json.dumps(shuffled, indent=3, ensure_ascii=True).encode()) is Finding.VALID


def test_an_independent_library_accepts_it_as_well() -> None:
    document = usual()
    key = OKPKey.import_key(dict[str, str | list[str]](JWKS["keys"][0]))
    with pytest.warns(match="EdDSA"):
        found = joserfc.jws.deserialize_compact(
            document["proof"]["jws"], key, algorithms=["EdDSA"], payload=canonical_bytes(document)
        )
    assert found.protected == HEADER
    assert key.thumbprint() == KID


def test_the_schema_is_a_schema_and_knows_every_word() -> None:
    Draft202012Validator.check_schema(schema())
    assert set(terms.STATUS) == set(Kind.values)
    assert set(terms.METHODS) == set(Method.values)
    assert set(terms.INDICATED_BY) == set(ActorKind.values)


@pytest.mark.parametrize("kind", Kind.values)
def test_whatever_can_be_said_fits_the_schema(kind: str) -> None:
    to_harbor = {"recipient_organization": 1, "purpose": "share", "channel": "sms", "told": TOLD}
    events = [said(number, kind, method=method, **to_harbor) for number, method in enumerate(["", *Method.values])]
    assert finding(signed(events)) is Finding.VALID


def test_words_of_an_organizations_own_are_terms() -> None:
    own = {"purpose": "visit our café", "legal_basis": "ley 25.326, art. 5"}
    document = signed([said(1, "granted", recipient_organization=1, channel="phone", **own)])
    (record,) = document["dpv:hasRecordOfActivity"]
    assert record["dpv:hasLegalBasis"] == ["cl:ley-25.326-art.-5"]
    assert record["dpv:hasProcess"]["dpv:hasPurpose"] == ["dpv:Purpose", "cl:visit-our-caf-"]
    assert finding(document) is Finding.VALID


def test_a_guardians_yes_names_its_authority() -> None:
    yes = {"recipient_organization": 1, "purpose": "contact", "channel": "phone", "actor_kind": "guardian"}
    assert finding(signed([said(1, "granted", authority="parent", **yes)])) is Finding.VALID
    assert finding(signed([said(1, "granted", **yes)])) is Finding.SCHEMA
    assert finding(signed([said(1, "refused", **yes)])) is Finding.VALID


@pytest.mark.parametrize("most", [A_FEW, pytest.param(BYTES, marks=pytest.mark.verify)])
def test_every_byte_counts(most: int) -> None:
    content = text_of(usual())
    document = json.loads(content)
    dice = random.Random(SEED)
    tampered = detected = 0
    for place in dice.sample(range(len(content)), min(most, len(content))):
        flipped = bytearray(content)
        flipped[place] ^= dice.randrange(1, 256)
        verdict = check_receipt(bytes(flipped), JWKS)
        if verdict.document == document:  # another layout of the same content is no other receipt
            assert verdict.valid
            continue
        tampered += 1
        detected += not verdict.valid
    publish("receipts tampered in one byte: undetected", value=tampered - detected, target="= 0", rounds=tampered)
    assert tampered > min(most, len(content)) * 0.8
    assert detected == tampered


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every member and element."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in pairs:
        yield (*path, name)
        yield from places(inner, (*path, name))


def tamper(document: Document, dice: random.Random) -> Document:
    """The document with one thing about it changed."""
    changed = copy.deepcopy(document)
    path = dice.choice(list(places(changed)))
    holder: Any = changed
    for step in path[:-1]:
        holder = holder[step]
    last = path[-1]
    act = dice.choice(["replace", "delete", "add", "case", "combine", "nothing but type"])
    value = holder[last]
    if act == "delete":
        del holder[last]
    elif act == "add" and isinstance(holder, dict):
        holder[f"cl:{dice.randrange(10_000)}"] = value
    elif act == "add":
        holder.append(value)
    elif act == "case" and isinstance(value, str):
        holder[last] = value.swapcase()
    elif act == "combine" and isinstance(value, str):
        holder[last] = value.replace("ó", "o\u0301") + dice.choice(["", " ", "\u200b", "\u0301"])
    elif act == "nothing but type":
        holder[last] = str(value) if not isinstance(value, str) else [value]
    else:
        holder[last] = dice.choice([None, True, 0, 1, "", "x", [], {}, -1, 2**53 - 1])
    return changed


@pytest.mark.parametrize("most", [A_FEW, pytest.param(ROUNDS, marks=pytest.mark.verify)])
def test_every_field_counts(most: int) -> None:
    document = usual()
    dice = random.Random(SEED)
    tampered = detected = 0
    while tampered < most:
        changed = tamper(document, dice)
        if changed != document or json.dumps(changed) != json.dumps(document):
            tampered += 1
            detected += finding(changed) is not Finding.VALID
    publish("receipts tampered in one field: undetected", value=tampered - detected, target="= 0", rounds=tampered)
    assert detected == tampered


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ({**HEADER, "alg": "none"}, Finding.PROOF),
        ({**HEADER, "alg": "HS256"}, Finding.PROOF),
        ({**HEADER, "alg": "Ed25519"}, Finding.PROOF),
        ({**HEADER, "b64": True}, Finding.PROOF),
        ({"alg": "EdDSA", "b64": False, "kid": KID}, Finding.PROOF),
        ({**HEADER, "crit": []}, Finding.PROOF),
        ({**HEADER, "crit": ["b64", "exp"]}, Finding.PROOF),
        ({"alg": "EdDSA", "b64": False, "crit": ["b64"]}, Finding.PROOF),
        ({**HEADER, "jwk": JWKS["keys"][0]}, Finding.PROOF),
        ({**HEADER, "jku": "https://evil.example/jwks.json"}, Finding.PROOF),
        ({**HEADER, "kid": "x" * 43}, Finding.UNKNOWN_KEY),
        ({**HEADER, "kid": "../../etc/passwd"}, Finding.PROOF),
        (dict(reversed(HEADER.items())), Finding.PROOF),
        (HEADER, Finding.VALID),
    ],
    ids=str,
)
def test_one_form_of_header_is_accepted(header: Document, found: Finding) -> None:
    assert finding(with_header(header)) is found


def test_the_public_key_is_no_secret_for_a_mac() -> None:
    secret = KEY.public_key().public_bytes_raw()

    def mac(message: bytes) -> bytes:
        return hmac.digest(secret, message, "sha512")  # 64 bytes, as long as a signature

    assert finding(with_header({**HEADER, "alg": "HS512"}, mac)) is Finding.PROOF
    assert finding(with_header(HEADER, mac)) is Finding.CHANGED
    assert finding(with_header({**HEADER, "alg": "none"}, lambda _: b"")) is Finding.PROOF


def test_an_encoded_payload_is_another_payload() -> None:
    document = unsigned([said(1, "withdrawn")])
    assert finding(with_header(HEADER, payload=b64(canonical_bytes(document)).encode())) is Finding.CHANGED


def test_a_key_of_somebody_else_is_unknown_and_one_under_our_name_does_not_help() -> None:
    stranger = Ed25519PrivateKey.generate()
    document = unsigned([said(1, "withdrawn")])
    foreign = sign_document(document, stranger)
    assert finding(foreign) is Finding.UNKNOWN_KEY
    posing = {"keys": [{**public_jwk(stranger.public_key()), "kid": KID}]}
    assert finding(usual(), posing) is Finding.UNKNOWN_KEY  # names are computed from the keys, never believed
    assert finding(with_header(HEADER, stranger.sign), posing) is Finding.UNKNOWN_KEY
    assert finding(foreign, {"keys": [*posing["keys"], *JWKS["keys"]]}) is Finding.VALID


@pytest.mark.parametrize(
    "jwks",
    [{}, {"keys": None}, {"keys": [None, 1, "x", {}]}, {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "!"}]},
     {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": ["a"]}]}, {"keys": [{"kty": "oct", "k": "AAAA"}]}],
    ids=str,
)  # fmt: skip
def test_broken_keys_are_nobodys(jwks: Document) -> None:
    assert finding(usual(), jwks) is Finding.UNKNOWN_KEY


@pytest.mark.parametrize(
    "proof",
    [None, "", [], {}, {"jws": 1}, {"jws": ""}, {"jws": "a.b.c"}, {"jws": "a..b"}, {"jws": "....",}, {"jws": "é..é"},
     {"jws": usual()["proof"]["jws"] + "="}, {"jws": usual()["proof"]["jws"] + "\n"},
     {"jws": usual()["proof"]["jws"], "created": "2026"}],
    ids=str,
)  # fmt: skip
def test_a_proof_of_another_form_is_none(proof: Any) -> None:
    assert finding({**usual(), "proof": proof}) is Finding.PROOF


def test_the_spare_bits_of_the_signature_are_no_second_signature() -> None:
    document = usual()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    jws = document["proof"]["jws"]
    for letter in alphabet.replace(jws[-1], ""):
        document["proof"]["jws"] = jws[:-1] + letter
        assert finding(document) is not Finding.VALID


@pytest.mark.parametrize(
    "content",
    [
        b"", b"null", b"[]", b'"x"', b"\xff\xfe", b"{", b"\xef\xbb\xbf{}", b"[" * 100_000, b'{"a":' * 50_000,
        b'{"a": 1, "a": 1}', b'{"a": {"b": 1, "b": 2}}', b'{"a": NaN}', b'{"a": Infinity}', b'{"a": -Infinity}',
        b'{"a": 1.0}', b'{"a": 1e3}', b'{"a": 9007199254740993}', b'{"a": -0}', b'{"a": ' + b"1" * 5_000 + b"}",
        b" " * (MAX_BYTES + 1),
    ],
    ids=lambda content: repr(content[:20]),
)  # fmt: skip
def test_what_could_mean_two_things_is_not_read(content: bytes) -> None:
    assert finding(content) is Finding.UNREADABLE


def test_a_member_that_stands_twice_is_refused_even_with_the_signed_value() -> None:
    content = text_of(usual())
    twice = content.replace(b'"dct:language": "es"', b'"dct:language": "en", "dct:language": "es"')
    assert twice != content
    assert finding(twice) is Finding.UNREADABLE


def test_lone_surrogates_and_other_writings_of_a_letter_are_found() -> None:
    content = json.dumps(usual()).encode()
    assert b"Asociaci\\u00f3n" in content
    assert finding(content) is Finding.VALID
    assert finding(content.replace(b"\\u00f3", "ó".encode())) is Finding.VALID
    assert finding(content.replace(b"\\u00f3", b"o\\u0301")) is Finding.CHANGED
    assert finding(content.replace(b"\\u00f3", b"\\ud800")) is Finding.PROOF


def test_a_change_names_the_field_that_cannot_be() -> None:
    document = usual()
    document["dpv:hasRecordOfActivity"][0]["dpv:hasConsentStatus"]["@type"] = "dpv:ConsentGladly"
    verdict = check_receipt(text_of(document), JWKS)
    assert verdict.finding is Finding.CHANGED
    assert "$['dpv:hasRecordOfActivity'][0]['dpv:hasConsentStatus']['@type']" in verdict.why


def test_signed_but_no_receipt_names_the_field() -> None:
    document = unsigned([said(1, "withdrawn")])
    del document["dct:language"]
    verdict = check_receipt(text_of(sign_document(document, KEY)), JWKS)
    assert verdict.finding is Finding.SCHEMA
    assert verdict.why == "$: 'dct:language' is a required property"
