"""Who may take a no back: whoever has proven the identifier by which it was said."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from coalition.platform.tenancy import Actor
from consent.ledger.queries.own import events_of, facts_of, same_mailbox
from consent.ledger.queries.told import said_from
from consent.ledger.rules.facts import NEGATIVES
from consent.portal.rules.choices import Change
from consent.portal.rules.overview import Overview
from consent.portal.rules.standing import stands_against

NOES = NEGATIVES | {"paused", "complained", "do_not_contact"}  # reports (a bounce, a death) are no wish of anybody
REPORTS = frozenset({"bounced", "deceased", "minor"})


class NotProven(ValueError):
    """A no that was said by another identifier of the record, which is not proven in this visit, would be lifted."""


def refuse_unproven(
    wide: Actor, now: datetime, overview: Overview, opening: Sequence[Change], proven: Collection[int]
) -> None:
    """Raise NotProven where a change opens what another identifier of the person's own records closed.

    Whoever got somebody else's number onto their record must not speak for its owner.
    """
    if not opening or not overview.own_subjects.difference(proven):
        return
    proven = {*proven, *same_mailbox(proven)}
    others = overview.own_subjects.difference(proven)
    closed = _noes_of(wide, others, proven, overview.brought)
    facts = [fact for fact in facts_of(wide) if fact.id in closed or fact.kind not in NOES | REPORTS]
    at = max([now, *(fact.recorded_at for fact in facts)])
    if any(stands_against(change, list(overview.names), facts, at) for change in opening):
        raise NotProven


def _noes_of(
    wide: Actor, others: Collection[int], proven: Collection[int], brought: Collection[int]
) -> frozenset[UUID]:
    """The noes on ``others`` that whoever has ``proven`` cannot take back.

    Theirs are what they said themselves, and what others (staff, a list) said of the person by a proven identifier as
    well. The latter does not count for identifiers that a correction ``brought``.
    """
    events = list(events_of(wide))
    said = {_statement(each) for each in events if each.subject_id in proven}
    by_me, by_others = said_from(wide, proven), said_from(wide, others)
    return frozenset(
        each.id
        for each in events
        if each.subject_id in others
        and each.kind in NOES
        and each.id not in by_me
        and (each.id in by_others or each.subject_id in brought or _statement(each) not in said)
    )


def _statement(event: Any) -> tuple[Any, ...]:
    whom = (event.recipient_organization_id, event.recipient_coalition_id, event.campaign, event.source_organization_id)
    return (event.kind, *whom, event.purpose, event.channel, event.actor_kind, event.effective_at, event.until)
