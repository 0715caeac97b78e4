"""Why people are in an audience or not: codes, words, and the next step when there is nobody."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Tallies = dict[int, dict[str, int]]  # organization id -> reason -> people, exact

INCLUDED = "included"
# In the order in which a person is asked about them.
REASONS: dict[str, Promise] = {
    "overdue": _("Their organization has overdue withdrawals to answer"),
    "no_phone": _("No phone number"),
    "no_email": _("No e-mail address"),
    "not_asked": _("Never asked"),
    "evidence": _("Asked, but the record of it is not good enough"),
    "refused": _("Said no"),
    "withdrawn": _("Took their agreement back"),
    "objected": _("Objected"),
    "paused": _("Asked for a pause"),
    "bounced": _("The number or address does not work"),
    "complained": _("Complained"),
    "do_not_contact": _("Want no contact from anybody"),
    "deceased": _("Deceased"),
    "already_contacted": _("Called already in this campaign"),
    "household": _("Same phone as somebody who is in: one call for each phone"),
    "other_organization": _("Another organization talks to them"),
    "over_capacity": _("More people than you can talk to"),
    "not_available": _("Not available now"),
}
# Whom the organization itself keeps back: it alone is told; the coalition reads "not available".
HELD_BACK: dict[str, Promise] = {
    "restricted": _("Restricted records that whoever contributes them does not see"),
    "ask_first": _("Their steward wants to be asked first"),
    "hands_off": _("Their steward speaks with them, and nobody else"),
}
# What an organization is told in place of what would speak of other organizations' lists.
NEUTRAL = {"other_organization": "not_available", "over_capacity": "not_available", "household": "not_available"}
NEXT_STEPS: dict[str, Promise] = {
    "overdue": _("The administrators of these organizations answer their overdue withdrawals first. Then build anew."),
    "no_phone": _("These people have no phone number. Import a list with phone numbers, or choose another segment."),
    "not_asked": _(
        "Nobody has asked these people yet whether they may be called. If they agreed on a form, state that when you"
        " import them; otherwise ask them first."
    ),
    "evidence": _("Their agreement is recorded too weakly. Import the dated form that they signed."),
    "over_capacity": _("The organizations cannot talk to more people. Ask them to raise how many they can talk to."),
    "already_contacted": _("Everybody who can be called has been called. Ask for more contributions."),
    "not_available": _("Others talk to these people right now. Build a new audience in some days."),
    "other_organization": _("Others talk to these people. Build a new audience in some days."),
}
ANY_STEP = _("These people do not want to be called. Ask the organizations for other segments.")
NOBODY = _("The granted segments are empty. Ask the organizations to grant a segment that has people in it.")


def for_organization(tally: Mapping[str, int]) -> dict[str, int]:
    """An organization's own tally in the words it may hear: nothing in it tells of another organization's list."""
    told: dict[str, int] = {}
    for reason, people in tally.items():
        neutral = NEUTRAL.get(reason, reason)
        told[neutral] = told.get(neutral, 0) + people
    return told


def for_coalition(tally: Mapping[str, int]) -> dict[str, int]:
    """An organization's tally as the coalition may hear it: nothing of whom it keeps back itself."""
    told: dict[str, int] = {}
    for reason, people in tally.items():
        shown = "not_available" if reason in HELD_BACK else reason
        told[shown] = told.get(shown, 0) + people
    return told


def moved(before: Tallies, after: Tallies) -> int:
    """How far apart two builds are: the largest change of any organization's tally, in people."""
    changes = [0]
    for organization in before.keys() | after.keys():
        old, new = before.get(organization, {}), after.get(organization, {})
        changes.append(sum(abs(old.get(reason, 0) - new.get(reason, 0)) for reason in old.keys() | new.keys()))
    return max(changes)


def next_step(left_out: Mapping[str, int | None]) -> Promise:
    """What to do about an empty audience: the remedy for the reason that keeps most people out."""
    largest = max(left_out.items(), key=lambda item: item[1] or 0, default=("", 0))
    if not largest[0]:
        return NOBODY
    return NEXT_STEPS.get(largest[0], ANY_STEP)
