"""Ana's town, and Ana in the portal."""

import pytest
from django.test import Client

from tests.consent.portal.visits import Town, enter, make_town


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def ana(town: Town) -> Client:
    client = Client()
    enter(client)
    return client
