"""Standard Webhooks, held against the specification's own example."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from consent.propagation.rules.pauses import LONGEST, given_up, pause
from consent.propagation.rules.signatures import (
    BadSignature,
    check_signature,
    is_public_key,
    new_secret,
    sign,
    signed_headers,
)
from consent.propagation.rules.tokens import new_token, organization_of, token_hash

# The example of the specification.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}'
MOMENT = datetime.fromtimestamp(1614265330, UTC)
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_sign_gives_what_the_specification_gives() -> None:
    assert sign(SECRET, ID, MOMENT, BODY) == SIGNATURE
    headers = {"webhook-id": ID, "webhook-timestamp": "1614265330", "webhook-signature": SIGNATURE}
    assert signed_headers([SECRET], ID, MOMENT, BODY) == headers
    check_signature(headers, BODY, MOMENT, keys=[SECRET])


def test_either_secret_will_do_while_one_is_replaced() -> None:
    old, new = new_secret(), new_secret()
    headers = signed_headers([new, old], ID, MOMENT, BODY)
    for known in (old, new):
        check_signature(headers, BODY, MOMENT, keys=[known])
    assert len({new_secret() for _ in range(10)}) == 10


@pytest.mark.parametrize(
    ("changed", "body", "later", "code"),
    [
        ({"webhook-signature": ""}, BODY, 0, "missing"),
        ({"webhook-id": ""}, BODY, 0, "missing"),
        ({"webhook-timestamp": "soon"}, BODY, 0, "malformed"),
        ({"webhook-timestamp": "-1614265330"}, BODY, 0, "malformed"),
        ({"webhook-timestamp": "١٦١٤٢٦٥٣٣٠"}, BODY, 0, "malformed"),
        ({"webhook-timestamp": "99999999999"}, BODY, 0, "old"),
        ({"webhook-id": "a b"}, BODY, 0, "malformed"),
        ({}, BODY, 301, "old"),
        ({}, BODY, -301, "old"),
        ({}, BODY + b" ", 0, "wrong"),
        ({"webhook-id": ID + "x"}, BODY, 0, "wrong"),
        ({"webhook-timestamp": "1614265331"}, BODY, 0, "wrong"),
        ({"webhook-signature": "v1a" + SIGNATURE[2:]}, BODY, 0, "wrong"),
        ({"webhook-signature": "v1,ñ"}, BODY, 0, "wrong"),
        ({"webhook-signature": " ".join(["v1,x"] * 10 + [SIGNATURE])}, BODY, 0, "wrong"),
    ],
)
def test_check_signature_refuses(changed: dict[str, str], body: bytes, later: int, code: str) -> None:
    headers = {**signed_headers([SECRET], ID, MOMENT, BODY), **changed}
    with pytest.raises(BadSignature) as refused:
        check_signature(headers, body, MOMENT + timedelta(seconds=later), keys=[SECRET])
    assert refused.value.code == code


def test_with_a_public_key_the_shared_secret_does_not_count() -> None:
    key = Ed25519PrivateKey.generate()
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    public = "whpk_" + base64.b64encode(raw).decode()
    assert is_public_key(public)
    signed = f"{ID}.1614265330.".encode() + BODY
    headers = signed_headers([SECRET], ID, MOMENT, BODY)
    own = {**headers, "webhook-signature": "v1a," + base64.b64encode(key.sign(signed)).decode()}

    check_signature(own, BODY, MOMENT, keys=[SECRET], public_key=public)
    for wrong, body in ((headers, BODY), (own, BODY + b"x")):
        with pytest.raises(BadSignature, match="wrong"):
            check_signature(wrong, body, MOMENT, keys=[SECRET], public_key=public)


@pytest.mark.parametrize("text", ["", "whpk_", "whpk_AAAA", "whsec_" + "A" * 43 + "=", "whpk_" + "ñ" * 43 + "="])
def test_is_public_key_refuses(text: str) -> None:
    assert not is_public_key(text)


def test_pauses_grow_to_six_hours_for_three_days() -> None:
    assert [pause(attempts, 1.0).total_seconds() for attempts in (1, 2, 3, 10, 11, 50)] == [
        30, 60, 120, 15_360, 21_600, 21_600,
    ]  # fmt: skip
    assert pause(11, 0.5) == LONGEST / 2
    assert pause(1, 0.0) == timedelta(0)
    assert not given_up(MOMENT, MOMENT + timedelta(days=3, seconds=-1))
    assert given_up(MOMENT, MOMENT + timedelta(days=3))


def test_a_token_says_whose_it_is() -> None:
    token = new_token(7)
    assert organization_of(token) == 7
    assert len(token_hash(token)) == 32
    for wrong in ("", "clf_7_short", token + "x", token.replace("clf", "abc"), f"clf_{'9' * 19}_{'a' * 43}"):
        assert organization_of(wrong) is None


def test_the_documented_receiver_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (settings.BASE_DIR / "coalition" / "docs" / "operations.md").read_text()
    written: dict[str, Any] = {}
    exec(text.split("```python receiver\n")[1].split("```")[0], written)  # noqa: S102  # our own document
    monkeypatch.setattr("time.time", lambda: 1614265330.0)
    verified = written["verified"]
    headers = signed_headers([new_secret(), SECRET], ID, MOMENT, BODY)
    assert verified(headers, BODY, SECRET)
    assert not verified(headers, BODY + b" ", SECRET)
    assert not verified(headers, BODY, new_secret())
    monkeypatch.setattr("time.time", lambda: 1614265330.0 + 301)
    assert not verified(headers, BODY, SECRET)
