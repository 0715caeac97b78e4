"""What an entry of the feed says, as JSON."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

WITHDRAWAL = "consent.withdrawal"
TEST = "webhook.test"


def entry_id(id: object) -> str:
    """The ``webhook-id``: the same for every attempt and in the feed, so that a receiver drops what it has."""
    return f"msg_{str(id).replace('-', '')}"


def entry(topic: str, moment: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    """The object that is sent, and that stands in the feed."""
    return {"type": topic, "timestamp": moment.isoformat(), "data": dict(data)}


def as_bytes(value: Mapping[str, Any]) -> bytes:
    """JSON without blanks, in UTF-8."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
