"""Forms about tasks."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.actions.tasks import TaskFacts
from orgs.forms.money import DAY
from orgs.rules.tasks import NOTE_MOST, PROBLEMS, TITLE_MOST, due_problem


class TaskForm(forms.Form):
    """What is to be done, by whom and until when. ``before``: the day that it had, which may stay."""

    title = forms.CharField(
        label=_("What is to be done"), max_length=TITLE_MOST, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    assignee = forms.TypedChoiceField(label=_("Who does it"), required=False, coerce=int, empty_value=None)
    due = forms.DateField(label=_("By when"), required=False, widget=forms.DateInput(attrs=DAY))
    note = forms.CharField(
        label=_("Note"), max_length=NOTE_MOST, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person may ask to read what is written about them."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, doers: list[tuple[int, str]], today: date, before: date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.before = today, before
        self.fields["assignee"].choices = [("", _("Whoever takes it")), *doers]  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        title = " ".join(str(self.cleaned_data["title"]).split())
        if not title:
            raise forms.ValidationError(PROBLEMS["empty"])
        return title

    def clean_due(self) -> date | None:
        day: date | None = self.cleaned_data["due"]
        if problem := due_problem(day, self.today, self.before):
            raise forms.ValidationError(PROBLEMS[problem])
        return day

    @property
    def task(self) -> TaskFacts:
        """What was entered."""
        given = self.cleaned_data
        return TaskFacts(given["title"], given["due"], given["assignee"], given["note"])
