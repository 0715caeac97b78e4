"""The segment builder: a form of numbered lines that works with and without script."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from orgs.rules.segments import MAX_CONDITIONS, QUESTIONS, Question

MOST_LINES = MAX_CONDITIONS


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the builder as typed; ``question`` is None until one is chosen."""

    question: Question | None
    value: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The builder as typed, complete or not."""

    name: str
    match: str
    lines: tuple[Line, ...]

    @property
    def rules(self) -> dict[str, Any]:
        """Rules of the lines where a question is chosen, as ``rules.segments.parse`` takes them."""
        lines = [
            {"field": line.question.field, "test": line.question.test, "value": line.value}
            for line in self.lines
            if line.question is not None
        ]
        return {"match": self.match, "conditions": lines}

    @property
    def full(self) -> bool:
        """Whether no further line fits."""
        return len(self.lines) >= MOST_LINES


EMPTY = Line(None, "")


def draft_from_post(data: QueryDict) -> Draft:
    """The draft that the builder sent, with its ``add`` or ``remove`` button carried out."""
    questions, values = data.getlist("question"), data.getlist("value")
    lines = [Line(QUESTIONS.get(key), value[:200]) for key, value in zip(questions, values, strict=False)][:MOST_LINES]
    removed = str(data.get("remove", ""))
    if removed.isdecimal() and int(removed) < len(lines):
        del lines[int(removed)]
    if "add" in data and len(lines) < MOST_LINES:
        lines.append(EMPTY)
    match = "any" if data.get("match") == "any" else "all"
    return Draft(" ".join(data.get("name", "").replace("\0", "").split())[:200], match, tuple(lines) or (EMPTY,))


def draft_of(name: str, rules: dict[str, Any]) -> Draft:
    """The draft of a saved segment; lines with questions that are gone come empty."""
    lines = tuple(
        Line(QUESTIONS.get(f"{line.get('field')}:{line.get('test')}"), str(line.get("value", "")))
        for line in rules.get("conditions", [])
    )
    return Draft(name, rules.get("match", "all"), lines or (EMPTY,))
