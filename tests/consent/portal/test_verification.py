"""``/p/verify/``: whether a receipt is genuine, for anybody, without looking anybody up."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from consent.ledger.queries.receipts import signing_key
from consent.ledger.rules.receipt_check import MAX_BYTES
from consent.ledger.rules.receipt_proof import sign_document
from tests.consent.ledger.receipts import AT, TOLD, said, unsigned, usual

pytestmark = pytest.mark.django_db


def ours() -> dict[str, Any]:
    """A receipt signed with the key of this installation."""
    yes = said(1, "granted", recipient_organization=1, purpose="contact", channel="phone", told=TOLD)
    pause = said(2, "paused", until=AT.replace(year=2027))
    return sign_document(unsigned([yes, pause]), signing_key())


def verified(content: str, **headers: Any) -> str:
    answer = Client(**headers).post("/p/verify/", {"text": content})
    assert answer.status_code == 200
    return answer.content.decode()


def test_receipt_verify_says_what_a_valid_receipt_says() -> None:
    page = verified(json.dumps(ours()))
    assert "Valid: every word is as it was signed" in page
    assert "Harbor Tenants Inc. may contact you by phone." in page
    assert "1 Pier, Oakland" in page
    assert "privacy@harbor.example" in page
    assert "0123456789abcdef" in page
    assert "Nobody contacts you until Nov. 21, 2027." in page


def test_receipt_verify_takes_the_file_as_well() -> None:
    file = SimpleUploadedFile("receipt.json", json.dumps(ours(), indent=2).encode(), "application/json")
    answer = Client().post("/p/verify/", {"file": file})
    assert "Valid: every word is as it was signed" in answer.content.decode()


def test_receipt_verify_survives_a_form_that_changes_the_ends_of_lines() -> None:
    assert "Valid:" in verified(json.dumps(ours(), indent=2).replace("\n", "\r\n"))


@pytest.mark.parametrize(
    ("content", "said_of_it"),
    [
        ("hello", "This is not a receipt: it cannot be read."),
        ("{}", "This carries no valid signature."),
        (json.dumps(usual()), "This was not signed here."),
        ('{"a": 1, "a": 1}', "This is not a receipt: it cannot be read."),
        (" " + "x" * (MAX_BYTES + 5), "This is not a receipt: it cannot be read."),
    ],
    ids=["words", "empty", "another key", "twice", "too long"],
)
def test_receipt_verify_says_what_is_wrong(content: str, said_of_it: str) -> None:
    page = verified(content)
    assert "Not valid" in page
    assert said_of_it in page


def test_receipt_verify_repeats_nothing_of_what_is_not_genuine() -> None:
    forged = json.dumps(ours()).replace("Harbor Tenants Inc.", "<b>Pay to Mallory</b>")
    page = verified(forged)
    assert "This was changed after it was signed" in page
    assert "Mallory" not in page
    assert "Oakland" not in page


def test_receipt_verify_of_nothing_says_what_to_do() -> None:
    answer = Client().post("/p/verify/", {})
    assert answer.status_code == 422
    assert "Choose the file of a receipt, or paste its text." in answer.content.decode()


def test_receipt_verify_refuses_large_uploads_early() -> None:
    file = SimpleUploadedFile("receipt.json", b" " * (20 * MAX_BYTES), "application/json")
    answer = Client().post("/p/verify/", {"file": file})
    assert "This is not a receipt" in answer.content.decode()
    assert Client().post("/p/verify/", {"text": "x" * 3_000_000}).status_code == 400


def test_receipt_verify_asks_the_database_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client, content = Client(), json.dumps(ours())
    with django_assert_num_queries(2):  # the transaction of the request, opened and closed
        client.post("/p/verify/", {"text": content})


def test_receipt_verify_needs_the_token_of_the_form() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/p/verify/", {"text": "{}"}).status_code == 403
    assert client.get("/p/verify/").status_code == 200
