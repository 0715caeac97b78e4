"""Where a request comes from: behind a proxy what the proxy wrote, and never what the visitor claims."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from coalition.platform.requests import client_address


def asked(forwarded: str | None, settings: Settings, *, behind_proxy: bool) -> str:
    settings.BEHIND_PROXY = behind_proxy
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory().get("/p/", REMOTE_ADDR="10.0.0.1", headers=headers))


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("nonsense, 198.51.100.7", "198.51.100.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("198.51.100.7, nonsense", "10.0.0.1"),
        ("", "10.0.0.1"),
        (None, "10.0.0.1"),
    ],
)
def test_behind_a_proxy_its_own_entry_counts(forwarded: str | None, address: str, settings: Settings) -> None:
    assert asked(forwarded, settings, behind_proxy=True) == address


def test_without_a_proxy_the_header_is_a_claim(settings: Settings) -> None:
    assert asked("198.51.100.7", settings, behind_proxy=False) == "10.0.0.1"
