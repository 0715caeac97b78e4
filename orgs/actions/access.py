"""Asking to see a restricted record or to reach out to a stewarded person, answering, and breaking the glass."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import AccessRequest
from orgs.queries.access import get_request, stewardship_of
from orgs.queries.people import contact_points, person_exists
from orgs.queries.restricted import is_keeper, keepers
from orgs.queries.visible import visible_people
from orgs.rules.access import ANSWER_WITHIN, APPROVE_WITHIN, BREAK_GLASS_REASONS, DAYS, GLASS_OPEN_FOR, REACH_OUT_WITHIN

Kind = AccessRequest.Kind
ASKED = {Kind.SEE: "orgs.access.asked", Kind.REACH_OUT: "orgs.access.asked", Kind.BREAK_GLASS: "orgs.glass.asked"}


class AccessRefused(ValueError):
    """``code`` says why: ``asked_already``, ``not_closed``, ``no_steward``, ``hands_off``, ``answered``, ``days``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ask_access(*, actor: Actor, now: datetime, person_id: int, reason: str) -> AccessRequest:
    """Ask the keeper of a restricted record for a look at it. Raises AccessRefused, PermissionDenied, Http404."""
    if not policies.can_ask_access(actor):
        raise PermissionDenied
    person_exists(actor, person_id)
    if visible_people(actor).filter(pk=person_id).exists():
        raise AccessRefused("not_closed")
    keeper = next((each for each in keepers(actor, person_id) if not isinstance(each, str)), None)
    asked = keeper.pk if keeper else None
    return _ask(actor, Kind.SEE, person_id, ANSWER_WITHIN, reason=reason, asked=asked)


def ask_steward(*, actor: Actor, now: datetime, person_id: int, reason: str) -> AccessRequest:
    """Ask a person's steward whether one may write or call. Raises AccessRefused, PermissionDenied, Http404."""
    if not policies.can_ask_access(actor) or not visible_people(actor).filter(pk=person_id).exists():
        person_exists(actor, person_id)
        raise PermissionDenied
    stewardship = stewardship_of(actor, person_id)
    if stewardship is None or stewardship.steward_id == actor.user_id or stewardship.rule == "open":
        raise AccessRefused("no_steward")
    if stewardship.rule == "hands_off":
        raise AccessRefused("hands_off")
    return _ask(actor, Kind.REACH_OUT, person_id, REACH_OUT_WITHIN, reason=reason, asked=stewardship.steward_id)


def break_glass(*, actor: Actor, now: datetime, person_id: int, reason_code: str, reason: str) -> AccessRequest:
    """Ask to open a restricted record in an emergency; its keeper is told at once, a second person has to approve.

    Raises AccessRefused, PermissionDenied, Http404.
    """
    if not policies.can_break_glass(actor) or reason_code not in BREAK_GLASS_REASONS:
        raise PermissionDenied
    person_exists(actor, person_id)
    if visible_people(actor).filter(pk=person_id).exists():
        raise AccessRefused("not_closed")
    with transaction.atomic():
        request = _ask(actor, Kind.BREAK_GLASS, person_id, APPROVE_WITHIN, reason=reason, reason_code=reason_code)
        defer("orgs.glass.tell", organization_id=request.organization_id, request_id=request.pk)
    return request


def answer_access(*, actor: Actor, now: datetime, request_id: int, days: int | None) -> AccessRequest:
    """Open a record to whoever asked, or agree that they reach out, for so many days; ``None`` refuses.

    A broken glass is open for 30 minutes, whatever the days. Raises AccessRefused (``answered``, ``days``),
    PermissionDenied, Http404.
    """
    if days is not None and days not in DAYS:
        raise AccessRefused("days")
    with transaction.atomic():
        found = get_request(actor, request_id)
        request = owned(AccessRequest.objects.all(), actor).select_for_update().get(pk=found.pk)
        if not _may_answer(actor, request):
            raise PermissionDenied
        if request.answer:
            raise AccessRefused("answered")
        glass = request.kind == Kind.BREAK_GLASS
        request.answer = AccessRequest.Answer.REFUSED if days is None else AccessRequest.Answer.GRANTED
        request.answered_by_id, request.answered_at = actor.user_id, now
        request.save(update_fields=["answer", "answered_by", "answered_at"])
        if days is not None:
            held = GLASS_OPEN_FOR if glass else timedelta(days=days)
            owned(AccessRequest.objects.all(), actor).filter(pk=request.pk).update(until=Now() + held)
        _note("orgs.glass.answered" if glass else "orgs.access.answered", actor, request, days=days)
        if glass:
            defer("orgs.glass.tell", organization_id=request.organization_id, request_id=request.pk)
    return request


def _may_answer(actor: Actor, request: AccessRequest) -> bool:
    if not policies.can_approve_glass(actor, request):  # nobody answers themselves, whatever they asked
        return False
    if request.kind == Kind.BREAK_GLASS:
        return True
    if request.kind == Kind.REACH_OUT:
        stewardship = stewardship_of(actor, request.constituent_id)
        return stewardship is not None and stewardship.steward_id == actor.user_id
    seen = visible_people(actor).filter(pk=request.constituent_id).exists()
    return seen and is_keeper(actor, request.constituent_id)


def _ask(
    actor: Actor,
    kind: str,
    person_id: int,
    within: timedelta,
    *,
    reason: str,
    reason_code: str = "",
    asked: int | None = None,
) -> AccessRequest:
    if actor.organization_id is None or actor.user_id is None:
        raise PermissionDenied
    with transaction.atomic():
        try:
            with transaction.atomic():
                request = AccessRequest.objects.create(
                    organization_id=actor.organization_id,
                    constituent_id=person_id,
                    kind=kind,
                    asked_by_id=actor.user_id,
                    asked_id=asked,
                    reason_code=reason_code,
                    reason=reason,
                    due_at=Now() + within,
                )
        except IntegrityError as error:
            raise AccessRefused("asked_already") from error
        _note(ASKED[Kind(kind)], actor, request)
    return request


def _note(verb: str, actor: Actor, request: AccessRequest, days: int | None = None) -> None:
    detail: dict[str, str | int | bool | None] = {"kind": request.kind}
    if request.reason_code:
        detail["reason"] = request.reason_code
    if request.answer:
        detail |= {"answer": request.answer, "days": days}
    subjects = [point.subject_id for point in contact_points(actor, request.constituent_id)]
    record(verb, actor=actor, object_type="access_request", object_ref=request.pk, subjects=subjects, detail=detail)
