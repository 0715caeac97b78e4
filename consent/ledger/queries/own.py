"""What a person reads of themselves, in their own scope: holdings, contacts, events, receipts."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, models
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from consent.ledger.models import Attempt, ConsentEvent, Holding, Obligation, Receipt
from consent.ledger.rules.facts import Fact


def find_subject(keys: dict[int, bytes]) -> int | None:
    """The subject of an identifier (pepper version → contact key), if anybody ever brought it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.find_subject(%s::bytea[], %s::smallint[])", [list(keys.values()), list(keys)])
        found: int | None = cursor.fetchone()[0]
        return found


def same_mailbox(subjects: Collection[int]) -> set[int]:
    """Those of the acting person's identifiers that arrive in the same mailbox as these of theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.same_mailbox(%s::bigint[])", [list(subjects)])
        return {subject for (subject,) in cursor.fetchall()}


def holdings_of(actor: Actor) -> models.QuerySet[Holding]:
    """Which organizations hold the actor's identifiers, oldest first."""
    return owned(Holding.objects.all(), actor).order_by("since", "id")


def attempts_of(actor: Actor) -> models.QuerySet[Attempt]:
    """Contacts by any of the actor's identifiers, newest first."""
    return owned(Attempt.objects.all(), actor).order_by("-started_at", "-id")


def events_of(actor: Actor) -> models.QuerySet[ConsentEvent]:
    """Consent events on any of the actor's identifiers, newest first."""
    return owned(ConsentEvent.objects.all(), actor).order_by("-effective_at", "-recorded_at", "-id")


def receipt_of(actor: Actor, reference: str) -> tuple[Receipt, list[ConsentEvent]]:
    """One of the actor's receipts and its events. Raises Http404."""
    receipt = owned(Receipt.objects.all(), actor).filter(reference=reference).first()
    if receipt is None:
        raise Http404
    return receipt, list(events_of(actor).filter(id__in=receipt.event_ids).order_by("recorded_at", "id"))


def obligations_of(actor: Actor, event_ids: Sequence[UUID] | None = None) -> models.QuerySet[Obligation]:
    """What holders must do about the actor's noes (all, or those of the given events), newest first."""
    mine = owned(Obligation.objects.all(), actor)
    if event_ids is not None:
        mine = mine.filter(event__in=event_ids)
    return mine.select_related("holder").order_by("-created_at", "holder__name", "id")


@dataclass(frozen=True, slots=True)
class Confirmations:
    """ "7 of 9 confirmed": organizations that attested everything, of those that must; who is awaited, by id."""

    confirmed: int
    total: int
    waiting: tuple[int, ...] = ()


def confirmations_of(actor: Actor, event_ids: Sequence[UUID] | None = None) -> Confirmations:
    """How many organizations confirmed the actor's noes (all, or those of the given events). In one statement."""
    found: dict[int, bool] = {}
    for holder, state in obligations_of(actor, event_ids).values_list("holder_id", "state"):
        found[holder] = found.get(holder, True) and state == Obligation.State.ATTESTED
    waiting = tuple(sorted(holder for holder, done in found.items() if not done))
    return Confirmations(len(found) - len(waiting), len(found), waiting)


def receipt_with(actor: Actor, event_id: UUID) -> str:
    """The reference of the person's newest receipt over this event; empty when there is none."""
    receipts = owned(Receipt.objects.all(), actor).filter(event_ids__contains=[event_id])
    return receipts.order_by("-issued_at", "-id").values_list("reference", flat=True).first() or ""


def facts_of(actor: Actor) -> list[Fact]:
    """The events as the rule reads them."""
    return [fact for facts in facts_by_subject(actor).values() for fact in facts]


def facts_by_subject(actor: Actor) -> dict[int, list[Fact]]:
    """The events of each of the actor's identifiers, as the rule reads them."""
    found: dict[int, list[Fact]] = defaultdict(list)
    for event in events_of(actor):
        found[event.subject_id].append(_fact(event))
    return found


def _fact(event: ConsentEvent) -> Fact:
    return Fact(
        id=event.id,
        kind=event.kind,
        effective_at=event.effective_at,
        recorded_at=event.recorded_at,
        recipient_organization=event.recipient_organization_id,
        recipient_coalition=event.recipient_coalition_id,
        campaign=event.campaign,
        purpose=event.purpose,
        channel=event.channel,
        until=event.until,
        actor_kind=event.actor_kind,
        evidence=event.evidence,
        source_organization=event.source_organization_id,
        authority=event.authority,
        subject=event.subject_id,
        named=None if event.named is None else bytes(event.named),
    )
