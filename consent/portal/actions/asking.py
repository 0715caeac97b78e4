"""Asking organizations for something that their staff must do: correct, erase, answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import lock_subjects
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

    Raises PermissionDenied, Http404, JournalUnavailable.
    """
    wide = Actor(role="subject", subject_ids=overview.subjects, membership_ref=actor.membership_ref)
    with transaction.atomic(), acting(wide):
        lock_subjects(overview.subjects)
        return [
            file_request(
                actor=wide,
                now=now,
                organization_id=organization,
                subject_id=person.subject_id,
                kind=kind,
                detail=detail,
                wanted=wanted,
                everywhere=everywhere,
                subject_ids=overview.subjects,
            )
            for organization in organizations
        ]
