"""What the person wrote in a request, and the letter to them: sealed under the organization's data key."""

import json
from dataclasses import asdict

from coalition.platform.keys import open_sealed, seal
from coalition.platform.tenancy import Actor
from consent.requests.models import DataRequest, Words
from orgs.queries.contacts import data_key


def opened(actor: Actor, request: DataRequest) -> DataRequest:
    """The request with its ``words``. Raises ``keys.envelope.Unreadable``."""
    request.words = Words()
    if request.sealed:
        plain = open_sealed(data_key(actor), bytes(request.sealed), place=_place(request))
        request.words = Words(**json.loads(plain))
    return request


def sealed(actor: Actor, request: DataRequest, words: Words) -> bytes:
    """The words as they are stored with this request."""
    return seal(data_key(actor), json.dumps(asdict(words)).encode(), place=_place(request))


def _place(request: DataRequest) -> str:
    return f"{request.organization_id}|requests_datarequest|sealed|{request.reference}"
