"""Asking organizations for something that their staff must do: correct, erase, answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import lock_subjects
from consent.ledger.actions.receipts import issue_receipt
from consent.ledger.queries.own import events_of
from consent.portal.queries.sessions import Person
from consent.portal.rules.overview import Overview
from consent.requests.actions.filing import file_request


def ask(
    *,
    actor: Actor,
    now: datetime,
    person: Person,
    overview: Overview,
    organizations: Sequence[int],
    kind: str,
    detail: str,
    wanted: Mapping[str, str],
    everywhere: bool,
) -> list[str]:
    """File the request with each organization, all or none; the references. An erasure stops contact at once.

    What it stopped gets a receipt, as everything that is said here. Raises PermissionDenied, Http404,
    JournalUnavailable.
    """
    wide = Actor(role="subject", subject_ids=overview.subjects, membership_ref=actor.membership_ref)
    with transaction.atomic(), acting(wide):
        lock_subjects(overview.subjects)
        before = _said(wide)
        references = []
        for organization in organizations:
            reference = file_request(
                actor=wide,
                now=now,
                organization_id=organization,
                subject_id=person.subject_id,
                kind=kind,
                detail=detail,
                wanted=wanted,
                everywhere=everywhere,
                # A no to everybody is said once: a no for each holder would tell each how many there are.
                stopped=everywhere and not _said(wide) <= before,
                subject_ids=overview.subjects,
            )
            references.append(reference)
        if stopped := _said(wide) - before:
            issue_receipt(actor=wide, now=now, subject_id=person.subject_id, event_ids=sorted(stopped))
        return references


def _said(wide: Actor) -> set[UUID]:
    return set(events_of(wide).values_list("id", flat=True))
