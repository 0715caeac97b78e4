from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from django.contrib.staticfiles import finders
from django.test import override_settings

from coalition.platform.server.static_files import collect_static_files


def test_collect_static_files_runs_again_only_when_something_changed(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "theme.css").write_text("a{}")
    only = "django.contrib.staticfiles.finders.FileSystemFinder"
    with override_settings(
        STATICFILES_DIRS=[source], STATICFILES_FINDERS=[only], STATIC_ROOT=str(tmp_path / "collected")
    ):
        assert (collect_static_files(), collect_static_files()) == (True, False)
        (source / "theme.css").write_text("a{color:red}")
        assert collect_static_files()
    assert (tmp_path / "collected" / "theme.css").read_text() == "a{color:red}"


@pytest.fixture(autouse=True)
def _forget_finders() -> Iterator[None]:
    forget = cast(Any, finders.get_finder).cache_clear
    forget()
    yield
    forget()
