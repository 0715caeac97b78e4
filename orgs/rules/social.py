"""Names on social networks: read from what people paste, turned into links that are safe to follow."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

MOST = 200  # characters


@dataclass(frozen=True, slots=True)
class Network:
    """One network: what a name on it looks like, where it is found, and the hosts whose links are read."""

    name: object
    pattern: re.Pattern[str]
    link: str
    hosts: tuple[str, ...] = ()
    before: str = ""  # stands before the name in a link: instagram.com/ana, linkedin.com/in/ana


class InvalidHandle(ValueError):
    """This is no name on that network."""


_WORD = re.compile(r"[A-Za-z0-9._-]{1,100}")
_LETTERS = re.compile(r"[\w.%-]{1,150}")  # some networks allow names in any script
_SERVER = re.compile(r"[A-Za-z0-9_.-]{1,100}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

NETWORKS = {
    "mastodon": Network("Mastodon", _SERVER, "https://{server}/@{name}"),
    "bluesky": Network("Bluesky", _WORD, "https://bsky.app/profile/{name}", ("bsky.app",), "profile/"),
    "instagram": Network("Instagram", _WORD, "https://www.instagram.com/{name}/", ("instagram.com",)),
    "facebook": Network("Facebook", _LETTERS, "https://www.facebook.com/{name}", ("facebook.com", "fb.com")),
    "x": Network("X (Twitter)", _WORD, "https://x.com/{name}", ("x.com", "twitter.com")),
    "threads": Network("Threads", _WORD, "https://www.threads.net/@{name}", ("threads.net", "threads.com")),
    "linkedin": Network("LinkedIn", _LETTERS, "https://www.linkedin.com/in/{name}", ("linkedin.com",), "in/"),
    "youtube": Network("YouTube", _LETTERS, "https://www.youtube.com/@{name}", ("youtube.com",)),
    "tiktok": Network("TikTok", _WORD, "https://www.tiktok.com/@{name}", ("tiktok.com",)),
    "telegram": Network("Telegram", _WORD, "https://t.me/{name}", ("t.me", "telegram.me")),
    "website": Network(_("Website"), re.compile(r"https?://\S{3,190}"), "{name}"),
}


def read_handle(network: str, text: str) -> str:
    """The name in what was typed or pasted: without @, or out of a link. Raises InvalidHandle."""
    known = NETWORKS.get(network)
    written = text.strip()
    if known is None or not written or len(written) > MOST:
        raise InvalidHandle
    if network == "website":
        return _website(written)
    handle = _on_server(written) if network == "mastodon" else _path(known, written).removeprefix("@")
    if not known.pattern.fullmatch(handle):
        raise InvalidHandle
    return handle


def social_link(network: str, handle: str) -> str:
    """Where the name is found: always http or https; "" for a network that is not known."""
    known = NETWORKS.get(network)
    if known is None or not known.pattern.fullmatch(handle):
        return ""
    name, _at, server = handle.partition("@") if network == "mastodon" else (handle, "", "")
    return known.link.format(name=name, server=server)


def shown_handle(network: str, handle: str) -> str:
    """The name as people write it."""
    return handle if network == "website" else f"@{handle}"


def _website(written: str) -> str:
    whole = written if "://" in written else f"https://{written}"
    try:
        parts = urlsplit(whole)
        host = parts.hostname or ""
    except ValueError as error:
        raise InvalidHandle from error
    if parts.scheme not in {"http", "https"} or "." not in host or parts.username or re.search(r"\s", whole):
        raise InvalidHandle
    if len(whole) > MOST:
        raise InvalidHandle
    return whole


def _on_server(written: str) -> str:
    if "://" in written:
        parts = urlsplit(written)
        return f"{parts.path.strip('/').removeprefix('@')}@{parts.netloc}"
    return written.removeprefix("@")


def _path(known: Network, written: str) -> str:
    bare = re.sub(r"^https?://", "", written, flags=re.IGNORECASE)
    host, slash, rest = bare.partition("/")
    if not slash:
        return written
    if host.lower().removeprefix("www.").removeprefix("m.") not in known.hosts:
        raise InvalidHandle
    return rest.split("?")[0].strip("/").removeprefix(known.before)
