"""Reports about a person that bar them, or an address of theirs: made and taken back by the organization itself."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from coalition.platform.tenancy import Actor
from consent.ledger.actions import blocks
from orgs import policies
from orgs.queries.people import contact_points, get_person
from orgs.rules.ages import is_minor, majority_begins


class NoIdentifier(ValueError):
    """The person has no address or number, or none of the kind that is spoken of; ``channel`` says which ("": none)."""

    def __init__(self, channel: str = "") -> None:
        super().__init__(channel)
        self.channel = channel


def report_block(
    *,
    actor: Actor,
    now: datetime,
    person_id: int,
    kind: str,
    channel: str = "",
    point_id: int | None = None,
    known_from: str = "",
) -> int:
    """Report that a person died, is under age, complained about ``channel``, or that a contact point does not work.

    How many events were new. ``bounced`` needs the ``point_id``. ``known_from`` is how the organization knows; nobody
    else reads it. Raises PermissionDenied, Http404, NoIdentifier.
    """
    if not policies.can_report_block(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        points = contact_points(actor, person.pk)
        channels: tuple[str, ...] = (channel,)
        if kind == "bounced":
            points = [point for point in points if point.pk == point_id]
            if not points:
                raise Http404
            channels = ("phone", "sms") if points[0].kind == "phone" else ("email",)
        if not points:
            raise NoIdentifier
        known = person.birth_date is not None and is_minor(person.birth_date, now.date())
        until = majority_begins(person.birth_date) if kind == "minor" and known and person.birth_date else None
        ids = blocks.report_block(
            actor=actor,
            now=now,
            subject_ids=[point.subject_id for point in points],
            kind=kind,
            channels=channels,
            until=until,
            evidence_ref=known_from,
        )
    return len(ids)


def take_back_block(*, actor: Actor, now: datetime, person_id: int, kind: str, channel: str = "", why: str) -> int:
    """Take back what one's own organization reported, saying why; how many events were new.

    A phone number that works again works for calls and texts. Raises PermissionDenied, Http404, NothingToTakeBack.
    """
    if not policies.can_take_back_block(actor):
        raise PermissionDenied
    with transaction.atomic():
        subjects = [point.subject_id for point in contact_points(actor, get_person(actor, person_id).pk)]
        ids = blocks.take_back_block(
            actor=actor, now=now, subject_ids=subjects, kind=kind, channel=channel, evidence_ref=why
        )
    return len(ids)


def mark_minor(*, actor: Actor, now: datetime, person_id: int) -> int:
    """Bar sharing with others, and contact without a guardian, for somebody whose birthday says so; the new events.

    A birthday never lifts anything: whoever reported a person as under age by mistake takes that back. Raises
    PermissionDenied, Http404.
    """
    person = get_person(actor, person_id)
    if person.birth_date is None or not is_minor(person.birth_date, now.date()):
        return 0
    points = contact_points(actor, person.pk)
    if not points:
        return 0
    ids = blocks.report_block(
        actor=actor,
        now=now,
        subject_ids=[point.subject_id for point in points],
        kind="minor",
        until=majority_begins(person.birth_date),
        evidence_ref="birthday on record",
    )
    return len(ids)
