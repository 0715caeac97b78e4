"""The source tree as the architecture tests read it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("audit", "coalition", "consent", "orgs", "sharing")
APPS = ("coalition/platform", "audit/log", "audit/explorer", "consent/ledger", "consent/portal", "orgs", "sharing")


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file of the project that is, or is about to be, under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    return tuple(path for name in listed if name and (path := ROOT / name).is_file())


def python_files(*, tests: bool = False, migrations: bool = False) -> Iterator[Path]:
    """Our Python files."""
    for path in tracked_files():
        parts = path.relative_to(ROOT).parts
        if path.suffix != ".py" or (not migrations and "migrations" in parts):
            continue
        if parts[0] in PACKAGES or (tests and parts[0] == "tests"):
            yield path


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call in a file."""
    yield from (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def first_string(call: ast.Call) -> str | None:
    """The call's first argument when it is a literal string."""
    if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
        return call.args[0].value
    return None


def dotted(node: ast.expr) -> str:
    """``env.str`` for the expression ``env.str``; empty for anything but names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value)):
        return f"{owner}.{node.attr}"
    return ""


def named(path: Path) -> str:
    """A path as the project names it."""
    return str(path.relative_to(ROOT))
