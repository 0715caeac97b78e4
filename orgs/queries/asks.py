"""Asks and what people could give. Without the right to see amounts, none is loaded."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Count, DecimalField, F, Q, QuerySet, Value
from django.http import Http404
from django.utils.formats import date_format

from coalition.platform.database.together import Reading, read
from coalition.platform.tenancy import Actor, owned
from orgs.models import Ask, Capacity, Constituent
from orgs.policies import can_read_amounts, can_read_giving
from orgs.queries.visible import seen_by
from orgs.rules.asks import Band, LastAsk

ASKS_READ = 30


def ask_list(actor: Actor) -> QuerySet[Ask]:
    """Asks that stand, of people whom the actor may see, with person and asker. Raises PermissionDenied.

    Each has ``sum`` and ``sum_currency``: the amount for whoever may see it, else nothing.
    """
    if not can_read_giving(actor):
        raise PermissionDenied
    asks = owned(Ask.objects.all(), actor).filter(seen_by(actor, "constituent"), taken_back_at=None)
    return _with_amounts(actor, asks.select_related("constituent", "asked_by"))


def open_asks(actor: Actor) -> QuerySet[Ask]:
    """Asks that wait for an answer, or for the day to come back to them: what is due first, first."""
    waiting = ask_list(actor).filter(answer__in=(Ask.Answer.OPEN, Ask.Answer.LATER))
    return waiting.order_by(F("due_on").asc(nulls_last=True), "asked_on", "id")


def get_ask(actor: Actor, ask_id: int) -> Ask:
    """One ask, also when it was taken back. Raises PermissionDenied, Http404."""
    if not can_read_giving(actor):
        raise PermissionDenied
    asks = owned(Ask.objects.all(), actor).filter(seen_by(actor, "constituent"))
    ask = _with_amounts(actor, asks.select_related("constituent", "asked_by")).filter(pk=ask_id).first()
    if ask is None:
        raise Http404
    return ask


def _with_amounts(actor: Actor, asks: QuerySet[Ask]) -> QuerySet[Ask]:
    # What pages show is a column of its own, empty for whoever may not see it.
    if can_read_amounts(actor):
        return asks.annotate(sum=F("amount"), sum_currency=F("currency"))
    nothing = Value(None, output_field=DecimalField()), Value("", output_field=CharField())
    return asks.annotate(sum=nothing[0], sum_currency=nothing[1]).defer("amount", "currency")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person was asked for, and what they could give."""

    asks: tuple[Ask, ...]  # the newest
    capacity: tuple[Capacity, ...]
    has_capacity: bool

    @property
    def bands(self) -> list[Band]:
        """What they could give, as the rule takes it."""
        return [Band(each.currency, each.least, each.most) for each in self.capacity]

    def last_money(self) -> LastAsk | None:
        """The newest ask for money."""
        return next(
            (LastAsk(each.kind, each.asked_on, each.amount, each.currency) for each in self.asks
             if each.kind == Ask.Kind.MONEY),
            None,
        )  # fmt: skip


def asked_of(actor: Actor, person: Constituent) -> Asked | None:
    """A person's newest asks and capacity, as far as the actor may know them. One query."""
    return read(asked_reading(actor, person))


def asked_reading(actor: Actor, person: Constituent) -> Reading[Asked | None]:
    """The same, to be read together with other panels."""
    if not can_read_giving(actor):
        return None
    asks = ask_list(actor).filter(constituent=person).order_by("-asked_on", "-id")[:ASKS_READ]
    noted = owned(Capacity.objects.all(), actor).filter(constituent=person).order_by("currency")
    if can_read_amounts(actor):
        yield [asks, noted]
        return Asked(tuple(asks), tuple(noted), bool(noted))
    there = noted.values_list("currency")  # that there is something, never how much
    yield [asks, there]
    return Asked(tuple(asks), (), bool(there))


def asks_to_answer(actor: Actor, person_id: int) -> QuerySet[Ask]:
    """A person's asks for money that a gift may answer."""
    return open_asks(actor).filter(constituent=person_id, kind=Ask.Kind.MONEY)


def asks_to_name(actor: Actor, person_id: int) -> dict[int, str]:
    """The newest asks of a person by id, each with its day: what an entry of their history may have been about."""
    if not can_read_giving(actor):
        return {}
    newest = ask_list(actor).filter(constituent=person_id).order_by("-asked_on", "-id")[:ASKS_READ]
    return {ask.pk: name_of(ask) for ask in newest}


def name_of(ask: Ask) -> str:
    """What somebody was asked for and when, on one line; no amount."""
    return f"{ask.title}, {date_format(ask.asked_on)}"


def waiting_asks(actor: Actor, today: date) -> tuple[int, int]:
    """How many asks wait, and how many of them are due."""
    figures = open_asks(actor).order_by().aggregate(all=Count("pk"), due=Count("pk", filter=Q(due_on__lte=today)))
    return figures["all"], figures["due"]
