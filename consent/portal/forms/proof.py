"""Where shall the code go?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.portal.actions.proof import Way


class WayForm(forms.Form):
    """One radio for each way; none is chosen in advance."""

    way = forms.ChoiceField(
        label=gettext_lazy("Send a code to"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose where the code goes."),
            "invalid_choice": gettext_lazy("Choose one of these."),
        },
    )

    def __init__(self, *args: Any, ways: Sequence[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(str(each.subject), _words(each)) for each in ways]  # type: ignore[attr-defined]

    @property
    def subject(self) -> int:
        """The identifier that was chosen."""
        return int(self.cleaned_data["way"])


def _words(way: Way) -> str:
    if way.kind == "email":
        words = _("E-mail to %(address)s") % {"address": way.masked}
    else:
        words = _("Text message to the number that ends in %(digits)s") % {"digits": way.masked.strip("…")}
    if way.reads:
        return words
    return _("%(way)s (came by a correction: takes back its own no, opens nothing)") % {"way": words}
