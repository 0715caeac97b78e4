"""Forms about restricted groups, stewards and asking for access."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coalition.platform.templatetags.roles import NAMES
from orgs.actions.restricted import GroupFacts
from orgs.models import RestrictedGroup, Stewardship
from orgs.rules.access import BREAK_GLASS_REASONS, DAYS

STAFF_ROLES = ("admin", "organizer", "fundraiser")
BY_ROLE = "role:"


def keeper_choices(colleagues: list[tuple[int, str]]) -> list[tuple[str, Any]]:
    """Everybody who can be asked: colleagues by name, then whoever has a role."""
    roles = [(BY_ROLE + role, _("Any %(role)s") % {"role": NAMES[role]}) for role in STAFF_ROLES]
    return [("", _("Choose…")), *((str(pk), name) for pk, name in colleagues), *roles]


class GroupForm(forms.Form):
    """A restricted group: what it is called, whom to ask, who sees it."""

    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(label=_("What kind of people"), choices=RestrictedGroup.Kind.choices)
    keeper = forms.ChoiceField(
        label=_("Whom to ask"),
        help_text=_("Colleagues who do not see these people are told this name, and nothing else."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Who sees them, besides the one to ask"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(role, NAMES[role]) for role in STAFF_ROLES],
    )
    includes_minors = forms.BooleanField(
        label=_("Everybody under 18 belongs to it without being added"), required=False
    )

    def __init__(self, *args: Any, colleagues: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].choices = keeper_choices(colleagues)  # type: ignore[attr-defined]

    @property
    def facts(self) -> GroupFacts:
        """What was entered."""
        data = self.cleaned_data
        keeper = data["keeper"]
        by_role = keeper.startswith(BY_ROLE)
        return GroupFacts(
            name=" ".join(data["name"].split()),
            kind=data["kind"],
            keeper=None if by_role else int(keeper),
            keeper_role=keeper.removeprefix(BY_ROLE) if by_role else "",
            includes_minors=data["includes_minors"],
            roles=tuple(data["roles"]),
        )


class AskForm(forms.Form):
    """Why one needs to see a record, or wants to reach out."""

    reason = forms.CharField(
        label=_("What do you need it for?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("No phone numbers or addresses here."),
    )


class GlassForm(forms.Form):
    """Why the glass is broken."""

    reason_code = forms.ChoiceField(
        label=_("Why it cannot wait"), choices=[("", _("Choose…")), *BREAK_GLASS_REASONS.items()]
    )
    reason = forms.CharField(label=_("In your own words"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(forms.Form):
    """Yes, for how long; or no."""

    days = forms.TypedChoiceField(label=_("For how long"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in DAYS]
        self.fields["days"].choices = words  # type: ignore[attr-defined]


class StewardForm(forms.Form):
    """Who looks after a person, and by which rule."""

    steward = forms.TypedChoiceField(label=_("Who looks after them"), required=False, coerce=int, empty_value=None)
    rule = forms.ChoiceField(label=_("Others who want to write or call"), choices=Stewardship.Rule.choices)

    def __init__(self, *args: Any, colleagues: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["steward"].choices = [("", _("Nobody in particular")), *colleagues]  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """Who takes over."""

    successor = forms.TypedChoiceField(label=_("Who takes over"), coerce=int)

    def __init__(self, *args: Any, colleagues: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].choices = [("", _("Choose…")), *colleagues]  # type: ignore[attr-defined]
