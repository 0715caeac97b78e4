"""The desk at which requests are answered."""

import pytest

from tests.consent.requests.desk import Desk, make_desk


@pytest.fixture
def desk(db: None) -> Desk:
    """Alder with Maria on its list."""
    return make_desk()
