"""Uploading districts, and where postal codes lie."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.actions.districts import MOST_BYTES

KINDS = {
    "congressional": _("Congressional districts"),
    "state_senate": _("State senate districts"),
    "state_house": _("State house districts"),
    "county": _("Counties"),
    "ward": _("Wards"),
    "school": _("School districts"),
    "other": _("Others"),
}


class FileForm(forms.Form):
    """A file that is not too large."""

    file = forms.FileField(
        label=_("File"), allow_empty_file=True, error_messages={"required": _("Choose a file first.")}
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Simplify the boundaries, or leave out what you do not need."),
                params={"limit": MOST_BYTES // 1_048_576},
            )
        return file


class MapForm(FileForm):
    """Districts of one kind: a name, the kind, the file."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("For example “Wards of Oakland, 2026”."))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *KINDS.items()])
    field_order = ("name", "kind", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "A .csv, .xlsx or .ods table with the columns “Postal code” and “District”, or GeoJSON boundaries whose"
            " features have the properties “code” and “name”."
        )
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx,.ods,.geojson,.json"


class PlacesForm(FileForm):
    """A table of where postal codes lie."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "A .csv, .xlsx or .ods table with the columns “Postal code”, “Latitude” and “Longitude”."
        )
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx,.ods"
