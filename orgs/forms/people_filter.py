"""The filters of the people table, as they stand in its address."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from orgs.rules.people_columns import SORTS
from orgs.rules.roles import ROLES

REACH = [("", _("Any")), ("phone", _("Phone")), ("email", _("E-mail")), ("none", _("Neither"))]
MAY = [("", _("Any")), ("phone", _("By calls")), ("sms", _("By text message")), ("email", _("By e-mail"))]
KEPT = ("city", "interest", "reach", "may", "segment", "tag", "role", "district", "steward", "list", "untouched")
MORE = ("role", "district", "steward", "list", "untouched")  # folded away until they are used


class PeopleFilterForm(forms.Form):
    """The filters of the list, kept in the URL."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    interest = forms.ChoiceField(label=_("Interest"), required=False)
    city = forms.CharField(label=_("City"), required=False, max_length=200)
    reach = forms.ChoiceField(label=_("Can be reached by"), required=False, choices=REACH)
    may = forms.ChoiceField(label=_("May be contacted by us"), required=False, choices=MAY)
    tag = forms.CharField(label=_("Tag"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("What they are to us"), required=False, choices=[("", _("Any")), *ROLES.items()])
    district = forms.TypedChoiceField(label=_("District"), required=False, coerce=int, empty_value=None)
    steward = forms.TypedChoiceField(label=_("Steward"), required=False, coerce=int, empty_value=None)
    list = forms.TypedChoiceField(label=_("On the list"), required=False, coerce=int, empty_value=None)
    untouched = forms.DateField(
        label=_("Nobody was in touch since"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Enter a day, for example 2026-03-31.")},
    )  # fmt: skip
    segment = forms.IntegerField(required=False, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    view = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        interests: Sequence[str] = (),
        choices: dict[str, Sequence[Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        """``choices``: what there is to choose of district, steward and list, as ``(value, label)``."""
        super().__init__(*args, **kwargs)
        given = str(self.data.get("interest", ""))
        shown = [*interests] if not given or given in interests else [*interests, given]
        self._offer("interest", [(value, value) for value in shown])
        for name in ("district", "steward", "list"):
            self._offer(name, [*(choices or {}).get(name, ())])
        self.fields["city"].widget.attrs |= {"autocomplete": "off", "list": "city-suggestions"}
        self.fields["tag"].widget.attrs |= {
            "autocomplete": "off",
            "list": "tag-suggestions",
            "hx-get": reverse("orgs:tag-suggest"),
            "hx-trigger": "focus once, input delay:200ms",
            "hx-target": "#tag-suggestions",
            "hx-swap": "innerHTML",
        }
        self.fields["q"].widget.attrs |= {"type": "search", "placeholder": _("Name")}

    def _offer(self, name: str, choices: Sequence[Any]) -> None:
        self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        """What was asked for, without what cannot be asked."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    @property
    def order(self) -> str:
        """How the table is sorted."""
        sort = str(self.given.get("sort", ""))
        return sort if sort in SORTS else ""

    @property
    def kept(self) -> dict[str, str]:
        """The filters as parameters of an address, without searched words."""
        return {name: str(self.data.get(name, "")).strip() for name in KEPT if name in self.given}

    @property
    def more(self) -> Sequence[Any]:
        """The fields that are folded away: those that offer something."""
        return [self[name] for name in MORE if len(getattr(self.fields[name], "choices", [0, 0])) > 1]

    @property
    def more_used(self) -> bool:
        """Whether one of them is in use, or wrong."""
        return any(name in self.given or name in self.errors for name in MORE)
