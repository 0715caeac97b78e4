"""Each test has a folder of its own for uploads: workers run side by side."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def own_uploads(settings: Settings, tmp_path: Path) -> None:
    """Uploads of this test go under its own folder."""
    settings.MEDIA_ROOT = tmp_path / "files"
