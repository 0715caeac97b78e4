"""What an organization's system sends back, signed: received, and done."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from coalition.platform.tenancy import Actor
from consent.ledger.actions.obligations import acknowledge_obligations, attest_obligations
from consent.propagation.actions.clock import settle
from consent.propagation.models import Endpoint
from consent.propagation.queries.endpoints import signing_secrets
from consent.propagation.rules.signatures import check_signature


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """``received``: obligations that arrived; ``attested``: those that something was done about, by answer."""

    received: Sequence[UUID]
    attested: Mapping[str, Sequence[UUID]]


def accept_acknowledgement(
    *,
    actor: Actor,
    now: datetime,
    endpoint: Endpoint,
    headers: Mapping[str, str],
    body: bytes,
    said: Acknowledgement,
) -> tuple[int, int]:
    """Check the signature over ``body`` (whose content is ``said``), and keep it with each obligation; how many were
    newly acknowledged, and newly attested.

    Sending it twice changes nothing. Raises BadSignature, PermissionDenied, ValueError for another answer, and Http404
    when an obligation is not the organization's.
    """
    keys = signing_secrets(actor, endpoint, now)
    check_signature(headers, body, now, keys=keys, public_key=endpoint.public_key)
    signed = _kept(endpoint, headers, body)
    with transaction.atomic():
        acknowledged = acknowledge_obligations(actor=actor, now=now, obligation_ids=said.received, signed=signed)
        attested = sum(
            attest_obligations(actor=actor, now=now, obligation_ids=ids, answer=answer, signed=signed)
            for answer, ids in said.attested.items()
        )
        settle(actor, now)
    return acknowledged, attested


def _kept(endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> str:
    # Everything that is needed to check it once more.
    kept = {name: headers[f"webhook-{name}"] for name in ("id", "timestamp", "signature")}
    kept |= {"body": base64.b64encode(body).decode(), "key": endpoint.public_key or f"endpoint {endpoint.pk}"}
    return json.dumps(kept, sort_keys=True)
