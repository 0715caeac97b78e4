"""Recording, changing, taking back and putting back gifts. Each has a line in the timeline, without its amount."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.engagement import refresh_score
from orgs.actions.interactions import make_room
from orgs.models import Ask, Fund, Gift, Interaction
from orgs.queries.asks import asks_to_answer
from orgs.queries.gifts import GiftFilter, get_gift, standing_version, timeline_of_gift
from orgs.queries.people import contact_points, get_person
from orgs.queries.plans import plan_list
from orgs.queries.turns import take_turn
from orgs.rules.money import day_problem


class GiftRefused(ValueError):
    """``code``: before_1900, future, known (another gift has the external id), fund, plan, ask, changed_since."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class NewGift:
    """A gift as it is recorded. Amounts are positive; ids are those of the organization's own rows."""

    amount: Decimal
    currency: str
    received_on: date
    fund_id: int | None = None
    method: str = ""
    note: str = ""
    external_id: str = ""
    plan_id: int | None = None
    ask_id: int | None = None


def record_gift(*, actor: Actor, now: datetime, today: date, person_id: int, gift: NewGift) -> Gift:
    """Record a gift; an ask that it answers is answered. Raises PermissionDenied, Http404, GiftRefused."""
    _check(actor)
    with transaction.atomic():
        written = _write(actor, now, today, person_id, gift, None)
        refresh_score(actor, now, person_id)
        _record("orgs.gift.recorded", actor, written)
    return written


def change_gift(*, actor: Actor, now: datetime, today: date, gift_id: int, gift: NewGift) -> Gift:
    """Write a gift anew in the place of the one before, which is taken back: that can be put back.

    Raises PermissionDenied, Http404, GiftRefused.
    """
    _check(actor)
    with transaction.atomic():
        before = _locked(actor, gift_id)
        if before.taken_back_at is not None:
            raise GiftRefused("changed_since")
        _take_back(actor, now, before)
        after = _write(actor, now, today, before.constituent_id, gift, before)
        refresh_score(actor, now, after.constituent_id)
        _record("orgs.gift.changed", actor, after)
    return after


def take_back_gift(*, actor: Actor, now: datetime, gift_id: int) -> Gift:
    """Make a gift count for nothing; it stays, and can be put back. Raises PermissionDenied, Http404."""
    _check(actor)
    with transaction.atomic():
        gift = _locked(actor, gift_id)
        if gift.taken_back_at is None:
            _take_back(actor, now, gift)
            refresh_score(actor, now, gift.constituent_id)
            _record("orgs.gift.taken_back", actor, gift)
    return gift


def restore_gift(*, actor: Actor, now: datetime, gift_id: int) -> Gift:
    """Let a gift that was taken back count again; what was written in its place, or was there before, is taken back.

    Raises PermissionDenied, Http404, and GiftRefused, also when it was changed again since: then that one counts.
    """
    _check(actor)
    with transaction.atomic():
        gift = _locked(actor, gift_id)
        if gift.taken_back_at is not None:
            counts = standing_version(actor, gift)
            if counts is not None:
                if gift.pk != counts.replaces_id and counts.pk != gift.replaces_id:
                    raise GiftRefused("changed_since")
                _take_back(actor, now, counts)
            _refuse_known(actor, gift.external_id)
            gift.taken_back_at = None
            gift.interaction = _line(actor, now, gift)
            gift.save(update_fields=["taken_back_at", "interaction"])
            refresh_score(actor, now, gift.constituent_id)
            _record("orgs.gift.restored", actor, gift)
    return gift


def export_gifts(*, actor: Actor, now: datetime, wanted: GiftFilter) -> None:
    """Record that gifts are downloaded with names and amounts. Raises PermissionDenied."""
    if not policies.can_export_gifts(actor):
        raise PermissionDenied
    with transaction.atomic():
        record(
            "orgs.gifts.exported",
            actor=actor,
            object_type="gifts",
            outcome="started",
            detail={"filtered": wanted != GiftFilter(), "one_person": wanted.person is not None},
        )


def _check(actor: Actor) -> None:
    if not policies.can_record_gifts(actor) or actor.organization_id is None:
        raise PermissionDenied


def _locked(actor: Actor, gift_id: int) -> Gift:
    found = owned(Gift.objects.all(), actor).filter(pk=gift_id).select_for_update().first()
    if found is None:
        raise Http404
    return get_gift(actor, gift_id)


def _write(actor: Actor, now: datetime, today: date, person_id: int, new: NewGift, before: Gift | None) -> Gift:
    person = get_person(actor, person_id)
    problem = day_problem(new.received_on, today)
    if problem:
        raise GiftRefused(problem)
    _refuse_known(actor, new.external_id)
    _refuse_foreign(actor, person.pk, today, new, before)
    gift = Gift(
        organization_id=person.organization_id,
        constituent=person,
        **{name: getattr(new, name) for name in NewGift.__dataclass_fields__},
        recorded_by_id=actor.user_id,
        replaces=before,
    )
    gift.interaction = _line(actor, now, gift)
    gift.save()
    if new.ask_id is not None:
        waiting = asks_to_answer(actor, person.pk).filter(pk=new.ask_id)
        owned(Ask.objects.all(), actor).filter(pk__in=waiting.values("pk")).update(
            answer=Ask.Answer.YES, answered_on=new.received_on
        )
    return gift


def _refuse_known(actor: Actor, external_id: str) -> None:
    if not external_id:
        return
    take_turn(actor)
    if owned(Gift.objects.all(), actor).filter(taken_back_at=None, external_id=external_id).exists():
        raise GiftRefused("known")


def _refuse_foreign(actor: Actor, person_id: int, today: date, new: NewGift, before: Gift | None) -> None:
    """Fund, plan and ask must be the organization's own, and plan and ask this person's."""
    if new.fund_id is not None and not owned(Fund.objects.all(), actor).filter(pk=new.fund_id).exists():
        raise GiftRefused("fund")
    plans = plan_list(actor, today).filter(constituent=person_id)
    same_plan = before is not None and before.plan_id == new.plan_id
    if new.plan_id is not None and not same_plan and not plans.filter(pk=new.plan_id).exists():
        raise GiftRefused("plan")
    same_ask = before is not None and before.ask_id == new.ask_id
    if new.ask_id is not None and not same_ask and not asks_to_answer(actor, person_id).filter(pk=new.ask_id).exists():
        raise GiftRefused("ask")


def _line(actor: Actor, now: datetime, gift: Gift) -> int:
    """Write the gift into the timeline, at noon of its day: what it was for, and no amount."""
    noon = min(datetime.combine(gift.received_on, time(12), tzinfo=UTC), now)
    make_room(noon)
    line = Interaction.objects.create(
        organization_id=gift.organization_id,
        constituent_id=gift.constituent_id,
        kind=Interaction.Kind.GIFT,
        occurred_at=noon,
        summary=gift.fund.name if gift.fund is not None else "",
        ask_id=gift.ask_id,
        actor_id=actor.user_id,
        source="gift",
    )
    return line.pk


def _take_back(actor: Actor, now: datetime, gift: Gift) -> None:
    timeline_of_gift(actor, gift).delete()
    gift.taken_back_at = now
    gift.interaction = None
    gift.save(update_fields=["taken_back_at", "interaction"])


def _record(verb: str, actor: Actor, gift: Gift) -> None:
    subjects = [point.subject_id for point in contact_points(actor, gift.constituent_id)]
    record(verb, actor=actor, object_type="gift", object_ref=gift.pk, subjects=subjects)
