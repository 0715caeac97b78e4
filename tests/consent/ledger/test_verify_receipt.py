"""``manage.py verify_receipt``: alone, without a database and without our root key; what it says, in this process."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from coalition.platform.server.environment import BASE_DIR
from tests.consent.ledger.receipts import JWKS, usual
from tests.platform.server.conftest import clean_environment

NOWHERE = "postgres://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(usual()))
    return path


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(JWKS))
    return path


def verify(*arguments: object) -> tuple[int, str]:
    """The exit status and what it printed. No database is open to it here either."""
    printed = StringIO()
    try:
        call_command("verify_receipt", *map(str, arguments), stdout=printed)
    except CommandError as error:
        return error.returncode, f"CommandError: {error}"
    except SystemExit as stopped:
        return int(stopped.code or 0), printed.getvalue().strip()
    return 0, printed.getvalue().strip()


def verify_alone(*arguments: object, home: Path, **given: str) -> tuple[int, str]:
    """The same in a process of its own."""
    done = subprocess.run(
        [sys.executable, BASE_DIR / "manage.py", "verify_receipt", *map(str, arguments)],
        env=clean_environment(home, DATABASE_URL=NOWHERE, **given),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, (done.stdout + done.stderr).strip()


def test_verify_receipt_elsewhere_needs_the_published_keys_alone(receipt: Path, keys: Path, tmp_path: Path) -> None:
    status, line = verify_alone(receipt, "--jwks", keys, home=tmp_path / "none")
    assert status == 0
    assert line == (
        "valid: receipt 0123456789abcdef of 2026-11-21T12:00:00.250000Z, 3 records,"
        f" signed by key {JWKS['keys'][0]['kid']}"
    )
    assert not (tmp_path / "none").exists()


def test_verify_receipt_says_what_is_wrong(receipt: Path, keys: Path) -> None:
    receipt.write_text(receipt.read_text().replace("Harbor Tenants", "Harbor Landlords"))
    assert verify(receipt, f"--jwks={keys}") == (
        1,
        "not valid, the content was changed after it was signed: the content is not what was signed",
    )
    receipt.write_text("{}")
    status, line = verify(receipt, "--jwks", keys)
    assert (status, line.partition(":")[0]) == (1, "not valid, the signature is missing or malformed")
    receipt.write_text("hello")
    assert verify(receipt, "--jwks", keys) == (1, "not a receipt: it is not JSON (line 1, column 1)")


def test_verify_receipt_by_our_own_keys(receipt: Path, tmp_path: Path) -> None:
    status, line = verify_alone(
        receipt, home=tmp_path, COMMONLIST_ROOT_KEY="MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    )
    assert status == 3
    assert line == "not valid here, unknown key: it is signed by a key that is not among the published ones"


def test_verify_receipt_says_which_file_cannot_be_read(receipt: Path, keys: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.json"
    assert verify(missing, "--jwks", keys) == (
        2, f"CommandError: {missing} cannot be read: No such file or directory."
    )  # fmt: skip
    assert verify(receipt, "--jwks", receipt) == (
        2, f"CommandError: {receipt} holds no keys: it has no list “keys”."
    )  # fmt: skip


class Published(BaseHTTPRequestHandler):
    """A server that publishes the keys."""

    def do_GET(self) -> None:
        found = self.path == "/.well-known/jwks.json"
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(json.dumps(JWKS).encode() if found else b"")

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


@pytest.fixture
def publisher() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Published)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_verify_receipt_fetches_the_keys(receipt: Path, publisher: str) -> None:
    status, line = verify(receipt, "--jwks", f"{publisher}/.well-known/jwks.json")
    assert (status, line[:6]) == (0, "valid:")
    status, line = verify(receipt, "--jwks", f"{publisher}/elsewhere")
    assert status == 2
    assert "does not give the keys" in line
