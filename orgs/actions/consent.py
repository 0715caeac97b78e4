"""Writing down what a person, or their guardian, said or signed about being contacted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions.record import Detail, record
from coalition.platform.tenancy import Actor
from consent.ledger.actions.events import lock_subjects, record_events
from consent.ledger.actions.notices import ensure_notice
from consent.ledger.queries.history import consent_history, standing
from consent.ledger.rules.history import Heard
from consent.ledger.rules.new_event import NewEvent
from orgs import policies
from orgs.actions.blocks import NoIdentifier, mark_minor
from orgs.models import ContactPoint
from orgs.queries.households import household_of
from orgs.queries.members import acting_organization
from orgs.queries.people import contact_points, get_person
from orgs.rules.ages import is_minor, majority_begins
from orgs.rules.answers import CHANNELS, POINT_OF, Answer, events_of
from orgs.rules.passing import PURPOSES


class NotAMinor(ValueError):
    """A guardian speaks for nobody who is of age, or whose birthday is not known."""


def record_consent(*, actor: Actor, now: datetime, person_id: int, answer: Answer, notice_text: str = "") -> int:
    """Write down what the person said; how many events were new (none when it is on record already).

    ``notice_text`` is what they were told, when it is none of the notices in use. Append-only: a wrong yes is answered
    with a no, and a no is taken back by the person alone. Raises PermissionDenied, Http404, NoIdentifier.
    """
    if not policies.can_record_consent(actor) or actor.organization_id is None:
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        points = contact_points(actor, person.pk)
        by_kind = subjects_by_kind(points)
        subjects = sorted({point.subject_id for point in points})
        _require_identifiers(answer, by_kind)
        if notice_text:
            answer = replace(answer, notice_id=paper_notice(actor, now, notice_text))
        lock_subjects(subjects)
        history = consent_history(actor, subjects)
        now_standing = standing(actor, subjects, CHANNELS, history, household=household_of(actor, person))
        agreed = frozenset(each.channel for each in now_standing if each.allowed)
        events = events_of(answer, actor.organization_id, by_kind, agreed, person.given_name)
        detail: Detail = {"answer": answer.answer, "method": answer.method, "guardian": False}
        return record_fresh(actor, now, events, history, detail)


def record_guardian(
    *,
    actor: Actor,
    now: datetime,
    person_id: int,
    authority: str,
    channels: Sequence[str],
    signed_at: datetime | None,
    evidence_ref: str,
    notice_id: int | None = None,
    notice_text: str = "",
) -> int:
    """Write down that a guardian signed for a minor, until they come of age; how many events were new.

    Only contact by this organization: a minor is never shared. Raises PermissionDenied, Http404, NotAMinor,
    NoIdentifier.
    """
    if not policies.can_record_consent(actor) or actor.organization_id is None:
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        if person.birth_date is None or not is_minor(person.birth_date, now.date()):
            raise NotAMinor
        points = contact_points(actor, person.pk)
        by_kind = subjects_by_kind(points)
        answer = Answer("yes", tuple(channels), "paper", signed_at, notice_id, evidence_ref)
        _require_identifiers(answer, by_kind)
        if notice_text:
            answer = replace(answer, notice_id=paper_notice(actor, now, notice_text))
        mark_minor(actor=actor, now=now, person_id=person.pk)
        subjects = sorted({point.subject_id for point in points})
        lock_subjects(subjects)
        until = majority_begins(person.birth_date)
        said = [
            replace(event, actor_kind="guardian", authority=authority, until=until)
            for event in events_of(answer, actor.organization_id, by_kind, frozenset(), person.given_name)
        ]
        detail: Detail = {"answer": "yes", "method": "paper", "guardian": True}
        return record_fresh(actor, now, said, consent_history(actor, subjects), detail)


def subjects_by_kind(points: Sequence[ContactPoint]) -> dict[str, list[int]]:
    """The consent subjects of the contact points, by "email" and "phone"."""
    found: dict[str, list[int]] = defaultdict(list)
    for point in points:
        found[point.kind].append(point.subject_id)
    return found


def _require_identifiers(answer: Answer, by_kind: dict[str, list[int]]) -> None:
    if not by_kind:
        raise NoIdentifier
    if answer.answer == "yes":
        for channel in answer.channels:
            if POINT_OF.get(channel, channel) not in by_kind and channel in POINT_OF:
                raise NoIdentifier(channel)


def paper_notice(actor: Actor, now: datetime, text: str, recipients: Sequence[str] = ()) -> int:
    """The words of a paper as a notice; its id. ``recipients``: whom they name, else the acting organization."""
    organization = acting_organization(actor)
    return ensure_notice(
        actor=actor, now=now, name=f"{organization.slug}-paper", language=organization.language, text=text,
        recipients=recipients or [organization.name],
    )  # fmt: skip


def record_fresh(
    actor: Actor, now: datetime, events: Sequence[NewEvent], history: Sequence[Heard], detail: Detail
) -> int:
    """Record what is not in ``history`` already (the same thing said the same day, on the same evidence); how many.

    A no is written anew where a yes may have come after it. Part of another action's transaction, which has locked the
    subjects.
    """
    known = {(subject, *_same(heard, heard.effective_at.date())) for heard in history
             if heard.ours and (heard.kind == "granted" or not _may_be_lifted(heard, history))
             for subject in heard.subject_ids}  # fmt: skip
    fresh = [event for event in events if (event.subject_id, *_same(event, _day(event, now))) not in known]
    if fresh:
        ids = record_events(actor=actor, now=now, events=fresh)
        record(
            "orgs.consent.recorded",
            actor=actor,
            subjects=sorted({event.subject_id for event in fresh}),
            channel=_only({event.channel for event in fresh}),
            purpose=_only({event.purpose or "contact" for event in fresh}),
            consent_event_ids=ids,
            detail=detail,
        )
    return len(fresh)


def _may_be_lifted(no: Heard, history: Sequence[Heard]) -> bool:
    # What the person said about passing on to others is not for us to read.
    return no.purpose in PURPOSES or any(
        (heard.kind in {"granted", "resumed"} or heard.kind.endswith("_lifted")) and heard.recorded_at >= no.recorded_at
        for heard in history
    )


def _only(values: set[str]) -> str:
    return next(iter(values)) if len(values) == 1 else ""


def _same(said: Heard | NewEvent, day: date) -> tuple[object, ...]:
    negative = "no" if said.kind in {"refused", "withdrawn"} else said.kind
    coalition = said.coalition if isinstance(said, Heard) else said.recipient_coalition
    where = (said.purpose, said.channel, coalition)
    return (negative, *where, said.method, said.actor_kind, said.evidence_ref, said.until, day)


def _day(event: NewEvent, now: datetime) -> date:
    return (event.effective_at or now).date()
