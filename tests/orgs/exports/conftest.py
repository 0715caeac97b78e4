"""A town whose administrator takes people out."""

import pytest

from orgs.models import User
from tests.factories import make_member
from tests.orgs.messages.writing import Town, make_town


@pytest.fixture
def town(db: None) -> Town:
    """Ana agreed to mail and texts, Ben to nothing, Carla to mail."""
    return make_town()


@pytest.fixture
def ada(town: Town) -> User:
    """Its administrator."""
    return make_member(town.alder, "admin", "Ada Admin")
