"""Writing down what somebody was asked for and what they answered, and what they could give."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import Ask, Capacity
from orgs.queries.asks import Asked, asked_of, get_ask
from orgs.queries.people import contact_points, get_person
from orgs.rules.asks import misfits
from orgs.rules.money import day_problem, names_an_amount


class AskRefused(ValueError):
    """``codes``: before_1900, future, names_amount, answered_first; or the misfits of ``rules.asks``.

    Misfits are warnings: the same ask ``anyway`` is written down.
    """

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = codes


@dataclass(frozen=True, slots=True)
class NewAsk:
    """What somebody is asked for. An amount is for asks for money, by whoever may see amounts."""

    title: str
    kind: str
    asked_on: date
    amount: Decimal | None = None
    currency: str = ""
    due_on: date | None = None


def record_ask(*, actor: Actor, now: datetime, today: date, person_id: int, ask: NewAsk, anyway: bool = False) -> Ask:
    """Write down an ask. Raises PermissionDenied, Http404, AskRefused."""
    _check(actor)
    if ask.amount is not None and not policies.can_read_amounts(actor):
        raise PermissionDenied
    _refuse_words(ask.title, ask.asked_on, today)
    with transaction.atomic():
        person = get_person(actor, person_id)
        asked = asked_of(actor, person)
        warnings = _misfits(actor, ask, asked) if asked is not None else ()
        if warnings and not anyway:
            raise AskRefused(*warnings)
        written = Ask.objects.create(
            organization_id=person.organization_id,
            constituent=person,
            asked_by_id=actor.user_id,
            **{name: getattr(ask, name) for name in NewAsk.__dataclass_fields__},
        )
        _record("orgs.ask.recorded", actor, written, {"kind": ask.kind, "despite_warning": bool(warnings)})
    return written


def _misfits(actor: Actor, ask: NewAsk, asked: Asked) -> tuple[str, ...]:
    if ask.kind != Ask.Kind.MONEY:
        return ()
    if ask.amount is None:
        # Who may not see amounts learns that somebody else knows better what to ask for.
        return ("ask_a_fundraiser",) if asked.has_capacity and not policies.can_read_amounts(actor) else ()
    return misfits(ask.amount, ask.currency, ask.asked_on, asked.bands, asked.last_money())


def answer_ask(
    *, actor: Actor, now: datetime, today: date, ask_id: int, answer: str, answered_on: date | None, due_on: date | None
) -> Ask:
    """Write down the answer, and when to come back to it. Raises PermissionDenied, Http404, AskRefused."""
    _check(actor)
    with transaction.atomic():
        ask = get_ask(actor, ask_id)
        day = (answered_on or today) if answer != Ask.Answer.OPEN else None
        if day is not None and day_problem(day, today):
            raise AskRefused(day_problem(day, today))
        if day is not None and day < ask.asked_on:
            raise AskRefused("answered_first")
        changed = {"answer": answer, "answered_on": day, "due_on": due_on}
        owned(Ask.objects.all(), actor).filter(pk=ask.pk).update(**changed)
        _record("orgs.ask.answered", actor, ask, {"answer": answer})
    return ask


def take_back_ask(*, actor: Actor, now: datetime, ask_id: int) -> Ask:
    """Take back an ask that was written down by mistake; it stays, and can be put back.

    Raises PermissionDenied, Http404.
    """
    return _set_taken_back(actor, ask_id, now, "orgs.ask.taken_back")


def restore_ask(*, actor: Actor, now: datetime, ask_id: int) -> Ask:
    """Put an ask that was taken back into its place again. Raises PermissionDenied, Http404."""
    return _set_taken_back(actor, ask_id, None, "orgs.ask.restored")


def _set_taken_back(actor: Actor, ask_id: int, moment: datetime | None, verb: str) -> Ask:
    _check(actor)
    with transaction.atomic():
        ask = get_ask(actor, ask_id)
        if (ask.taken_back_at is None) != (moment is None):
            owned(Ask.objects.all(), actor).filter(pk=ask.pk).update(taken_back_at=moment)
            _record(verb, actor, ask, {})
    return ask


def set_capacity(
    *,
    actor: Actor,
    now: datetime,
    today: date,
    person_id: int,
    currency: str,
    band: tuple[Decimal, Decimal | None] | None,
    source: str = "",
) -> Capacity | None:
    """Note what a person could give in a currency (at least, at most or None), or with None forget it.

    Raises PermissionDenied, Http404.
    """
    if not policies.can_record_gifts(actor) or actor.organization_id is None:
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        noted = owned(Capacity.objects.all(), actor).filter(constituent=person, currency=currency)
        capacity = None
        if band is None:
            if not noted.delete()[0]:
                raise Http404
        else:
            capacity, _ = Capacity.objects.update_or_create(
                organization_id=person.organization_id,
                constituent=person,
                currency=currency,
                defaults={"least": band[0], "most": band[1], "source": source, "noted_on": today},
            )
        record(
            "orgs.capacity.set",
            actor=actor,
            object_type="capacity",
            subjects=[point.subject_id for point in contact_points(actor, person.pk)],
            detail={"forgotten": band is None},
        )
    return capacity


def _check(actor: Actor) -> None:
    if not policies.can_record_asks(actor) or actor.organization_id is None:
        raise PermissionDenied


def _refuse_words(title: str, asked_on: date, today: date) -> None:
    if names_an_amount(title):
        raise AskRefused("names_amount")
    problem = day_problem(asked_on, today)
    if problem:
        raise AskRefused(problem)


def _record(verb: str, actor: Actor, ask: Ask, detail: dict[str, str | int | bool | None]) -> None:
    subjects = [point.subject_id for point in contact_points(actor, ask.constituent_id)]
    record(verb, actor=actor, object_type="ask", object_ref=ask.pk, subjects=subjects, detail=detail)
