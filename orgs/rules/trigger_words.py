"""What a trigger says, in one sentence, and what can be begun with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orgs.rules.interactions import KIND_NAMES
from orgs.rules.roles import ROLES
from orgs.rules.triggers import Plan


@dataclass(frozen=True, slots=True)
class Names:
    """The names of what plans point at, by id."""

    segments: Mapping[int, str] = field(default_factory=dict)
    tags: Mapping[int, str] = field(default_factory=dict)
    funds: Mapping[int, str] = field(default_factory=dict)
    members: Mapping[int, str] = field(default_factory=dict)


def sentence(plan: Plan, names: Names) -> str:
    """For example "When somebody in “Tenants” comes to … for the first time, make the task “Call them” for …"."""
    return _("%(when)s, %(then)s.") % {"when": _when(plan, names), "then": _then(plan, names)}


def happening(plan: Plan, names: Names) -> str:
    """What has to happen, without for whom: "“Meeting” is written into their history, for the first time"."""
    words = _happening(plan, names)
    return _("%(what)s for the first time") % {"what": words} if plan.first else words


def _when(plan: Plan, names: Names) -> str:
    what = happening(plan, names)
    if plan.segment_id is None:
        return _("Whoever it is, when %(what)s") % {"what": what}
    segment = names.segments.get(plan.segment_id, "?")
    return _("For people in the segment “%(segment)s”, when %(what)s") % {
        "what": what, "segment": segment,
    }  # fmt: skip


def _happening(plan: Plan, names: Names) -> str:
    if plan.kind == "interaction" and plan.detail:
        return _("“%(kind)s” is written into their history") % {"kind": KIND_NAMES[plan.detail]}
    if plan.kind == "gift":
        return _gift(plan, names)
    if plan.kind == "tag":
        return _("they get the tag “%(tag)s”") % {"tag": names.tags.get(plan.tag_id or 0, "…")}
    if plan.kind == "role" and plan.detail:
        return _("they get the role “%(role)s”") % {"role": ROLES[plan.detail]}
    if plan.kind == "person" and plan.by_import:
        return _("they are new on our list, by a spreadsheet too")
    return str(SAID.get(plan.kind, "…"))


def _gift(plan: Plan, names: Names) -> str:
    fund = names.funds.get(plan.fund_id or 0, "")
    if plan.least is not None:
        least = f"{plan.least:f}".rstrip("0").rstrip(".") if "." in f"{plan.least:f}" else f"{plan.least:f}"
        amount = f"{least} {plan.currency}"
        if fund:
            return _("they give %(amount)s or more for “%(fund)s”") % {"amount": amount, "fund": fund}
        return _("they give %(amount)s or more") % {"amount": amount}
    return _("they give for “%(fund)s”") % {"fund": fund} if fund else _("they give money")


SAID = {
    "interaction": gettext_lazy("something is written into their history"),
    "role": gettext_lazy("they get a role"),
    "steward": gettext_lazy("they get a steward, or another one"),
    "person": gettext_lazy("they are new on our list"),
    "reply": gettext_lazy("they answer a text message"),
}


def _then(plan: Plan, names: Names) -> str:
    if plan.effect == "tag":
        return _("put the tag “%(tag)s” on them") % {"tag": names.tags.get(plan.put_tag_id or 0, plan.new_tag or "…")}
    if plan.effect == "tell":
        return _("tell %(who)s") % {"who": _whom(plan, names)}
    due = ngettext("due in %(days)s day", "due in %(days)s days", plan.due_days) % {"days": plan.due_days}
    return _("make the task “%(title)s” for %(who)s, %(due)s") % {
        "title": plan.title, "who": _whom(plan, names), "due": due if plan.due_days else _("due the same day"),
    }  # fmt: skip


def _whom(plan: Plan, names: Names) -> str:
    if plan.who == "members" and plan.members:
        return _and([names.members.get(member, _("a former colleague")) for member in plan.members])
    return {
        "team": _("the whole team"), "steward": _("whoever looks after them"), "doer": _("whoever wrote it down"),
    }.get(plan.who, "…")  # fmt: skip


def _and(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


@dataclass(frozen=True, slots=True)
class Template:
    """Something to begin with: ``values`` are those of the form."""

    key: str
    title: Any
    text: Any
    values: Mapping[str, Any]


TEMPLATES = (
    Template(
        "first-donor", gettext_lazy("Thank a first donor"),
        gettext_lazy("Somebody gives for the first time: a task to call and thank them."),
        {"kind": "gift", "first": True, "effect": "task", "title": gettext_lazy("Call to say thank you"),
         "who": "steward", "due_days": 2},
    ),
    Template(
        "first-event", gettext_lazy("Call who came to a first event"),
        gettext_lazy("Somebody comes to an event for the first time: a task to ask how it was."),
        {"kind": "interaction", "detail": "event", "first": True, "effect": "task",
         "title": gettext_lazy("Call: how was it, what next?"), "who": "team", "due_days": 3},
    ),
    Template(
        "new-volunteer", gettext_lazy("Welcome a new volunteer"),
        gettext_lazy("Somebody becomes a volunteer: a task to welcome them."),
        {"kind": "role", "detail": "volunteer", "effect": "task",
         "title": gettext_lazy("Welcome them, and ask what they like to do"), "who": "team", "due_days": 2},
    ),
    Template(
        "writes", gettext_lazy("Tell the steward when their person writes"),
        gettext_lazy("Somebody answers a text message: whoever looks after them is told."),
        {"kind": "reply", "effect": "tell", "who": "steward"},
    ),
)  # fmt: skip
TEMPLATES_BY_KEY = {template.key: template for template in TEMPLATES}
