"""What to do with the people who were chosen in the table."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.forms.money import DAY
from orgs.rules.roles import ROLES
from orgs.rules.tasks import PROBLEMS, TITLE_MOST, due_problem

NEEDED = {"tag": "tag", "untag": "untag", "role": "role", "task": "task", "list": "list", "unlist": "unlist"}


class BulkForm(forms.Form):
    """One field for each thing that can be done; only that of the button pressed is asked for."""

    do = forms.CharField(required=False, widget=forms.HiddenInput)
    tag = forms.CharField(label=_("Tag"), required=False, max_length=100)
    untag = forms.CharField(label=_("Tag to take off"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Choose…")), *ROLES.items()])
    task = forms.CharField(label=_("What is to be done"), required=False, max_length=TITLE_MOST)
    task_doer = forms.TypedChoiceField(label=_("Who does it"), required=False, coerce=int, empty_value=None)
    task_due = forms.DateField(label=_("By when"), required=False, widget=forms.DateInput(attrs=DAY))
    list = forms.TypedChoiceField(label=_("List"), required=False, coerce=int, empty_value=None)
    new_list = forms.CharField(label=_("Or the name of a new list"), required=False, max_length=100)
    unlist = forms.TypedChoiceField(label=_("List to take them off"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, lists: Any = (), doers: Any = (), today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["task_doer"].choices = [("", _("Whoever takes it")), *doers]  # type: ignore[attr-defined]
        for name in ("list", "unlist"):
            self.fields[name].choices = [("", _("Choose…")), *lists]  # type: ignore[attr-defined]
        for name in ("tag", "untag"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "list": "bulk-tags"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked = NEEDED.get(cleaned.get("do", ""))
        named = cleaned.get("new_list", "").strip() if asked == "list" else ""
        if asked and asked not in self.errors and not cleaned.get(asked) and not named:
            self.add_error(asked, _("Choose or enter this first."))
        if asked == "task" and (problem := due_problem(cleaned.get("task_due"), self.today)):
            self.add_error("task_due", PROBLEMS[problem])
        return cleaned
