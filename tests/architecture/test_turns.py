"""Whoever takes turns does so before locking or writing a row: in the other order two of them wait for each other."""

import ast
from collections.abc import Iterator

from tests.architecture.source import named, python_files

LATER = {"select_for_update", "create", "save", "update", "delete", "bulk_create", "bulk_update", "get_or_create"}


def calls_in_order(function: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield node.lineno, name


def too_late(source: str) -> list[str]:
    """Functions that take their turn after they locked or wrote something."""
    found = []
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef):
            names = [name for _, name in sorted(calls_in_order(function))]
            if "take_turn" in names and LATER & set(names[: names.index("take_turn")]):
                found.append(function.name)
    return found


def test_turns_are_taken_before_rows_are_locked_or_written() -> None:
    late = {named(path): found for path in python_files(tests=False) if (found := too_late(path.read_text()))}
    assert late == {}


def test_a_turn_that_comes_too_late_is_found() -> None:
    assert too_late("def f():\n    take_turn(actor)\n    x.save()\n") == []
    assert too_late("def f():\n    rows.select_for_update()\n    take_turn(actor)\n") == ["f"]
