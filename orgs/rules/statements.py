"""What the importer states about their people's consent: a basis per channel, and an attestation for sharing."""

import json
import re
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

CHANNELS = {"email": _("E-mail"), "phone": _("Phone calls"), "sms": _("Text messages")}
# Which contact points a channel reaches.
POINTS = {"email": "email", "phone": "phone", "sms": "phone"}
MAX_TEXT = 500
MAX_NOTICE = 20_000
PROBLEMS = {
    "not_json": _("The attestation is not a JSON object with “form”, “date” and “notice”."),
    "form": _("Name the form that people filled in."),
    "date": _("Give the date of the form as YYYY-MM-DD, today at the latest."),
    "notice": _("Copy the words that people read on the form, naming who receives their details."),
    "since": _("Give the date since when as YYYY-MM-DD, today at the latest."),
    "coalition": _("Your organization is not in this coalition."),
    "unnamed": _(
        "These words do not name the coalition you chose. Consent counts only for whom the form names: copy the"
        " sentence that names it, or choose no coalition and ask these people anew."
    ),
    "nobody_named": _(
        "These words name no other member of the coalition you chose. Consent counts only for the organizations that"
        " the form names: copy the sentence that names them, or choose no coalition and ask these people anew."
    ),
}


class BadStatement(ValueError):
    """A statement that cannot be used; ``code`` is a key of ``PROBLEMS``."""

    def __init__(self, code: str) -> None:
        super().__init__(str(PROBLEMS[code]))
        self.code = code


@dataclass(frozen=True, slots=True)
class Basis:
    """These people agreed to hear from us: how, since when (ISO date; empty for the day of the import)."""

    how: str
    since: str = ""


@dataclass(frozen=True, slots=True)
class Attestation:
    """A dated artefact behind "may share": the form, its date, the words of its notice, and the coalition it names."""

    form: str
    date: str
    notice: str
    coalition: int | None = None

    def naming(self, coalition: int | None) -> "Attestation":
        """The same with the coalition that the notice names."""
        return replace(self, coalition=coalition)


def names(notice: str, organization: str) -> bool:
    """Whether the words name an organization or coalition, as whole words, whatever the case and the spaces."""
    name, words = (" ".join(text.split()).casefold() for text in (organization, notice))
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) is not None


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything the importer states. Empty: nobody becomes contactable, nothing is shared."""

    basis: dict[str, Basis] = field(default_factory=dict)
    attestation: Attestation | None = None

    def as_json(self) -> dict[str, Any]:
        """For a JSON column."""
        return asdict(self)


def statement_from(stored: dict[str, Any]) -> Statement:
    """The statement as ``as_json`` stored it."""
    basis = {channel: Basis(**each) for channel, each in (stored.get("basis") or {}).items()}
    attestation = stored.get("attestation")
    return Statement(basis, Attestation(**attestation) if attestation else None)


def past_date(text: str, today: date, *, code: str) -> str:
    """The ISO date as it was given. Raises BadStatement with ``code`` for anything else, and for the future."""
    try:
        given = date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadStatement(code) from error
    if given > today or given.year < 1900:
        raise BadStatement(code)
    return given.isoformat()


def attestation_from(text: str, today: date) -> tuple[Attestation, str]:
    """The attestation of a JSON object, and the slug of the coalition it names ("" for none). Raises BadStatement."""
    try:
        given = json.loads(text)
    except ValueError as error:
        raise BadStatement("not_json") from error
    if not isinstance(given, dict) or any(not isinstance(each, str) for each in given.values()):
        raise BadStatement("not_json")
    form, notice = (str(given.get(name, "")).strip() for name in ("form", "notice"))
    if not form or len(form) > MAX_TEXT:
        raise BadStatement("form")
    if not notice or len(notice) > MAX_NOTICE:
        raise BadStatement("notice")
    when = past_date(str(given.get("date", "")), today, code="date")
    return Attestation(form, when, notice), str(given.get("coalition", ""))
