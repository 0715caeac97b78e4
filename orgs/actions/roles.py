"""What a person is to the organization, over time: adding a role, ending it, removing one written down by mistake."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.keeping import keep_fact
from orgs.models import Constituent, ConstituentRole, Removal
from orgs.queries.people import get_person, subjects_of
from orgs.rules.roles import ROLES, overlaps, possible_day


class InvalidRole(ValueError):
    """Refused: ``reason`` is unknown (role), day (before 1900 or after 2100), order or overlap."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def add_role(
    *, actor: Actor, now: datetime, person_id: int, role: str, since: date | None = None, until: date | None = None
) -> ConstituentRole:
    """Note a role from and until; both days belong to it. Raises PermissionDenied, Http404, InvalidRole."""
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    if role not in ROLES:
        raise InvalidRole("unknown")
    with transaction.atomic():
        person = _locked(actor, person_id)
        _check(since, until, owned(ConstituentRole.objects.all(), actor).filter(constituent=person, role=role))
        added = ConstituentRole.objects.create(
            organization_id=person.organization_id, constituent=person, role=role, since=since, until=until
        )
        _record("orgs.role.added", actor, person, role)
    return added


def end_role(*, actor: Actor, now: datetime, person_id: int, role_id: int, until: date) -> None:
    """Say on which day a role ended; the day belongs to it. Raises PermissionDenied, Http404, InvalidRole."""
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = _locked(actor, person_id)
        held = _role(actor, person, role_id)
        others = owned(ConstituentRole.objects.all(), actor).filter(constituent=person, role=held.role)
        _check(held.since, until, others.exclude(pk=held.pk))
        held.until = until
        held.save(update_fields=["until"])
        _record("orgs.role.ended", actor, person, held.role)


def remove_role(*, actor: Actor, now: datetime, person_id: int, role_id: int) -> Removal:
    """Take a role that was never held off the record; it can be put back. Raises PermissionDenied, Http404."""
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        held = _role(actor, person, role_id)
        value = {"role": held.role, "since": _iso(held.since), "until": _iso(held.until)}
        removal = keep_fact(actor=actor, now=now, person_id=person.pk, fact="role", value=value)
        held.delete()
        _record("orgs.role.removed", actor, person, held.role)
    return removal


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _locked(actor: Actor, person_id: int) -> Constituent:
    # Two roles written down at once are compared with each other.
    person = get_person(actor, person_id)
    return owned(Constituent.objects.select_for_update(no_key=True), actor).get(pk=person.pk)


def _role(actor: Actor, person: Constituent, role_id: int) -> ConstituentRole:
    held = owned(ConstituentRole.objects.all(), actor).filter(constituent=person, pk=role_id).first()
    if held is None:
        raise Http404
    return held


def _check(since: date | None, until: date | None, others: object) -> None:
    if any(day is not None and not possible_day(day) for day in (since, until)):
        raise InvalidRole("day")
    if since is not None and until is not None and until < since:
        raise InvalidRole("order")
    if overlaps(since, until, others):  # type: ignore[arg-type]
        raise InvalidRole("overlap")


def _record(verb: str, actor: Actor, person: Constituent, role: str) -> None:
    subjects = subjects_of(actor, person.pk)
    record(verb, actor=actor, object_type="constituent", subjects=subjects, detail={"role": role})
