"""One Chromium per worker, while it walks through this folder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import launched


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The running browser."""
    with launched() as browser:
        yield browser
