"""Triggers as plans: what can happen, what can be done then, and which plans make sense."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgs.rules.engagement import IN_VAIN
from orgs.rules.interactions import BY_HAND_KINDS
from orgs.rules.labels import tidy
from orgs.rules.money import names_an_amount
from orgs.rules.roles import ROLES
from orgs.rules.tasks import PROBLEMS

RECENT_DAYS = 14  # what is older is history: orgs/sql/triggers.sql says the same
MOST_TRIGGERS, MOST_A_DAY, MOST_DUE_DAYS = 100, 10_000, 365
# Calls that reached nobody, what nobody came to, and what only we sent.
NOT_COUNTED = (*IN_VAIN, "missed", "sent")

KINDS: dict[str, Any] = {
    "interaction": gettext_lazy("Something is written into their history"),
    "gift": gettext_lazy("They give money"),
    "tag": gettext_lazy("They get a tag"),
    "role": gettext_lazy("They get a role"),
    "steward": gettext_lazy("They get a steward"),
    "person": gettext_lazy("They are new on our list"),
    "reply": gettext_lazy("They answer a text message"),
}
EFFECTS: dict[str, Any] = {
    "task": gettext_lazy("Make a task"),
    "tag": gettext_lazy("Put a tag on them"),
    "tell": gettext_lazy("Tell somebody"),
}
WHO: dict[str, Any] = {
    "team": gettext_lazy("The whole team: whoever takes it"),
    "members": gettext_lazy("Colleagues of my choice"),
    "steward": gettext_lazy("Whoever looks after them"),
    "doer": gettext_lazy("Whoever wrote it down"),
}
DETAILS: dict[str, tuple[str, ...]] = {"interaction": BY_HAND_KINDS, "role": tuple(ROLES)}
# Of what somebody can have a first one.
FIRSTS = frozenset({"interaction", "gift", "reply"})
# Where somebody wrote it down: else there is nobody to turn to.
DONE_BY_SOMEBODY = frozenset({"interaction", "gift", "tag"})


class InvalidTrigger(ValueError):
    """A plan that cannot be saved; the message tells a person what to change."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When ``kind`` happens for somebody in the segment, the effect is done. Ids are the organization's own rows."""

    name: str
    kind: str
    effect: str
    detail: str = ""
    tag_id: int | None = None
    fund_id: int | None = None
    least: Decimal | None = None
    currency: str = ""
    first: bool = False
    by_import: bool = False
    segment_id: int | None = None
    title: str = ""
    due_days: int = 3
    who: str = ""
    members: tuple[int, ...] = field(default=())
    put_tag_id: int | None = None
    new_tag: str = ""  # the tag to put, where there is none of this name yet
    most_a_day: int = 200

    def values(self) -> dict[str, Any]:
        """As the row of the trigger has them."""
        return {name: getattr(self, name) for name in STORED} | {"members": list(self.members)}


STORED = tuple(name for name in Plan.__dataclass_fields__ if name != "new_tag")


def plan_of(trigger: Any) -> Plan:
    """The plan that a row, or anything with its fields, has."""
    values = {name: getattr(trigger, name) for name in STORED}
    return Plan(**values | {"members": tuple(trigger.members)})


def done_by(trigger: Any, version: int) -> tuple[str, int | None]:
    """What a version of a trigger does: its effect, and the tag that it puts."""
    for earlier in trigger.earlier:
        if earlier["version"] == version:
            return earlier["effect"], earlier["put_tag_id"]
    return trigger.effect, trigger.put_tag_id


def tidied(plan: Plan) -> Plan:
    """The plan without what means nothing for its kind and effect. Raises InvalidTrigger where something is missing."""
    if plan.kind not in KINDS:
        raise InvalidTrigger(_("Choose what has to happen."))
    if plan.effect not in EFFECTS:
        raise InvalidTrigger(_("Choose what is done then."))
    return Plan(**_named(plan), **_when(plan), **_then(plan))


def _named(plan: Plan) -> dict[str, Any]:
    if not tidy(plan.name):
        raise InvalidTrigger(_("Give the trigger a name."))
    _refuse_amount(plan.name)  # it stands beside the tags that it puts
    if not 1 <= plan.most_a_day <= MOST_A_DAY:
        raise InvalidTrigger(_("How often a day: write a number from 1 to %(most)s.") % {"most": MOST_A_DAY})
    return {"name": tidy(plan.name), "segment_id": plan.segment_id, "most_a_day": plan.most_a_day}


def _when(plan: Plan) -> dict[str, Any]:
    if plan.detail and plan.detail not in DETAILS.get(plan.kind, ()):
        raise InvalidTrigger(_("Choose one of the list: which kind, or which role."))
    if plan.kind == "tag" and plan.tag_id is None:
        raise InvalidTrigger(_("Choose the tag that sets it off."))
    kept: dict[str, Any] = {"kind": plan.kind, "detail": plan.detail, "first": plan.first and plan.kind in FIRSTS}
    if plan.kind == "gift":
        kept |= {"fund_id": plan.fund_id, "least": plan.least, "currency": plan.currency if plan.least else ""}
    if plan.kind == "tag":
        kept["tag_id"] = plan.tag_id
    if plan.kind == "person":
        kept["by_import"] = plan.by_import
    return kept


def _then(plan: Plan) -> dict[str, Any]:
    if plan.effect == "tag":
        if plan.put_tag_id is None and not tidy(plan.new_tag):
            raise InvalidTrigger(_("Write the tag to put on them."))
        return {"effect": "tag", "put_tag_id": plan.put_tag_id, "new_tag": tidy(plan.new_tag)}
    who = _who(plan)
    if plan.effect == "tell":
        return {"effect": "tell", **who}
    if not tidy(plan.title):
        raise InvalidTrigger(_("Write what is to be done: the title of the task."))
    _refuse_amount(plan.title)
    if not 0 <= plan.due_days <= MOST_DUE_DAYS:
        raise InvalidTrigger(_("Days until it is due: write a number from 0 to %(most)s.") % {"most": MOST_DUE_DAYS})
    title = " ".join(plan.title.replace("\0", "").split())[:200]
    return {"effect": "task", "title": title, "due_days": plan.due_days, **who}


def _refuse_amount(words: str) -> None:
    # Everybody on the staff reads it beside a name.
    if names_an_amount(words):
        raise InvalidTrigger(str(PROBLEMS["names_amount"]))


def _who(plan: Plan) -> dict[str, Any]:
    allowed = WHO if plan.effect == "task" else [who for who in WHO if who != "team"]
    if plan.who not in allowed:
        raise InvalidTrigger(_("Choose who is to do it.") if plan.effect == "task" else _("Choose who is told."))
    if plan.who == "doer" and plan.kind not in DONE_BY_SOMEBODY:
        raise InvalidTrigger(_("Nobody writes this down: choose somebody else than whoever wrote it down."))
    if plan.who != "members":
        return {"who": plan.who}
    members = tuple(dict.fromkeys(plan.members))
    if not members:
        raise InvalidTrigger(_("Choose a colleague."))
    if plan.effect == "task" and len(members) > 1:
        raise InvalidTrigger(_("A task goes to one colleague: choose one."))
    return {"who": "members", "members": members}
