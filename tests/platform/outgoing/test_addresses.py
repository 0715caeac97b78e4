"""Forty ways to say "inside", and every one is refused before a connection is made."""

from collections.abc import Sequence

import pytest

from coalition.platform.outgoing import BadTarget, Limits, Network, Unreachable, is_public, parse_target, post

INSIDE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.254",  # noqa: S104
    "127.0.0.1", "127.1.2.3", "168.63.129.16", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255",
    "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.9",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::8.8.8.8", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1",
    "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "localhost", "",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:2800:220:1::1", "2a00:1450:4001::5e"]

# How a number may be written in a URL. What it means, the system's resolver says.
SPELLINGS = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "0",
    "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "LOCALHOST",  # noqa: S104
    "169.254.169.254", "2852039166", "0xa9fea9fe", "[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]", "[fd00:ec2::254]",
    "[2002:a9fe:a9fe::]", "127.0.0.1.", "①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_is_public_refuses_what_lies_inside(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_is_public_lets_the_internet_through(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", SPELLINGS)
def test_post_connects_to_nothing_inside_however_it_is_written(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("httpcore.SyncBackend.connect_tcp", _never)
    with pytest.raises(Unreachable) as refused:
        post(f"https://{host}/hook", b"{}", {}, Network())
    assert refused.value.code in {"inside", "name", "target"}


def _never(*args: object, **kwargs: object) -> None:
    raise AssertionError("a connection was tried")


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["10.0.0.1", "93.184.216.34"], ["2606:2800:220:1::1", "::1"], []],
)
def test_post_refuses_a_name_that_leads_inside(answers: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("httpcore.SyncBackend.connect_tcp", _never)
    with pytest.raises(Unreachable) as refused:
        post("https://hooks.example.org/", b"{}", {}, Network(resolve=lambda host, port: answers))
    assert refused.value.code == ("inside" if answers else "name")


def test_post_looks_a_name_up_once_and_connects_to_that_address(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    connected: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    def connect(self: object, host: str, port: int, **kwargs: object) -> None:
        connected.append(host)
        raise OSError("no network in a test")

    monkeypatch.setattr("httpcore.SyncBackend.connect_tcp", connect)
    with pytest.raises(Unreachable, match="connection"):
        post("https://hooks.example.org/", b"{}", {}, Network(resolve=rebinding))
    assert (asked, connected) == (["hooks.example.org"], ["93.184.216.34"])


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.org/", "scheme"),
        ("ftp://example.org/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://example.org/", "scheme"),
        ("//example.org/", "scheme"),
        ("example.org", "scheme"),
        ("https://user@example.org/", "user"),
        ("https://user:secret@example.org/", "user"),
        ("https://example.org@127.0.0.1/", "user"),
        ("https://example.org:22/", "port"),
        ("https://example.org:80/", "port"),
        ("https://example.org:0/", "port"),
        ("https://example.org:99999/", "host"),
        ("https://example.org:x/", "host"),
        ("https:///path", "host"),
        ("https://[::1/", "host"),
        ("https://[fe80::1%25eth0]/", "host"),
        ("https://ex%61mple.org/", "host"),
        ("https://example.org\\@127.0.0.1/", "characters"),
        ("https://example.org/a b", "characters"),
        ("https://example.org/\r\nHost: inside", "characters"),
        ("https://example.org/\t", "characters"),
        ("https://example.org/" + "a" * 2_000, "length"),
    ],
)
def test_parse_target_refuses(url: str, code: str) -> None:
    with pytest.raises(BadTarget) as refused:
        parse_target(url, Limits())
    assert refused.value.code == code


def test_parse_target_takes_apart() -> None:
    target = parse_target("https://Bücher.Example:8443/hook?x=1#part", Limits())
    assert (target.host, target.port, target.path) == ("xn--bcher-kva.example", 8443, "/hook?x=1")
    assert target.authority == "xn--bcher-kva.example:8443"
    assert target.url == "https://xn--bcher-kva.example:8443/hook?x=1"


def test_only_where_it_is_meant_may_it_go_to_this_machine() -> None:
    at_home = Network(Limits(plain_http=True, loopback=True, ports=None))
    assert at_home.addresses("127.0.0.1", 80, 5) == ["127.0.0.1"]
    with pytest.raises(Unreachable, match="inside"):
        at_home.addresses("10.0.0.1", 80, 5)
