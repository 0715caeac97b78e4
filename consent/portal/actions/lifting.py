"""Who may take a no back: whoever has proven the identifier by which it was said."""

from collections.abc import Collection, Sequence
from datetime import datetime

from coalition.platform.tenancy import Actor
from consent.ledger.queries.own import facts_of
from consent.ledger.queries.told import said_from
from consent.portal.rules.choices import Change
from consent.portal.rules.overview import Overview
from consent.portal.rules.standing import stands_against


class NotProven(ValueError):
    """A no that was said by another identifier of the record, which is not proven in this visit, would be lifted."""


def refuse_unproven(
    wide: Actor, now: datetime, overview: Overview, opening: Sequence[Change], proven: Collection[int | None]
) -> None:
    """Raise NotProven where a change opens what another identifier of the person's own records closed.

    Whoever got somebody else's number onto their record must not speak for its owner.
    """
    others = overview.own_subjects.difference(proven)
    if not opening or not others:
        return
    said = said_from(wide, others)
    facts = [fact for fact in facts_of(wide) if fact.id in said]
    at = max([now, *(fact.recorded_at for fact in facts)])
    if any(stands_against(change, list(overview.names), facts, at) for change in opening):
        raise NotProven
