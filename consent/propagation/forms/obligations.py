"""What an admin states about withdrawals."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.propagation.rules.words import ANSWERS


class AnswerForm(forms.Form):
    """One of the four answers; none is chosen beforehand."""

    answer = forms.ChoiceField(
        label=_("What you did"),
        choices=list(ANSWERS.items()),
        error_messages={
            "required": _("Choose one of the four answers."),
            "invalid_choice": _("Choose one of the four answers."),
        },
    )


class AttestForm(AnswerForm):
    """An answer for chosen rows."""

    duty = forms.Field(error_messages={"required": _("Choose at least one withdrawal first.")})

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self._chosen = data.getlist("duty") if data is not None else []

    def clean_duty(self) -> list[list[UUID]]:
        """The ids of each chosen row."""
        try:
            return [[UUID(each) for each in row.split(",")] for row in self._chosen]
        except ValueError as error:
            raise forms.ValidationError(_("Choose withdrawals from the list.")) from error


class AttestAllForm(AnswerForm):
    """An answer for everything that was shown."""

    until = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"])
    count = forms.IntegerField(min_value=1)
    listed = forms.IntegerField(min_value=1)
