"""What the pages of an import show, put together from the form and the counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.platform.keys import InvalidContact, normalise_email, normalise_phone
from orgs.forms.imports import UNDECIDED, ColumnsForm
from orgs.models import Import, ImportIssue
from orgs.rules.ages import read_birthday
from orgs.rules.columns import FIELDS
from orgs.rules.reasons import REASONS
from orgs.rules.statements import CHANNELS

SAMPLES = 3


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A line of the matching table."""

    heading: str
    samples: str
    bound: BoundField
    control: SafeString
    tone: str
    words: str
    question: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence about what happens to consent."""

    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class IssueLine:
    """A row, a column and a reason."""

    row: int
    column: str
    words: str | Promise
    rejected: bool


def column_rows(form: ColumnsForm, values: Sequence[Sequence[str]], region: str) -> list[ColumnRow]:
    """One line for each column: its first values, its select, and how sure we are."""
    rows = []
    for index, match in enumerate(form.matches):
        bound = form[f"column-{index}"]
        chosen = bound.value() or ""
        tone, words = _verdict(str(chosen), values[index], region)
        asked = chosen == UNDECIDED
        names = _(" or ").join(str(FIELDS[name]) for name in match.candidates) if asked else ""
        question = _("“%(heading)s” could be: %(names)s") % {"heading": match.heading, "names": names} if asked else ""
        samples = ", ".join(dict.fromkeys(value[:40] for value in values[index][:30]))
        rows.append(ColumnRow(match.heading, _cut(samples), bound, _control(bound), tone, words, question))
    return rows


def _control(bound: BoundField) -> SafeString:
    attributes: dict[str, str | bool] = {"class": "form-select"}
    if bound.errors:
        attributes |= {
            "class": "form-select is-invalid",
            "aria-invalid": "true",
            "aria-describedby": f"{bound.auto_id}-problem",
        }
    return bound.as_widget(attrs=attributes)


def _cut(samples: str) -> str:
    return samples if len(samples) <= 60 else samples[:59].rsplit(",", 1)[0] + " …"


def _verdict(chosen: str, values: Sequence[str], region: str) -> tuple[str, str]:
    if chosen == UNDECIDED:
        return "warn", _("Choose a field")
    if not chosen:
        return "neutral", _("Not imported")
    wrong = sum(_is_wrong(chosen, value, region) for value in values)
    if wrong and chosen == "birth_date":
        words = _("%(count)d of %(total)d cannot be read. Write them as 2001-12-31.")
        return "bad", words % {"count": wrong, "total": len(values)}
    if wrong:
        return "bad", _("%(count)d of %(total)d look wrong") % {"count": wrong, "total": len(values)}
    return "ok", _("Fine")


def _is_wrong(chosen: str, value: str, region: str) -> bool:
    if chosen == "birth_date":
        return value.strip() != "" and read_birthday(value.strip(), region) is None
    if chosen not in {"email", "phone"}:
        return False
    try:
        normalise_email(value) if chosen == "email" else normalise_phone(value, region)
    except InvalidContact:
        return True
    return False


def issue_lines(issues: Iterable[ImportIssue]) -> list[IssueLine]:
    """Issues in words."""
    return [
        IssueLine(issue.row, issue.column, REASONS.get(issue.reason, issue.reason), issue.rejected) for issue in issues
    ]


def check_facts(batch: Import, counts: dict[str, Any]) -> list[Fact]:
    """What the import does to consent, in sentences; the zeros say what would change them."""
    consent = counts.get("consent") or {}
    return [*_contact_facts(consent), *_refusal_facts(consent), *_share_facts(batch, consent)]


def _contact_facts(consent: dict[str, Any]) -> list[Fact]:
    granted = consent.get("contact") or {}
    facts = []
    for channel, count in granted.items():
        words = ngettext(
            "%(channel)s: %(count)d person may be contacted.", "%(channel)s: %(count)d people may be contacted.", count
        )
        facts.append(Fact("ok", words % {"channel": CHANNELS[channel], "count": count}))
    if not granted:
        words = _(
            "Nobody becomes contactable: you stated no basis. They count as never asked: no calls, no messages, nothing"
            " shared, and no message that asks them to agree. State how they agreed, or ask when you meet."
        )
        facts.append(Fact("warn", words))
    return facts


def _refusal_facts(consent: dict[str, Any]) -> list[Fact]:
    names = {**CHANNELS, "post": _("Post"), "all": _("Every channel")}
    facts = []
    for channel, count in (consent.get("refused") or {}).items():
        words = ngettext(
            "%(channel)s: %(count)d person said no. Your organization will not contact them there.",
            "%(channel)s: %(count)d people said no. Your organization will not contact them there.",
            count,
        )
        facts.append(Fact("info", words % {"channel": names.get(channel, channel), "count": count}))
    died = consent.get("deceased")
    if died:
        words = ngettext(
            "%(count)d person has died. Nobody will contact them.",
            "%(count)d people have died. Nobody will contact them.",
            died,
        )
        facts.append(Fact("info", words % {"count": died}))
    minors = consent.get("minors")
    if minors:
        words = ngettext(
            "%(count)d person is under 18. They are not shared, and contacted only once a parent or guardian agreed.",
            "%(count)d people are under 18. They are not shared, and contacted only once a parent or guardian agreed.",
            minors,
        )
        facts.append(Fact("info", words % {"count": minors}))
    return facts


def _share_facts(batch: Import, consent: dict[str, Any]) -> list[Fact]:
    share = consent.get("share") or {}
    if not share.get("said_yes"):
        return []
    if share.get("recorded_for"):
        return [Fact("ok", _("%(count)s people may be shared with the coalition.") % {"count": share["recorded_for"]})]
    attestation = batch.consent.get("attestation")
    if not attestation:
        words = _(
            "%(count)s rows say that details may be shared. Nobody is shared: attest the form that they filled in."
        )
    elif not attestation.get("coalition"):
        words = _("%(count)s rows say that details may be shared. Nobody is shared: the form must name your coalition.")
    else:
        words = _("%(count)s rows say that details may be shared, but they have no e-mail and no phone yet.")
    return [Fact("warn", words % {"count": share["said_yes"]})]
