"""The trigger builder: a form that shows what belongs to what is chosen so far, with and without script."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgs.forms.money import written_amount
from orgs.rules.interactions import KIND_NAMES
from orgs.rules.labels import folded
from orgs.rules.money import MoneyRefused, parse_amount, parse_currency
from orgs.rules.money_words import PROBLEMS
from orgs.rules.roles import ROLES
from orgs.rules.triggers import DETAILS, DONE_BY_SOMEBODY, EFFECTS, FIRSTS, KINDS, WHO, InvalidTrigger, Plan

FLAGS = ("first", "by_import")
CHOOSE = gettext_lazy("Choose…")


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen, by id; of tags those that were named. ``amounts``: whether amounts of gifts can be."""

    segments: Mapping[int, str]
    tags: Mapping[int, str]
    funds: Mapping[int, str]
    members: Mapping[int, str]
    amounts: bool

    def tag_named(self, name: str) -> int | None:
        """The tag that looks like ``name``."""
        wanted = folded(name)
        return next((pk for pk, known in self.tags.items() if folded(known) == wanted), None) if wanted else None


class TriggerForm(forms.Form):
    """The fields that belong to what is chosen; it shows, and ``plan_from`` reads."""

    use_required_attribute = False
    name = forms.CharField(label=gettext_lazy("Name of the trigger"), max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("When this happens"))
    detail = forms.ChoiceField(label=gettext_lazy("Which"))
    tag = forms.CharField(
        label=gettext_lazy("Which tag"), max_length=100, help_text=gettext_lazy("One that is there already.")
    )
    fund = forms.ChoiceField(label=gettext_lazy("For the fund"))
    least = forms.CharField(label=gettext_lazy("At least"), max_length=40, required=False)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=10, required=False)
    first = forms.BooleanField(label=gettext_lazy("Only the first time for each person"))
    by_import = forms.BooleanField(label=gettext_lazy("Also for people who come by a spreadsheet"))
    segment = forms.ChoiceField(label=gettext_lazy("For whom"))
    effect = forms.ChoiceField(label=gettext_lazy("Do this"))
    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=200)
    who = forms.ChoiceField(label=gettext_lazy("Who"))
    member = forms.ChoiceField(label=gettext_lazy("Colleague"))
    members = forms.MultipleChoiceField(label=gettext_lazy("Colleagues"), widget=forms.CheckboxSelectMultiple)
    due_days = forms.IntegerField(label=gettext_lazy("Days until it is due"), min_value=0, max_value=365)
    put_tag = forms.CharField(
        label=gettext_lazy("The tag"), max_length=100, help_text=gettext_lazy("It is made if there is none.")
    )
    most_a_day = forms.IntegerField(
        label=gettext_lazy("At most so many times a day"), min_value=1, max_value=10_000,
        help_text=gettext_lazy("What is more is held back, and you decide."),
    )  # fmt: skip

    def __init__(self, values: Mapping[str, Any], choices: Choices) -> None:
        super().__init__(initial=dict(values))
        for name in ("name", "tag", "title", "put_tag", "least", "currency"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        for name in ("tag", "put_tag"):
            self.fields[name].widget.attrs |= {
                "list": "tags", "hx-get": reverse("orgs:tag-suggest"), "hx-trigger": "focus once, input delay:200ms",
                "hx-target": "#tags", "hx-swap": "innerHTML",
            }  # fmt: skip
        self.fields["least"].widget.attrs["inputmode"] = "decimal"
        self.fields["currency"].widget.attrs["list"] = "currencies"
        self._offer(values, choices)
        for name in set(self.fields) - _belonging(values, choices):
            del self.fields[name]

    def _offer(self, values: Mapping[str, Any], choices: Choices) -> None:
        kind, effect = values["kind"], values["effect"]
        words = KIND_NAMES if kind == "interaction" else ROLES
        who = {key: label for key, label in WHO.items() if _makes_sense(key, kind, effect)}
        offered: dict[str, list[tuple[Any, Any]]] = {
            "kind": [("", CHOOSE), *KINDS.items()],
            "effect": [("", CHOOSE), *EFFECTS.items()],
            "detail": [("", _("Any")), *((key, words[key]) for key in DETAILS.get(kind, ()))],
            "fund": [("", _("Any fund, or none")), *choices.funds.items()],
            "segment": [("", _("Anybody on our list")), *choices.segments.items()],
            "who": [("", CHOOSE), *who.items()],
            "member": [("", CHOOSE), *choices.members.items()],
            "members": list(choices.members.items()),
        }
        for name, given in offered.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]


def _makes_sense(who: str, kind: str, effect: str) -> bool:
    if who == "team":
        return effect == "task"
    return who != "doer" or kind in DONE_BY_SOMEBODY


def _belonging(values: Mapping[str, Any], choices: Choices) -> set[str]:
    kind, effect = values["kind"], values["effect"]
    there = {"name", "kind", "segment", "effect", "most_a_day"}
    there |= {"detail"} if kind in DETAILS else set()
    there |= {"tag"} if kind == "tag" else set()
    there |= {"fund"} if kind == "gift" else set()
    there |= {"least", "currency"} if kind == "gift" and choices.amounts else set()
    there |= {"first"} if kind in FIRSTS else set()
    there |= {"by_import"} if kind == "person" else set()
    if effect == "tag":
        return there | {"put_tag"}
    there |= {"who"} if effect else set()
    there |= {"title", "due_days"} if effect == "task" else set()
    if values["who"] == "members" and effect:
        there.add("member" if effect == "task" else "members")
    return there


EMPTY: dict[str, Any] = dict.fromkeys(TriggerForm.base_fields, "") | {
    "first": False, "by_import": False, "members": [], "due_days": "3", "most_a_day": "200",
}  # fmt: skip


def posted(data: QueryDict) -> dict[str, Any]:
    """What the builder sent, field by field, as texts, flags, and a list of members; what it did not show is as new."""
    values: dict[str, Any] = {
        name: data.get(name, EMPTY[name]) for name in TriggerForm.base_fields if name not in FLAGS
    }
    values = {name: value.replace("\0", "")[:200] for name, value in values.items() if isinstance(value, str)}
    values |= {name: name in data for name in FLAGS}
    return values | {"members": data.getlist("members")[:100]}


def values_of(plan: Plan, choices: Choices) -> dict[str, Any]:
    """The builder of a saved trigger."""
    one = plan.effect == "task" and plan.members
    return EMPTY | {
        "name": plan.name, "kind": plan.kind, "detail": plan.detail, "effect": plan.effect, "title": plan.title,
        "who": plan.who, "first": plan.first, "by_import": plan.by_import, "due_days": str(plan.due_days),
        "most_a_day": str(plan.most_a_day), "currency": plan.currency, "fund": str(plan.fund_id or ""),
        "segment": str(plan.segment_id or ""), "tag": choices.tags.get(plan.tag_id or 0, ""),
        "put_tag": choices.tags.get(plan.put_tag_id or 0, ""),
        "least": written_amount(plan.least, plan.currency) if plan.least is not None else "",
        "member": str(plan.members[0]) if one else "", "members": [str(member) for member in plan.members],
    }  # fmt: skip


def plan_from(values: Mapping[str, Any], choices: Choices) -> Plan:
    """The plan that the builder says so far. Raises InvalidTrigger where something cannot be read."""
    there = _belonging(values, choices)
    given = {name: values[name] if name in there else "" for name in TriggerForm.base_fields}
    least, currency = _least(given)
    tag = choices.tag_named(given["tag"])
    if given["tag"].strip() and tag is None:
        raise InvalidTrigger(_("There is no tag “%(name)s”. Choose one of the list.") % {"name": given["tag"]})
    chosen = [given["member"]] if given["member"] else list(given["members"] or [])
    return Plan(
        name=given["name"],
        kind=given["kind"],
        effect=given["effect"],
        detail=given["detail"],
        tag_id=tag,
        fund_id=_one(given["fund"], choices.funds),
        least=least,
        currency=currency,
        first=bool(given["first"]),
        by_import=bool(given["by_import"]),
        segment_id=_one(given["segment"], choices.segments),
        title=given["title"],
        due_days=_number(given["due_days"] or "0", _("Days until it is due")),
        who=given["who"],
        members=tuple(_id(each) for each in chosen if _id(each) in choices.members),
        put_tag_id=choices.tag_named(given["put_tag"]),
        new_tag=given["put_tag"],
        most_a_day=_number(given["most_a_day"], _("At most so many times a day")),
    )


def _one(text: str, known: Mapping[int, str]) -> int | None:
    if not text:
        return None
    if (chosen := _id(text)) not in known:
        raise InvalidTrigger(_("Something that was chosen is gone. Choose again."))
    return chosen


def _id(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _number(text: str, label: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        raise InvalidTrigger(_("%(field)s: write a whole number.") % {"field": label})
    return int(text)


def _least(given: Mapping[str, str]) -> tuple[Decimal | None, str]:
    if not given["least"].strip():
        return None, ""
    try:
        currency = parse_currency(given["currency"])
        return parse_amount(given["least"], currency), currency
    except MoneyRefused as refused:
        raise InvalidTrigger(f"{_('At least')}: {PROBLEMS[refused.code]}") from refused
