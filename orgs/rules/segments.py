"""Segments as rules: which questions there are, what valid rules look like, and what they say in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_CONDITIONS = 20
MAX_VALUE = 200
Match = Literal["all", "any"]


class InvalidRules(ValueError):
    """Rules that cannot be asked; the message tells a person what to change."""


@dataclass(frozen=True, slots=True)
class Question:
    """A condition's left side: ``field`` and ``test``, its label in the builder, and its words in a sentence."""

    field: str
    test: str
    label: Any
    words: Any
    takes_value: bool = True

    @property
    def key(self) -> str:
        """``field:test``: how forms name the question."""
        return f"{self.field}:{self.test}"


QUESTIONS: dict[str, Question] = {
    question.key: question
    for question in (
        Question("interest", "is", gettext_lazy("Interested in"), gettext_lazy("care about “%s”")),
        Question("interest", "is_not", gettext_lazy("Not interested in"), gettext_lazy("do not care about “%s”")),
        Question("tag", "is", gettext_lazy("Has the tag"), gettext_lazy("have the tag “%s”")),
        Question("tag", "is_not", gettext_lazy("Does not have the tag"), gettext_lazy("do not have the tag “%s”")),
        Question("custom", "is", gettext_lazy("Own field (write “Field: value”)"), gettext_lazy("have noted “%s”")),
        Question("city", "is", gettext_lazy("City is"), gettext_lazy("live in “%s”")),
        Question("city", "is_not", gettext_lazy("City is not"), gettext_lazy("do not live in “%s”")),
        Question("region", "is", gettext_lazy("State or region is"), gettext_lazy("live in the region “%s”")),
        Question(
            "region", "is_not", gettext_lazy("State or region is not"), gettext_lazy("do not live in the region “%s”")
        ),
        Question("language", "is", gettext_lazy("Language is"), gettext_lazy("speak “%s”")),
        Question("phone", "has", gettext_lazy("Has a phone number"), gettext_lazy("have a phone number"), False),
        Question("phone", "has_not", gettext_lazy("Has no phone number"), gettext_lazy("have no phone number"), False),
        Question("email", "has", gettext_lazy("Has an e-mail"), gettext_lazy("have an e-mail address"), False),
        Question("email", "has_not", gettext_lazy("Has no e-mail"), gettext_lazy("have no e-mail address"), False),
    )
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the builder."""

    question: Question
    value: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """Conditions, all or any of which a person must meet. No condition means everyone."""

    match: Match = "all"
    conditions: tuple[Condition, ...] = ()

    def stored(self) -> dict[str, Any]:
        """As the segment keeps them."""
        lines = [{"field": c.question.field, "test": c.question.test, "value": c.value} for c in self.conditions]
        return {"match": self.match, "conditions": lines}


def parse(stored: Mapping[str, Any]) -> Rules:
    """The rules of a segment. Raises InvalidRules."""
    match = stored.get("match", "all")
    if match not in ("all", "any"):
        raise InvalidRules(_("Choose whether people must meet all conditions or any of them."))
    lines: Sequence[Mapping[str, Any]] = stored.get("conditions", [])
    if len(lines) > MAX_CONDITIONS:
        raise InvalidRules(_("Use at most %(most)s conditions.") % {"most": MAX_CONDITIONS})
    return Rules(match, tuple(_condition(number, line) for number, line in enumerate(lines, start=1)))


def _condition(number: int, line: Mapping[str, Any]) -> Condition:
    question = QUESTIONS.get(f"{line.get('field')}:{line.get('test')}")
    if question is None:
        raise InvalidRules(_("Condition %(number)s: choose a question.") % {"number": number})
    value = " ".join(str(line.get("value") or "").replace("\0", "").split())
    if question.takes_value and not value:
        raise InvalidRules(
            _("Condition %(number)s (%(question)s): enter a value, or remove the condition.")
            % {"number": number, "question": question.label}
        )
    if len(value) > MAX_VALUE:
        raise InvalidRules(_("Condition %(number)s: the value is too long.") % {"number": number})
    return Condition(question, value if question.takes_value else "")


def named_in(field: str, value: str) -> str:
    """The name that the value of a condition on tags or custom fields begins with: "Size" in "Size: M"."""
    return (value.partition(":")[0] if field == "custom" else value).strip()


LANGUAGE_NAMES = {"english": "en", "inglés": "en", "ingles": "en", "spanish": "es", "español": "es", "espanol": "es"}


def language_code(value: str) -> str:
    """The code of a language given by name; anything else as it is."""
    return LANGUAGE_NAMES.get(value.casefold(), value)


def sentence(rules: Rules) -> str:
    """The rules in plain words: "People who live in “Oakland” and care about “Housing”."."""
    if not rules.conditions:
        return _("Everyone on your list.")
    parts = [str(c.question.words) % c.value if c.question.takes_value else str(c.question.words)
             for c in rules.conditions]  # fmt: skip
    joined = (_(" and ") if rules.match == "all" else _(" or ")).join(parts)
    return _("People who %(conditions)s.") % {"conditions": joined}
