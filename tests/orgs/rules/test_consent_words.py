"""What can be done now, in words: for each reason why not, and by whose report."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from consent.ledger.rules.history import Heard, Standing, alike
from orgs.rules.consent_words import next_step

REPORT = Heard(
    ids=(UUID(int=1),), subject_ids=(1,), kind="bounced", purpose="", channel="email", everybody=True, coalition=None,
    campaign=None, effective_at=datetime(2026, 11, 22, tzinfo=UTC), until=None,
    recorded_at=datetime(2026, 11, 22, tzinfo=UTC), actor_kind="staff", evidence=1, method="", authority="", ours=True,
    elsewhere=False, source="report", evidence_ref="", notice_id=None,
)  # fmt: skip
THEIRS = replace(REPORT, ours=False, elsewhere=True)


@pytest.mark.parametrize(
    ("reason", "heard", "begins"),
    [
        ("bounced", REPORT, "Find out what works. If your report was a mistake"),
        ("bounced", THEIRS, "Find out the right address or number."),
        ("deceased", REPORT, "If your report was a mistake, take it back"),
        ("deceased", THEIRS, "If this is a mistake, the person can say so"),
        ("minor", REPORT, "A parent or guardian can agree"),
        ("do_not_contact", None, "Nothing. Only the person can change this"),
        ("withdrawn", None, "Ask again only if they write to you."),
        ("not_asked", None, "Ask when you meet"),
    ],
)
def test_next_step_says_what_can_be_done(reason: str, heard: Heard | None, begins: str) -> None:
    assert next_step(Standing("email", False, reason, heard)).startswith(begins)


def test_alike_puts_channels_together_that_stand_alike_by_one_statement() -> None:
    phone, email, sms, post = (
        Standing("phone", False, "not_asked"), Standing("email", False, "bounced", REPORT),
        Standing("sms", False, "not_asked"), Standing("post", False, "bounced", THEIRS),
    )  # fmt: skip
    assert alike([phone, email, sms, post]) == [(phone, sms), (email,), (post,)]
