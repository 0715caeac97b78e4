"""What a call can end with, and what follows."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """One answer to "What happened?": its key on the keyboard, and when the person is called again, if ever."""

    code: str
    key: str
    label: Promise
    said: Promise
    again_after: timedelta | None = None
    final: bool = False


OUTCOMES = {
    outcome.code: outcome
    for outcome in (
        CallOutcome("talked", "1", _("Talked"), _("Talked on the phone")),
        CallOutcome("no_answer", "2", _("No answer"), _("Call without answer"), timedelta(hours=20)),
        CallOutcome("left_message", "3", _("Left message"), _("Left a message")),
        CallOutcome("call_back", "4", _("Call back later"), _("Asked to be called later"), timedelta(hours=4)),
        CallOutcome("wrong_number", "5", _("Wrong number"), _("The number was wrong")),
        CallOutcome("do_not_call", "9", _("Do not call again"), _("Asked not to be called again"), final=True),
    )
}


def called_again_after(code: str, tries: int) -> timedelta | None:
    """How long until the person is offered again after ``tries`` calls with this outcome; ``None``: never."""
    return OUTCOMES[code].again_after if tries < MOST_TRIES else None
