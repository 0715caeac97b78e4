"""A URL that somebody entered, taken apart and judged before anything is looked up."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import idna

LONGEST = 2_000


class BadTarget(ValueError):
    """The URL will not do; ``code`` says why: characters, scheme, user, host, port, length."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Limits:
    """What is let out. The default is for the Internet: HTTPS, usual ports, public addresses, 10 seconds, 64 KB."""

    plain_http: bool = False
    loopback: bool = False
    ports: frozenset[int] | None = frozenset({443, 8443})
    seconds: float = 10.0
    most_bytes: int = 65_536


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: ``host`` in ASCII, for Host header and certificate; ``path`` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What stands in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The URL, written plainly."""
        return f"{self.scheme}://{self.authority}{self.path}"


def parse_target(url: str, limits: Limits) -> Target:
    """The parts of ``url``. Raises BadTarget."""
    if len(url) > LONGEST:
        raise BadTarget("length")
    if not url.isprintable() or any(character in url for character in ' \\"<>^`{|}'):
        raise BadTarget("characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadTarget("host") from error
    if parts.scheme != "https" and not (limits.plain_http and parts.scheme == "http"):
        raise BadTarget("scheme")
    if "@" in parts.netloc:
        raise BadTarget("user")
    number = port if port is not None else {"https": 443, "http": 80}[parts.scheme]
    if limits.ports is not None and number not in limits.ports:
        raise BadTarget("port")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii():
        raise BadTarget("characters")
    return Target(parts.scheme, _ascii(host), number, path)


def _ascii(host: str) -> str:
    if not host or "%" in host:
        raise BadTarget("host")
    if ":" in host or host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError as error:
        raise BadTarget("host") from error
