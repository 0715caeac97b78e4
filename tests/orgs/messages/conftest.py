"""Mail goes to the outbox, as in the demo."""

import pytest


@pytest.fixture(autouse=True)
def mail_to_the_outbox(settings) -> None:  # type: ignore[no-untyped-def]
    settings.EMAIL_BACKEND = "orgs.outbox.OutboxEmailBackend"
