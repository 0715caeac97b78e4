"""Why an address may be shown without contacting the person. They stand in the log: the codes never change."""

from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS_TO_SHOW: dict[str, Any] = {
    "request": _("To answer a request of theirs about their data"),
    "correction": _("To check or correct the record"),
    "legal": _("A legal duty or a dispute"),
}
