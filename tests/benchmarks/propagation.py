"""Duties: what a list of refusals pays for them."""

import uuid
from collections.abc import Callable, Iterator

from django.db import connection, transaction

from coalition.platform.keys import Identifier
from coalition.platform.tenancy import acting, system_actor
from consent.ledger.actions.subjects import ensure_subjects, record_holdings
from tests.benchmarks.measure import Measurement, compared
from tests.factories import make_organization

REFUSALS = 50_000
_SAY = """
INSERT INTO consent_event (
    id, subject_id, kind, actor_kind, evidence, purpose, channel, effective_at, legal_basis, source,
    source_organization_id, recipient_organization_id)
SELECT gen_random_uuid(), s, %s, 'import', 1, '', '', now(), '', 'bench', %s, %s FROM unnest(%s::bigint[]) s
"""


def measurements() -> Iterator[Measurement]:
    """Fifty thousand refusals in one statement, with their duties, against as many bounces, which make none."""
    own = system_actor(organization_id=make_organization("bench-refusals").pk)
    made = [Identifier({1: uuid.uuid5(uuid.NAMESPACE_OID, str(n)).bytes * 2}) for n in range(REFUSALS)]
    subjects = sorted(set(ensure_subjects(made).values()))
    with acting(own):
        record_holdings(actor=own, subject_ids=subjects, source="bench")

    def saying(kind: str) -> Callable[[], None]:
        def say() -> None:
            with acting(own), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_SAY, [kind, own.organization_id, own.organization_id, subjects])
                transaction.set_rollback(True)

        return say

    yield compared(
        "consent: 50,000 refusals of a list, with their duties", saying("refused"), saying("bounced"),
        against="events that make no duty", target=4.0, unit="s", scale=1.0, runs=3,
    )  # fmt: skip
