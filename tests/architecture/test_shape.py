"""The shape of the source: floors and rooms, sizes, names, charters, nothing beside them."""

import ast
import re
import subprocess
import sys

import pytest

from tests.architecture.source import APPS, ROOT, named, python_files, tracked_files

LONGEST_FILE = 400
BANNED_NAMES = {"utils.py", "helpers.py", "common.py", "signals.py", "util.py", "misc.py"}
BANNED_FOLDERS = {"utils", "helpers", "common", "misc"}
TOP_LEVEL = {
    ".ci", ".editorconfig", ".gitattributes", ".github", ".gitignore", ".python-version", "CONTRIBUTING.md", "LICENSE",
    "Makefile", "README.md", "SECURITY.md", "audit", "coalition", "consent", "manage.py", "orgs", "pyproject.toml",
    "requirements.lock", "sharing", "tests",
}  # fmt: skip


def test_floors_and_rooms_are_kept() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 kept, 0 broken" in done.stdout


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        named(path): lines
        for path in python_files(tests=True)
        if (lines := path.read_text().count("\n")) > LONGEST_FILE
    }
    assert long == {}


def test_files_are_named_by_their_subject() -> None:
    drawers = [
        named(path)
        for path in tracked_files()
        if path.name in BANNED_NAMES or BANNED_FOLDERS & set(path.relative_to(ROOT).parts[:-1])
    ]
    assert drawers == []


def test_nothing_lies_beside_the_floors() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked_files()} <= TOP_LEVEL


@pytest.mark.parametrize("app", APPS)
def test_each_app_has_its_charter(app: str) -> None:
    charter = ast.get_docstring(ast.parse((ROOT / app / "__init__.py").read_text())) or ""
    for clause in ("Owns:", "Does not own:", "May import:"):
        assert clause in charter, f"{app}/__init__.py does not say what it {clause.lower()}"


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TO" r"DO|FIX" r"ME)\b|raise Not" r"Implemented|pytest\.mark\.(skip|xfail)\b")
    left = [named(path) for path in python_files(tests=True) if later.search(path.read_text())]
    assert left == []


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in tracked_files() if path.match("tests/**/test_*.py")}
    assert [named(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_public_actions_and_queries_say_what_they_do() -> None:
    silent = []
    for path in python_files():
        if {"actions", "queries"} & set(path.relative_to(ROOT).parts):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                    silent.append(f"{named(path)}:{node.lineno} {node.name}")
    assert silent == []


def test_actions_take_the_actor_and_the_time_by_name() -> None:
    wrong = []
    for path in python_files():
        if "actions" not in path.relative_to(ROOT).parts:
            continue
        for node in ast.parse(path.read_text()).body:
            # What opens a transaction is an action; what it calls inside are its steps.
            is_action = isinstance(node, ast.FunctionDef) and "transaction.atomic()" in ast.unparse(node)
            if isinstance(node, ast.FunctionDef) and is_action and not node.name.startswith("_"):
                positional = {argument.arg for argument in (*node.args.posonlyargs, *node.args.args)}
                if {"actor", "now"} & positional:
                    wrong.append(f"{named(path)}:{node.lineno} {node.name}")
    assert wrong == []
