"""Texts: what a provider on a real socket may do, and what we make of it."""

import base64
import hmac
import json
import time
from hashlib import sha1
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from coalition.platform.handover import HandOverFailed, NotTaken, Refused, Uncertain
from coalition.platform.texts import NotFromProvider, read_inbound, send_text, sending, texts_available, twilio
from coalition.platform.texts.breaker import Breaker
from tests.platform.texts.provider import Provider, authorization, drips, hangs, hangs_up, says, takes

NUMBER = "+12025550101"


@pytest.fixture(autouse=True)
def no_outbox(settings, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    settings.TEXTS_BACKEND = ""
    settings.TEXTS_URL = ""
    monkeypatch.setattr(sending, "BREAKER", Breaker(failures=5, rest_seconds=30))
    monkeypatch.setattr(twilio, "SECONDS", 0.6)


def test_send_text_hands_over_and_answers_with_the_providers_name(settings) -> None:  # type: ignore[no-untyped-def]
    with Provider(takes) as provider:
        settings.TEXTS_URL = provider.url

        assert [send_text(NUMBER, "¡Hola! ñ"), send_text(NUMBER, "again")] == ["SM1", "SM2"]

    assert provider.texts[0] == {"To": NUMBER, "From": "+15550100", "Body": "¡Hola! ñ"}
    assert provider.requests[0].startswith(b"POST /2010-04-01/Accounts/AC1/Messages.json ")
    assert authorization(provider.requests[0]) == "AC1:secret"


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (says(400, {"code": 21211}), Refused("number_refused", dead=True)),
        (says(400, {"code": 21614}), Refused("number_refused", dead=True)),
        (says(400, {"code": 21610}), Refused("opted_out")),
        (says(400, {"code": 21612}), Refused("number_refused")),
        (says(400, b"no JSON"), Refused("number_refused")),
        (says(401, {"code": 20003}), NotTaken("credentials")),
        (says(429, {"code": 20429}), NotTaken("too_many")),
        (says(500, {}), Uncertain("provider_error")),
        (says(503, b""), Uncertain("provider_error")),
        (says(201, b"<html>"), Uncertain("strange_answer")),
        (says(201, {"sid": ""}), Uncertain("strange_answer")),
        (says(201, {"sid": 7}), Uncertain("strange_answer")),
        (says(200, {"sid": "SM1"}), Uncertain("strange_answer")),
        (says(302, b""), Uncertain("strange_answer")),
        (says(201, b" " * 100_000), Uncertain("no_answer")),
        (hangs, Uncertain("no_answer")),
        (drips, Uncertain("no_answer")),
        (hangs_up, Uncertain("no_answer")),
    ],
)
def test_whatever_is_not_certainly_refused_is_uncertain(settings, behaviour, expected: HandOverFailed) -> None:  # type: ignore[no-untyped-def]
    with Provider(behaviour) as provider:
        settings.TEXTS_URL = provider.url
        began = time.monotonic()

        with pytest.raises(type(expected)) as failed:
            send_text(NUMBER, "hello")

    assert time.monotonic() - began < 2
    assert failed.value.code == expected.code
    assert getattr(failed.value, "dead", False) == getattr(expected, "dead", False)
    assert len(provider.texts) == 1


def test_a_provider_that_is_not_there_has_taken_nothing(settings) -> None:  # type: ignore[no-untyped-def]
    with Provider(takes) as provider:
        settings.TEXTS_URL = provider.url
    with pytest.raises(NotTaken) as failed:
        send_text(NUMBER, "hello")
    assert failed.value.code == "unreachable"


def test_after_five_failures_in_a_row_the_provider_rests_and_then_one_try_decides(settings, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    breaker = Breaker(failures=5, rest_seconds=0.2)
    monkeypatch.setattr(sending, "BREAKER", breaker)
    with Provider(says(500, {})) as provider:
        settings.TEXTS_URL = provider.url
        for _ in range(5):
            with pytest.raises(Uncertain):
                send_text(NUMBER, "hello")
        with pytest.raises(NotTaken) as failed:
            send_text(NUMBER, "hello")
        assert failed.value.code == "provider_rests"
        assert len(provider.texts) == 5

        time.sleep(0.25)
        with pytest.raises(Uncertain):
            send_text(NUMBER, "hello")
        with pytest.raises(NotTaken):
            send_text(NUMBER, "hello")
        assert len(provider.texts) == 6


def test_refusals_do_not_open_the_breaker(settings) -> None:  # type: ignore[no-untyped-def]
    with Provider(says(400, {"code": 21211})) as provider:
        settings.TEXTS_URL = provider.url
        for _ in range(7):
            with pytest.raises(Refused):
                send_text(NUMBER, "hello")
    assert len(provider.texts) == 7


def test_texts_into_a_file(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path
    settings.TEXTS_URL = "file:spool/texts.jsonl"
    sending._provider.cache_clear()

    reference = send_text(NUMBER, "¡Hola!")

    assert json.loads((tmp_path / "spool" / "texts.jsonl").read_text()) == {
        "id": reference, "to": NUMBER, "body": "¡Hola!",
    }  # fmt: skip
    sending._provider.cache_clear()


@pytest.mark.parametrize(
    "url",
    [
        "file:../elsewhere.jsonl", "file:/etc/passwd", "twilio://AC1@api.twilio.com/+15550100", "smpp://host",
        "twilio://AC1:secret@api.twilio.com/12", "file:",
    ],
)  # fmt: skip
def test_a_wrong_setting_says_what_it_must_be(settings, tmp_path: Path, url: str) -> None:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path
    settings.TEXTS_URL = url
    with pytest.raises(ImproperlyConfigured, match="COMMONLIST_TEXTS_URL"):
        send_text(NUMBER, "hello")


def test_without_a_setting_there_are_no_texts(settings) -> None:  # type: ignore[no-untyped-def]
    assert not texts_available()
    with pytest.raises(ImproperlyConfigured):
        send_text(NUMBER, "hello")


def test_the_token_is_in_no_representation() -> None:
    assert "secret" not in repr(twilio.TwilioTexts.from_url("twilio://AC1:secret@/+15550100"))


def signed(url: str, fields: dict[str, str], token: str = "secret") -> dict[str, str]:  # noqa: S107
    """The header that the provider would send."""
    data = url + "".join(name + fields[name] for name in sorted(fields))
    return {"X-Twilio-Signature": base64.b64encode(hmac.new(token.encode(), data.encode(), sha1).digest()).decode()}


def test_read_inbound_takes_only_what_the_provider_signed(settings) -> None:  # type: ignore[no-untyped-def]
    settings.TEXTS_URL = "twilio://AC1:secret@/+15550100"
    url = "https://commonlist.example/p/texts/inbound/"
    fields = {"From": NUMBER, "Body": "STOP", "MessageSid": "SM9", "To": "+15550100"}

    inbound = read_inbound(url, signed(url, fields), fields)

    assert (inbound.sender, inbound.body, inbound.reference) == (NUMBER, "STOP", "SM9")
    for headers, changed in (
        ({}, fields),
        ({"X-Twilio-Signature": ""}, fields),
        (signed(url, fields, "other"), fields),
        (signed(url + "?a=b", fields), fields),
        (signed(url, fields), {**fields, "From": "+12025550199"}),
    ):
        with pytest.raises(NotFromProvider):
            read_inbound(url, headers, changed)


def test_the_signature_is_the_documented_one() -> None:
    # The worked example of the provider's documentation.
    fields = {
        "CallSid": "CA1234567890ABCDE", "Caller": "+14158675310", "Digits": "1234", "From": "+14158675310",
        "To": "+18005551212",
    }  # fmt: skip
    url = "https://example.com/myapp.php?foo=1&bar=2"
    assert signed(url, fields, "12345") == {"X-Twilio-Signature": "L/OH5YylLD5NRKLltdqwSvS0BnU="}
    provider = twilio.TwilioTexts.from_url("twilio://AC1:12345@/+15550100")
    assert provider.read(url, {"X-Twilio-Signature": "L/OH5YylLD5NRKLltdqwSvS0BnU="}, fields).sender == "+14158675310"


def test_without_a_secret_nothing_comes_in(settings) -> None:  # type: ignore[no-untyped-def]
    settings.TEXTS_BACKEND = "orgs.outbox.OutboxTexts"
    settings.TEXTS_SECRET = ""
    with pytest.raises(NotFromProvider):
        read_inbound("", {"Authorization": "Bearer "}, {})
    settings.TEXTS_SECRET = "shared"
    with pytest.raises(NotFromProvider):
        read_inbound("", {"Authorization": "Bearer other"}, {})
    assert read_inbound("", {"Authorization": "Bearer shared"}, {"From": NUMBER, "Body": "x"}).sender == NUMBER
