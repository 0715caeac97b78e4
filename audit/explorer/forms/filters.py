"""The filter of the log. It lives in the address, so every field is optional and a broken one is said, not fatal."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.explorer import policies
from audit.explorer.queries import words
from audit.explorer.queries.names import campaign_choices, organization_choices
from audit.log.queries.events import EventFilter, read_place
from audit.log.verbs import VERBS
from coalition.platform.tenancy import Actor

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)


class DayField(forms.DateField):
    """An optional day of this century or the next."""

    def __init__(self, *, label: Any) -> None:
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, required=False, widget=widget)

    def clean(self, value: Any) -> date | None:
        """The day. Raises ValidationError for one that no event can have."""
        day: date | None = super().clean(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Choose a day from 2000 on."), code="day")
        return day


class EventFilterForm(forms.Form):
    """Organization, campaign, person, verb and days; days are the reader's, both included."""

    verb = forms.ChoiceField(label=_("What happened"), required=False)
    organization = forms.TypedChoiceField(label=_("Organization"), required=False, coerce=int, empty_value=None)
    campaign = forms.TypedChoiceField(label=_("Campaign"), required=False, coerce=int, empty_value=None)
    name = forms.CharField(label=_("Person"), required=False, max_length=100)
    since = DayField(label=_("From"))
    until = DayField(label=_("To"))
    person = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    after = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        steps = (words.EVERYTHING, _("Everything, the gate's steps too"))
        self._choices("verb", _("What people did"), [steps, *_verb_choices()])
        self._choices("organization", _("All"), organization_choices(actor))
        self._choices("campaign", _("All"), campaign_choices(actor))
        if not policies.can_see_people_in_events(actor):
            del self.fields["name"], self.fields["person"]

    def _choices(self, name: str, empty: Any, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", empty), *choices]

    def clean(self) -> dict[str, Any]:
        """Refuse days the wrong way round."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day comes before the first: swap the two."))
        return cleaned

    def wanted(self, subjects: tuple[int, ...] | None) -> EventFilter:
        """What a valid form asks for; ``subjects`` are the chosen person's."""
        data = self.cleaned_data
        until = data.get("until")
        return EventFilter(
            verbs=words.verbs_of(data["verb"]),
            without=() if data["verb"] else words.STEPS,
            organization=data["organization"],
            campaign=data["campaign"],
            since=self._midnight(data["since"]) if data["since"] else None,
            until=self._midnight(until + timedelta(days=1)) if until else None,
            subjects=subjects,
            after=read_place(data["after"]) if data["after"] else None,
        )

    @staticmethod
    def _midnight(day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, time.min))


def _verb_choices() -> list[Any]:
    groups: list[Any] = []
    for prefix, title in words.GROUPS.items():
        verbs = [(verb, words.verb_in_words(verb)) for verb in VERBS if words.group_of(verb) == prefix]
        if verbs:
            groups.append((title, [(prefix, _("All of these")), *verbs]))
    return groups
