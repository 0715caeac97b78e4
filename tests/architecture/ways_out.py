"""Every way out to a person, found by what the code calls, followed up to whoever starts it.

A function that hands a message to a provider, or opens a sealed contact point, is a way out. So is one that calls it
without asking the gate first: the answer must be looked at, with a way back, before the call.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cache

from tests.architecture.source import dotted

GATE = {"claim_contact", "recheck_contact", "release_contacts"}
# What hands something over, by the last name of the call.
SENDERS = {
    "EmailMessage", "EmailMultiAlternatives", "send_mail", "send_mass_mail", "mail_admins", "mail_managers",
    "get_connection", "send_messages", "send_text", "post_form", "sendmail", "urlopen", "create_connection",
}  # fmt: skip
# The same, by the module they come from: any call into it.
NETWORK = ("smtplib.", "httpx.", "urllib3.", "requests.", "http.client.", "urllib.request.", "aiohttp.",
           "httpcore.ConnectionPool", "httpcore.AsyncConnectionPool")  # fmt: skip
REVEALS = {"open_contact"}


@dataclass
class Function:
    """A function or method of ``path``: its calls (name, line), and the lines behind which the gate said yes."""

    path: str
    name: str
    imports: Mapping[str, tuple[str, str]]
    calls: list[tuple[str, int]] = field(default_factory=list)
    checked: list[int] = field(default_factory=list)

    @property
    def key(self) -> str:
        """``path::name``."""
        return f"{self.path}::{self.name}"

    def asks_before(self, line: int) -> bool:
        """Whether the gate was asked, and its no obeyed, before this line."""
        return any(done < line for done in self.checked)

    def may_call(self, whole: str, other: "Function") -> bool:
        """Whether a call by this name may reach ``other``: by import, in the same file, or a method of that name."""
        owner, _, method = other.name.rpartition(".")
        first, _, rest = whole.partition(".")
        if method in {"__init__", ""} or not owner:
            target = owner or other.name
            if not rest:
                module, name = self.imports.get(first, ("", first))
                return name == target and (other.path.startswith(module) if module else other.path == self.path)
            module, name = self.imports.get(first, ("", ""))
            return bool(module) and rest == target and other.path.startswith(f"{module}/{name}".rstrip("/"))
        return "." in whole and whole.rpartition(".")[2] == method


def ungated(sources: Mapping[str, str], excused: Set[str] = frozenset()) -> set[str]:
    """Functions from which a person is reached without the gate, up to whoever starts it.

    ``sources`` maps a file's name to its text; a function is ``path::name``. A tool that hands over is well when every
    call of it is: behind the gate, by one of the ``excused``, or by a tool that is well itself.
    """
    functions = [each for path, text in sources.items() for each in functions_of(path, text)]
    callers = _callers(functions)
    followed = {each.key: each for each in functions if each.key not in excused}
    found = {key for key, each in followed.items() if _goes_out(each)}
    newest = found
    while newest:
        newest = {
            caller.key
            for key in newest
            for caller, line in callers.get(key, ())
            if caller.key in followed and caller.key not in found and not caller.asks_before(line)
        }
        found |= newest
    return found - _well(found, callers, excused)


def _well(found: Set[str], callers: Mapping[str, list[tuple[Function, int]]], excused: Set[str]) -> set[str]:
    well: set[str] = set()
    while True:
        more = {
            key
            for key in found - well
            if callers.get(key)
            and all(each.asks_before(line) or each.key in well | excused for each, line in callers[key])
        }
        if not more:
            return well
        well |= more


def _callers(functions: list[Function]) -> dict[str, list[tuple[Function, int]]]:
    by_name: dict[str, list[Function]] = defaultdict(list)
    for each in functions:
        owner, _, method = each.name.rpartition(".")
        by_name[owner if method == "__init__" else method].append(each)
    found: dict[str, list[tuple[Function, int]]] = defaultdict(list)
    for caller in functions:
        for whole, line in caller.calls:
            first, last = whole.partition(".")[0], whole.rpartition(".")[2]
            for name in {last, caller.imports.get(first, ("", ""))[1]}:
                for other in by_name.get(name, ()):
                    if other is not caller and caller.may_call(whole, other):
                        found[other.key].append((caller, line))
    return found


def exits(sources: Mapping[str, str]) -> set[str]:
    """Functions that hand over or reveal themselves, gated or not."""
    functions = (each for path, text in sources.items() for each in functions_of(path, text))
    return {each.key for each in functions if any(_is_exit(each, whole) for whole, _ in each.calls)}


def _goes_out(function: Function) -> bool:
    return any(_is_exit(function, whole) and not function.asks_before(line) for whole, line in function.calls)


def _is_exit(function: Function, whole: str) -> bool:
    last = whole.rpartition(".")[2]
    return last in SENDERS or last in REVEALS or whole.startswith(NETWORK)


@cache
def functions_of(path: str, text: str) -> tuple[Function, ...]:
    """Every function and method of a file; what is inside a nested one belongs to the outer."""
    return tuple(_functions(path, text))


def _functions(path: str, text: str) -> Iterator[Function]:
    tree = ast.parse(text)
    imports = {
        alias.asname or alias.name: (node.module.replace(".", "/"), alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield _read(Function(path, node.name, imports), node)
        elif isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield _read(Function(path, f"{node.name}.{method.name}", imports), method)


def _read(found: Function, node: ast.AST) -> Function:
    asked = False
    parts = [each for each in ast.walk(node) if isinstance(each, ast.Call | ast.If)]
    for each in sorted(parts, key=lambda part: part.lineno):
        if isinstance(each, ast.Call):
            whole = dotted(each.func) or (f"?.{each.func.attr}" if isinstance(each.func, ast.Attribute) else "")
            found.calls.append((whole, each.lineno))
            asked = asked or whole.rpartition(".")[2] in GATE
        elif asked and _obeys(each):
            found.checked.append(each.body[-1].end_lineno or each.lineno)
    return found


def _obeys(question: ast.If) -> bool:
    """``if isinstance(verdict, Refusal)`` or ``if not verdict.allowed``, alone or with ``or``, and then away."""
    test = question.test
    tests = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or) else [test]
    leaves = isinstance(question.body[-1], ast.Return | ast.Raise | ast.Continue)
    return leaves and any(_is_no(each) for each in tests)


def _is_no(test: ast.expr) -> bool:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return isinstance(test.operand, ast.Attribute) and test.operand.attr == "allowed"
    return ast.unparse(test).startswith("isinstance(") and ast.unparse(test).endswith(", Refusal)")
