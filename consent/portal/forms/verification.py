"""A receipt to look at: a file, or its text."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consent.ledger.rules.receipt_check import MAX_BYTES


class VerificationForm(forms.Form):
    """One of both. Cleaned: ``content``, at most a byte more than a receipt can have."""

    file = forms.FileField(
        label=_("The file of the receipt"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,application/json,application/ld+json"}),
    )
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("file") is not None:
            found["content"] = found["file"].read(MAX_BYTES + 1)
        elif found.get("text"):
            found["content"] = found["text"].encode("utf-8", "replace")[: MAX_BYTES + 1]
        elif not self.errors:
            raise ValidationError(_("Choose the file of a receipt, or paste its text."))
        return found
