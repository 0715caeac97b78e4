"""HTTP with a deadline for the whole exchange: a server that drips byte by byte is cut off like one that hangs.

One event loop and one small pool of connections in each process, on a thread of their own.
"""

import asyncio
import os
import threading
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx

CONNECTIONS = 4
CONNECT_SECONDS = 2.0
LARGEST_ANSWER = 64 * 1024


class NeverSent(Exception):
    """No connection: nothing of the request left this host."""


class NoAnswer(Exception):
    """The request, or a part of it, went out, and no whole answer came back."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """Status and body of an answer."""

    status: int
    body: bytes


def post_form(url: str, fields: Mapping[str, str], *, credentials: tuple[str, str], seconds: float) -> HttpAnswer:
    """POST a form and wait at most ``seconds`` for everything together. Raises NeverSent, NoAnswer."""
    loop, client = _loop_of(os.getpid())
    wait = asyncio.run_coroutine_threadsafe(_exchange(client, url, dict(fields), credentials, seconds), loop)
    return wait.result()


async def _exchange(
    client: httpx.AsyncClient, url: str, fields: dict[str, str], credentials: tuple[str, str], seconds: float
) -> HttpAnswer:
    try:
        async with asyncio.timeout(seconds), client.stream("POST", url, data=fields, auth=credentials) as response:
            body = b""
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > LARGEST_ANSWER:
                    raise NoAnswer("too much")
            return HttpAnswer(response.status_code, body)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
        raise NeverSent(type(error).__name__) from None
    except (httpx.HTTPError, TimeoutError) as error:
        raise NoAnswer(type(error).__name__) from None


@lru_cache(maxsize=1)
def _loop_of(process: int) -> tuple[asyncio.AbstractEventLoop, httpx.AsyncClient]:
    # By process: neither a loop nor a connection survives a fork.
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="texts", daemon=True).start()
    made: Coroutine[Any, Any, httpx.AsyncClient] = _client()
    return loop, asyncio.run_coroutine_threadsafe(made, loop).result()


async def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(
        timeout=httpx.Timeout(None, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
        limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS, keepalive_expiry=20),
        follow_redirects=False,
        trust_env=False,
    )
