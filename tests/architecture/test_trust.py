"""The page of promises names tests that exist, and every figure of ``make trust`` stands on it."""

import ast
import re

import pytest

from tests.architecture.source import ROOT
from tests.trust.rows import ROWS

PAGE = ROOT / "coalition" / "docs" / "trust.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
ROW = re.compile(r"^\| (?!promise|---)(.+?) \| (.+) \|$", re.MULTILINE)


def _exists(path: str, function: str) -> bool:
    file = ROOT / path
    if not file.is_file():
        return False
    defined = {node.name for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef)}
    return not function or function in defined


def test_every_test_on_the_page_exists() -> None:
    missing = [f"{path}::{name}" for path, name in NAMED.findall(PAGE.read_text()) if not _exists(path, name)]
    assert missing == []


def test_every_promise_names_where_it_is_shown() -> None:
    lines = ROW.findall(PAGE.read_text())
    assert len(lines) > 20
    assert [promise for promise, shown in lines if not NAMED.search(shown)] == []


@pytest.mark.parametrize("node", sorted({node for row in ROWS for node in row.tests}))
def test_every_test_of_a_row_exists(node: str) -> None:
    path, _, name = node.partition("::")
    assert _exists(path, name)


def test_every_figure_stands_on_the_page() -> None:
    text = PAGE.read_text().replace("\\|", "|")
    assert [name for row in ROWS for name in row.figures if f"`{name}`" not in text] == []
