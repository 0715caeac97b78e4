"""What is written down is true: settings, audit verbs, migrations, deployment."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from audit.log.verbs import VERBS
from tests.architecture.source import ROOT, calls, dotted, first_string, named, python_files

OPERATIONS = ROOT / "coalition" / "docs" / "operations.md"
# Set by the system or by test runners, not ours to document.
NOT_OURS = {"PATH", "HOME", "CI", "USER", "TMPDIR", "DJANGO_SETTINGS_MODULE"}
READERS = re.compile(r"(os\.)?(environ\.(get|setdefault|pop)|getenv)$|^env(\.\w+)?$|^_database$")


def _settings_read() -> set[str]:
    found = set()
    for path in python_files():
        for call in calls(path):
            name = first_string(call)
            if name and name.isupper() and READERS.search(dotted(call.func)):
                found.add(name)
    return found - NOT_OURS


def test_every_setting_is_documented() -> None:
    text = OPERATIONS.read_text()
    assert sorted(name for name in _settings_read() if f"`{name}`" not in text) == []


def test_every_documented_setting_exists() -> None:
    told = set(re.findall(r"`((?:COMMONLIST|DATABASE|EMAIL)_[A-Z_]+|PORT)`", OPERATIONS.read_text()))
    known = _settings_read()
    assert sorted(told - known) == []


def _verbs_in_code() -> dict[str, str]:
    verb = re.compile(
        r"[\"']((?:audit|access|capture|consent|orgs|portal|propagation|sharing|explorer|platform)"
        r"\.[a-z_]+(?:\.[a-z_]+)?)[\"']"
    )
    found: dict[str, str] = {}
    for path in python_files():
        if path.name != "verbs.py":
            found |= dict.fromkeys(verb.findall(path.read_text()), named(path))
    return found


def test_every_recorded_verb_is_listed() -> None:
    recorded = {
        verb
        for path in python_files()
        for call in calls(path)
        if dotted(call.func).rpartition(".")[2] in {"record", "_record"} and (verb := first_string(call)) is not None
    }
    assert sorted(recorded - set(VERBS)) == []


def test_every_listed_verb_is_used() -> None:
    assert sorted(set(VERBS) - set(_verbs_in_code())) == []


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_each_verb_is_named_and_explained(verb: str) -> None:
    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+){1,2}", verb)
    assert VERBS[verb].endswith(".")


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_deployment_passes_djangos_checks(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "COMMONLIST_HOME": str(tmp_path),
        "COMMONLIST_ROOT_KEY": base64.b64encode(bytes(range(32))).decode(),
        "COMMONLIST_BASE_URL": "https://commonlist.example",
        "COMMONLIST_HOSTS": "commonlist.example",
        "DATABASE_URL": "postgres://commonlist_app@db.example/commonlist",
        "DATABASE_OWNER_URL": "postgres://commonlist_owner@db.example/commonlist",
        "DJANGO_SETTINGS_MODULE": "coalition.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "INFO"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_refuses_to_start_without_a_root_key(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import coalition.settings"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "COMMONLIST_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "No root key: set COMMONLIST_ROOT_KEY" in done.stderr
    assert not list(tmp_path.rglob("root.key"))
