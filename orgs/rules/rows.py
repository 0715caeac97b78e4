"""From the cells of one row to a person, and to what could not be used. Pure: no keys, no database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from coalition.platform.keys import InvalidContact, normalise_email, normalise_phone
from orgs.rules.ages import is_minor, possible_birthday, read_birthday
from orgs.rules.names import split_name
from orgs.rules.words import NotYesOrNo, fold, listed, yes_or_no

LIMITS = {
    "external_id": 100, "given_name": 200, "family_name": 200, "honorific": 50, "street": 300, "city": 200,
    "region": 200, "postal_code": 32, "country": 100, "job_title": 200,
}  # fmt: skip
MAX_INTEREST = 100
MAX_NOTE = 5_000
_REFUSALS = {"no_email": "email", "no_phone": "phone", "no_sms": "sms", "no_post": "post", "no_contact": ""}
_ACCEPTANCES = {"yes_email": "email", "yes_phone": "phone", "yes_sms": "sms"}
_NO_POINT_YET = {
    "": _("Does not want to be contacted"),
    "email": _("Does not want e-mail"),
    "phone": _("Does not want calls"),
    "sms": _("Does not want text messages"),
    "post": _("Does not want post"),
}
_TEXT_TRICK = re.compile(r'="([^"]*)"\Z')
_SHORTENED = re.compile(r"[\d.,]+E\+\d+\Z", re.IGNORECASE)
_FLOAT = re.compile(r"(\+?\d{7,15})[.,]0\Z")
_ANGLE = re.compile(r"[^<>]*<([^<>]+)>\Z")
_LANGUAGES = {"english": "en", "ingles": "en", "eng": "en", "spanish": "es", "espanol": "es", "castellano": "es",
              "spa": "es", "portuguese": "pt", "portugues": "pt", "french": "fr", "frances": "fr"}  # fmt: skip
_TYPES = {"individual": "person", "person": "person", "persona": "person", "individuo": "person", "contact": "person",
          "household": "person", "hogar": "person", "organization": "organization", "organisation": "organization",
          "organizacion": "organization", "company": "organization", "empresa": "organization"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read the rows: the field of each column (empty: not imported), and how they are written there.

    ``today`` decides who is under age.
    """

    headings: tuple[str, ...]
    fields: tuple[str, ...]
    region: str
    language: str = "en"
    today: date = field(kw_only=True)

    def has(self, name: str) -> bool:
        """Whether a column goes to the field."""
        return name in self.fields


@dataclass(frozen=True, slots=True)
class Issue:
    """``column`` is the heading, empty for the whole row; ``reason`` a code of ``reasons.REASONS``."""

    column: str
    reason: str
    rejected: bool = False


@dataclass(slots=True)
class Person:
    """Who a row describes. E-mails and phones are ``(as written, normalised)``.

    ``age_unclear``: a birthday was given and cannot be read, so it may be a child. ``refuses`` holds channels ("" for
    all of them); ``accepts`` says yes, no or nothing (None) for the channels that have a column; ``shares`` is None
    where nobody asked.
    """

    values: dict[str, str] = field(default_factory=dict)
    type: str = "person"
    language: str = ""
    emails: list[tuple[str, str]] = field(default_factory=list)
    phones: list[tuple[str, str]] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    accepts: dict[str, bool | None] = field(default_factory=dict)
    shares: bool | None = None
    deceased: bool = False
    minor: bool = False
    age_unclear: bool = False
    issues: list[Issue] = field(default_factory=list)

    @property
    def rejected(self) -> bool:
        """Whether the row cannot be used."""
        return any(issue.rejected for issue in self.issues)

    def value(self, name: str) -> str:
        """A plain field, empty when there is none."""
        return self.values.get(name, "")


def parse_row(cells: Sequence[str], plan: Plan) -> Person:
    """The person of a row, with everything that could not be used in ``issues``."""
    person = Person()
    if len(cells) > len(plan.headings):
        person.issues.append(Issue("", "too_many_cells", rejected=True))
        return person
    for cell, name, heading in zip(cells, plan.fields, plan.headings, strict=False):
        if cell and name:
            _read(person, name, heading, _untrick(cell), plan)
    _settle(person, plan)
    if not person.rejected and _is_nobody(person):
        person.issues.append(Issue("", "nobody", rejected=True))
    return person


def _is_nobody(person: Person) -> bool:
    named = any(person.value(name) for name in ("given_name", "family_name", "external_id"))
    return not (named or person.emails or person.phones)


def _untrick(cell: str) -> str:
    """``="02138"`` and ``'+1 …`` are how people, and our own files, keep a cell as text: the text is meant."""
    if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@"}:
        return cell[1:]
    trick = _TEXT_TRICK.match(cell)
    return trick.group(1) if trick else cell


def _read(person: Person, name: str, heading: str, cell: str, plan: Plan) -> None:
    if cell.startswith("=") and name != "note":
        person.issues.append(Issue(heading, "formula", rejected=True))
    elif name in LIMITS:
        _keep(person, name, heading, cell)
    elif name in _REFUSALS or name in _ACCEPTANCES or name in {"yes_share", "no_share", "deceased"}:
        _flag(person, name, heading, cell)
    else:
        _special(person, name, heading, cell, plan)


def _special(person: Person, name: str, heading: str, cell: str, plan: Plan) -> None:
    if name == "email":
        _emails(person, heading, cell)
    elif name == "phone":
        _phones(person, heading, cell, plan.region)
    elif name == "full_name":
        _full_name(person, heading, cell, plan.language)
    elif name == "interests":
        _interests(person, heading, cell)
    elif name == "note":
        person.notes.append(cell[:MAX_NOTE])
    elif name == "language":
        _language(person, heading, cell)
    elif name == "birth_date":
        _birth_date(person, heading, cell, plan)
    else:
        _type(person, heading, cell)


def _full_name(person: Person, heading: str, cell: str, language: str) -> None:
    for name, text in zip(("honorific", "given_name", "family_name"), split_name(cell, language=language), strict=True):
        if text:
            _keep(person, name, heading, text)


def _interests(person: Person, heading: str, cell: str) -> None:
    for interest in listed(cell, ";,|"):
        if len(interest) <= MAX_INTEREST:
            person.interests.append(interest)
        else:
            _as_note(person, heading, interest, "too_long")


def _birth_date(person: Person, heading: str, cell: str, plan: Plan) -> None:
    born = read_birthday(cell.strip(), plan.region)
    if born is None or not possible_birthday(born, plan.today):
        _as_note(person, heading, cell, "birthday_unreadable" if born is None else "birthday_impossible")
        person.age_unclear = True
    else:
        person.values["birth_date"] = born.isoformat()
        person.minor = is_minor(born, plan.today)


def _type(person: Person, heading: str, cell: str) -> None:
    word = fold(cell)
    person.type = _TYPES.get(word, "person")
    if word not in _TYPES:
        person.issues.append(Issue(heading, "type_unknown"))


def _keep(person: Person, name: str, heading: str, cell: str) -> None:
    text = " ".join(cell.split())
    if len(text) > LIMITS[name]:
        _as_note(person, heading, text, "too_long")
    else:
        person.values[name] = text


def _as_note(person: Person, heading: str, cell: str, reason: str) -> None:
    person.notes.append(f"{heading}: {cell}"[:MAX_NOTE])
    person.issues.append(Issue(heading, reason))


def _emails(person: Person, heading: str, cell: str) -> None:
    for part in listed(cell, ";,|"):
        angle = _ANGLE.match(part)
        address = (angle.group(1) if angle else part).strip().removeprefix("mailto:")
        try:
            _once(person.emails, address, normalise_email(address))
        except InvalidContact:
            _as_note(person, heading, part, "email_unreadable")


def _phones(person: Person, heading: str, cell: str, region: str) -> None:
    for part in listed(cell, ";,|/"):
        whole = _FLOAT.match(part)
        number = whole.group(1) if whole else part
        if _SHORTENED.match(number):
            _as_note(person, heading, part, "phone_shortened")
            continue
        try:
            _once(person.phones, number, normalise_phone(number, region))
        except InvalidContact:
            _as_note(person, heading, part, "phone_unreadable")


def _once(points: list[tuple[str, str]], written: str, normalised: str) -> None:
    if all(normalised != known for _written, known in points):
        points.append((written, normalised))


def _flag(person: Person, name: str, heading: str, cell: str) -> None:
    try:
        answer = yes_or_no(cell)
    except NotYesOrNo:
        person.issues.append(Issue(heading, "not_yes_or_no"))
        return
    if name in _REFUSALS:
        if answer:
            person.refuses.add(_REFUSALS[name])
    elif name in _ACCEPTANCES:
        person.accepts[_ACCEPTANCES[name]] = answer
    elif name == "deceased":
        person.deceased = bool(answer)
    elif name == "no_share":
        person.shares = False if answer else person.shares
    elif person.shares is not False:
        # An unticked box was perhaps never shown to them: only the word no declines.
        person.shares = True if answer else (False if fold(cell) in {"no", "n"} else None)


def _settle(person: Person, plan: Plan) -> None:
    """Settle the answers: a no is a refusal; where the list has a column, an empty cell is not a yes.

    Nor is anything a yes of whoever may be a child. A refusal hangs on contact points. Where there are none yet, a note
    keeps it in sight.
    """
    for name, channel in _ACCEPTANCES.items():
        if plan.has(name):
            answer = person.accepts.setdefault(channel, None)
            if answer is False:
                person.refuses.add(channel)
    if person.age_unclear:
        asked = [channel for channel in _ACCEPTANCES.values() if person.accepts.get(channel) is not False]
        person.accepts |= dict.fromkeys(asked)
        person.shares = None if person.shares else person.shares
    if not (person.emails or person.phones):
        person.notes += [str(_NO_POINT_YET[channel]) for channel in sorted(person.refuses)]
        if person.deceased:
            person.notes.append(str(_("Deceased")))


def _language(person: Person, heading: str, cell: str) -> None:
    word = fold(cell)
    code = _LANGUAGES.get(word) or (word.split(" ")[0] if re.fullmatch(r"[a-z]{2}( [a-z0-9]+)?", word) else "")
    if code:
        person.language = code
    else:
        person.issues.append(Issue(heading, "language_unknown"))
