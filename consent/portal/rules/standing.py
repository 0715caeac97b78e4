"""What the ledger's rule says about one person, put the way their pages ask for it: the rule itself is not repeated."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from consent.ledger.rules.effective import NOBODY_ELSE, effective
from consent.ledger.rules.facts import NEGATIVES, Decision, Fact, Household, Scope
from consent.portal.rules.choices import CHANNELS, PASSING, Change, Party
from consent.portal.rules.overview import Block, Choice
from consent.portal.rules.sentences import channel_in_words
from consent.portal.rules.states import state_in_words

HARD = ("deceased", "do_not_contact", "minor")
ON_ADDRESS = ("bounced", "complained")
PAUSES = ("paused", "resumed")
_TAKES_BACK = {"resume": PAUSES, "unblock": ("do_not_contact", "do_not_contact_lifted"), "alive": ("deceased",)}
NOBODY = -1  # a recipient that no event names: only what is said to everybody reaches it


def contact_choices(
    organization: int,
    facts: Sequence[Fact],
    at: datetime,
    names: Mapping[int, str],
    household: Household = NOBODY_ELSE,
) -> tuple[Choice, ...]:
    """What holds for each channel of one organization, pauses left out; ``household`` as in the rule.

    ``names`` are those of the organizations that said something.
    """
    unpaused = [fact for fact in facts if fact.kind not in {"paused", "resumed"}]
    found = []
    for channel in CHANNELS:
        scope = Scope("contact", channel, recipient_organization=organization)
        decision = effective(unpaused, scope, at, household=household)
        state = state_in_words(decision, _deciding(facts, decision), names)
        blocks = tuple(kind for kind in ON_ADDRESS if _alone(facts, kind, scope, at))
        refused = decision.reason in NEGATIVES
        found.append(Choice(channel, channel_in_words(channel), decision.allowed, state, blocks, refused))
    return tuple(found)


def paused_until(organization: int | None, facts: Sequence[Fact], at: datetime) -> datetime | None:
    """When the organization's pause ends (None: everybody's), if one runs. One pause may follow upon another."""
    pauses = [fact for fact in facts if fact.kind in {"paused", "resumed"}]
    scope = Scope("contact", CHANNELS[0], recipient_organization=NOBODY if organization is None else organization)
    end = None
    while decided := _deciding(pauses, effective(pauses, scope, end or at)):
        if decided.until is None:
            break
        end = decided.until
    return end


def standing_blocks(facts: Sequence[Fact], at: datetime, reporters: Mapping[UUID, str]) -> tuple[Block, ...]:
    """The hard blocks that stand for the person; ``reporters`` names who reported an event, by its id."""
    scope = Scope("contact", CHANNELS[0], recipient_organization=NOBODY)
    found = []
    for kind in HARD:
        if event := _alone(facts, kind, scope, at):
            found.append(Block(kind, event.effective_at, reporters.get(event.id, ""), event.until))
    return tuple(found)


def parties(facts: Iterable[Fact]) -> list[Party]:
    """Recipients whom any event about passing details on names: those there is something to decide about."""
    named = {(fact.recipient_organization, fact.recipient_coalition) for fact in facts if fact.purpose in PASSING} - {
        (None, None)
    }
    return sorted(named, key=lambda party: (party[0] or 0, party[1] or 0))


def passing_state(
    party: Party, purpose: str, facts: Sequence[Fact], at: datetime, names: Mapping[int, str]
) -> tuple[bool, str, bool]:
    """Whether details may be passed on, since when, in words, and whether that is a no to every channel.

    One channel suffices for a yes.
    """
    found = [
        effective(facts, Scope(purpose, channel, recipient_organization=party[0], coalition=party[1]), at)
        for channel in CHANNELS
    ]
    decision = next((each for each in found if each.allowed), found[0])
    refused = all(each.reason in NEGATIVES for each in found)
    return decision.allowed, state_in_words(decision, _deciding(facts, decision), names), refused


def stands_against(change: Change, holders: Sequence[int], facts: Sequence[Fact], at: datetime) -> bool:
    """Whether one of these noes would be taken back by ``change``."""
    kinds = _TAKES_BACK.get(change.kind)
    about = [each for each in facts if (each.kind in kinds if kinds else each.kind not in PAUSES)]
    whom = [change.organization, *(holders if change.kind == "resume" and change.organization is None else ())]
    scopes = (
        Scope(change.purpose or "contact", channel, recipient_organization=each, coalition=change.coalition)
        for each in whom
        for channel in ([change.channel] if change.channel else CHANNELS)
    )
    return any(effective(about, scope, at).reason not in {"consent", "evidence", "not_asked"} for scope in scopes)


def _alone(facts: Iterable[Fact], kind: str, scope: Scope, at: datetime) -> Fact | None:
    only = [fact for fact in facts if fact.kind in {kind, f"{kind}_lifted"}]
    decision = effective(only, scope, at)
    return _deciding(only, decision) if decision.reason == kind else None


def _deciding(facts: Iterable[Fact], decision: Decision) -> Fact | None:
    return next((fact for fact in facts if fact.id in decision.deciding_events), None)
