"""A request comes in: from the person in the portal, or entered by hand because it came by letter, phone or mail."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import get_language

from audit.log.actions import record
from coalition.platform.tenancy import Actor, acting, owned, system_actor
from consent.ledger.actions.events import withdraw
from consent.ledger.queries.own import events_of, holdings_of
from consent.ledger.rules.new_event import Withdrawal
from consent.requests import policies
from consent.requests.models import DataRequest, RequestStep, Words
from consent.requests.models.request import OPEN_STATES
from consent.requests.queries.words import opened, sealed
from consent.requests.rules.deadlines import term_for
from orgs.models import ContactPoint, Organization
from orgs.queries.members import acting_organization
from orgs.queries.people import contact_points, get_person

Kind = DataRequest.Kind
# What a request stops at once, while it waits: the kind of the negative.
STOPS = {Kind.OBJECT: "objected", Kind.RESTRICT: "objected", Kind.ERASE: "withdrawn"}


@dataclass(frozen=True, slots=True)
class Filing:
    """What is asked: ``detail`` in the person's words, ``wanted`` the corrected values by field."""

    kind: str
    detail: str = ""
    wanted: Mapping[str, str] = field(default_factory=dict)
    everywhere: bool = False


def file_request(
    *,
    actor: Actor,
    now: datetime,
    organization_id: int,
    subject_id: int,
    kind: str,
    detail: str = "",
    wanted: Mapping[str, str] | None = None,
    everywhere: bool = False,
    stopped: bool = False,
    subject_ids: Sequence[int] = (),
) -> str:
    """File a request of the person in the portal with one organization that holds them; its public reference.

    ``kind`` is one of ``DataRequest.Kind``. An objection, a restriction and an erasure stop contact and sharing at
    once, for ``subject_ids`` (one hop away; the proven one alone when empty) and that organization, or for everyone
    when ``everywhere``; nothing when that was ``stopped`` with another organization just now. The same request while
    it is open is one request, and stops what was allowed since. Raises PermissionDenied, Http404.
    """
    if not policies.can_file_request(actor, subject_id) or kind not in Kind.values:
        raise PermissionDenied
    filing = Filing(kind, detail.strip(), dict(wanted or {}), everywhere)
    with transaction.atomic():
        with acting(actor):
            if not holdings_of(actor).filter(subject_id=subject_id, holder_id=organization_id).exists():
                raise Http404
        own = system_actor(organization_id=organization_id)
        with acting(own):
            known = _same_open(own, subject_id, filing)
            request = known or _create(
                own,
                now,
                filing,
                subject=subject_id,
                people=_people(own, subject_id),
                via="portal",
                identity="portal",
                language=(get_language() or "en")[:2],
            )
        with acting(actor):
            new = known is None or events_of(actor).filter(kind="granted", recorded_at__gte=known.created_at).exists()
            if new and not stopped:
                _stop(actor, now, filing, organization_id, subject_ids or [subject_id], said="portal")
            if known is None:
                _record_filed(actor, request, [subject_id])
    return request.reference


def enter_request(
    *,
    actor: Actor,
    now: datetime,
    person_id: int,
    filing: Filing,
    via: str,
    identity: str,
    received_on: date,
    language: str,
) -> DataRequest:
    """Enter by hand what a person asked by letter, mail, phone or in person. Raises PermissionDenied, Http404.

    ``received_on`` is the day it arrived: the clock began then. ``identity`` says how the person was recognised.
    """
    if not policies.can_handle_requests(actor) or filing.kind not in Kind.values:
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        subjects = sorted({point.subject_id for point in contact_points(actor, person.pk)})
        request = _create(
            actor,
            now,
            filing,
            subject=None,
            people=[person.pk],
            via=via,
            identity=identity,
            language=language,
            received_on=received_on,
        )
        _stop(actor, now, Filing(filing.kind), request.organization_id, subjects, said=via)
        _record_filed(actor, request, subjects)
    return request


def note_step(actor: Actor, request: DataRequest, step: str) -> None:
    """Write a step into the request's history."""
    RequestStep.objects.create(organization_id=request.organization_id, request=request, step=step, by_id=actor.user_id)


def _create(
    own: Actor,
    now: datetime,
    filing: Filing,
    *,
    subject: int | None,
    people: list[int],
    via: str,
    identity: str,
    language: str,
    received_on: date | None = None,
) -> DataRequest:
    organization: Organization = acting_organization(own)
    received = received_on or now.astimezone(ZoneInfo(organization.time_zone)).date()
    request = DataRequest(
        organization=organization,
        reference=secrets.token_hex(8),
        kind=filing.kind,
        via=via,
        identity=identity,
        everywhere=filing.everywhere,
        subject=subject,
        people=people,
        language=language,
        country=organization.region,
        received_on=received,
        due_on=term_for(organization.region, filing.kind).due(received),
    )
    request.words = Words(filing.detail, dict(filing.wanted))
    request.sealed = sealed(own, request, request.words)
    request.save()
    note_step(own, request, "filed")
    return request


def _same_open(own: Actor, subject_id: int, filing: Filing) -> DataRequest | None:
    same = owned(DataRequest.objects.all(), own).filter(
        subject=subject_id, kind=filing.kind, state__in=OPEN_STATES, everywhere=filing.everywhere
    )
    asked = Words(filing.detail, dict(filing.wanted))
    found = (opened(own, each) for each in same.order_by("id"))
    return next((each for each in found if replace(each.words, letter="") == asked), None)


def _people(own: Actor, subject_id: int) -> list[int]:
    # Several are a household: whoever answers must say which of them it is.
    points = owned(ContactPoint.objects.all(), own).filter(subject_id=subject_id)
    people = sorted(set(points.values_list("constituent_id", flat=True)))
    return people if len(people) == 1 else []


def _stop(
    actor: Actor, now: datetime, filing: Filing, organization: int, subjects: Sequence[int], *, said: str
) -> None:
    kind = STOPS.get(Kind(filing.kind))
    if kind is None or not subjects:
        return
    withdraw(
        actor=actor,
        now=now,
        subject_ids=subjects,
        scope=Withdrawal(recipient_organization=None if filing.everywhere else organization),
        kind=kind,
        source="request",
        evidence=_EVIDENCE.get(said, 1),
        method=_METHODS[said],
        holders=[organization],
    )


# Said here, on paper, or told to a member.
_EVIDENCE = {"portal": 3, "letter": 2, "mail": 2}
_METHODS = {"portal": "portal", "letter": "paper", "mail": "paper", "phone": "call", "visit": "spoken"}


def _record_filed(actor: Actor, request: DataRequest, subjects: Sequence[int]) -> None:
    record(
        "consent.request.filed",
        actor=actor,
        object_type="request",
        object_ref=request.reference,
        subjects=subjects,
        organizations=[request.organization_id],
        detail={"kind": request.kind, "via": request.via},
    )
