"""What somebody answered, and the events that it comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from consent.capture.rules.definition import IDENTIFIER
from consent.capture.rules.questions import Question
from consent.ledger.rules.new_event import NewEvent
from orgs.rules.ages import majority_begins

YES, NO = "yes", "no"
DOUBLE_OPT_IN, NOBODYS_WORD = 4, 0


@dataclass(frozen=True, slots=True)
class Written:
    """Everything on one filled-in form. ``answers`` from question to yes or no; unanswered ones are not in it."""

    email: str = ""
    phone: str = ""
    given_name: str = ""
    family_name: str = ""
    postcode: str = ""
    language: str = ""
    born: str = ""
    interests: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    preferred: str = ""
    guardian: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """To be sealed."""
        return asdict(self)

    @property
    def birth_date(self) -> date | None:
        """The birthday, if it was given."""
        return date.fromisoformat(self.born) if self.born else None

    @property
    def of_age_from(self) -> datetime | None:
        """The moment from which they decide for themselves, if the birthday was given."""
        return majority_begins(self.birth_date) if self.birth_date else None

    def is_minor(self, now: datetime) -> bool:
        """Whether they are under 18: a guardian speaks for them, and nothing about them is passed on."""
        return self.of_age_from is not None and now < self.of_age_from

    def beside(self, kind: str) -> str:
        """What would come onto one record with the identifier of a proof, as far as a stranger may read it."""
        if kind == "email":
            return f"…{''.join(each for each in self.phone if each.isdigit())[-2:]}" if self.phone else ""
        local, _, domain = self.email.partition("@")
        return f"{local[:1]}…@{domain}" if self.email else ""

    def identifier(self, kind: str) -> str:
        """The address or number of a kind of proof."""
        return {"email": self.email, "phone": self.phone, "guardian": self.guardian}[kind]


def written_from(stored: Mapping[str, Any]) -> Written:
    """What ``as_json`` gave."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
    }
    return Written(**values)


@dataclass(frozen=True, slots=True)
class Saying:
    """Who says it, on what ground, and under which notice."""

    actor_kind: str = "person"
    evidence: int = DOUBLE_OPT_IN
    notice_id: int | None = None
    campaign: int | None = None
    source: str = "form"
    authority: str = ""
    until: datetime | None = None


def grants(
    subject: int, identifiers: Sequence[str], asked: Sequence[Question], written: Written, saying: Saying
) -> list[NewEvent]:
    """A yes for every recipient and channel it names, as far as the channel reaches one of ``identifiers`` (kinds)."""
    return [
        NewEvent(
            subject_id=subject, kind="granted", actor_kind=saying.actor_kind, evidence=saying.evidence,
            recipient_organization=recipient, purpose=question.purpose, channel=channel,
            campaign=saying.campaign if question.purpose == "contact" else None,
            notice_id=saying.notice_id, legal_basis="consent", source=saying.source, method="form",
            authority=saying.authority, until=saying.until, named=written.given_name,
        )
        for question in asked
        if written.answers.get(question.name) == YES
        for recipient in question.recipients
        for channel in question.channels
        if IDENTIFIER[channel] in identifiers
    ]  # fmt: skip


def refusals(
    subjects: Sequence[int], asked: Sequence[Question], written: Written, saying: Saying, *, only: int | None = None
) -> list[NewEvent]:
    """A no for every recipient and channel it names, on every identifier; ``only`` keeps one recipient's."""
    return [
        NewEvent(
            subject_id=subject, kind="refused", actor_kind=saying.actor_kind, evidence=saying.evidence,
            recipient_organization=recipient, purpose=question.purpose, channel=channel,
            campaign=saying.campaign if question.purpose == "contact" else None,
            notice_id=saying.notice_id, source=saying.source, method="form",
        )
        for question in asked
        if written.answers.get(question.name) == NO
        for recipient in question.recipients
        if only in {None, recipient}
        for channel in question.channels
        for subject in subjects
    ]  # fmt: skip


def without_passing_on(asked: Sequence[Question]) -> list[Question]:
    """The questions that a minor's answer counts for: nothing about them is passed on."""
    return [each for each in asked if each.purpose == "contact"]
