"""A site that really runs: supervisor, PostgreSQL, web server and worker, as ``manage.py demo`` starts them."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from playwright.sync_api import Page

from coalition.platform.server.roles import OWNER
from tests.database import administer, clone

ROOT = Path(__file__).resolve().parent.parent.parent
READY_WITHIN = 180  # seconds, cold


class Site:
    """A running site with an outbox instead of a mail server."""

    def __init__(self, home: Path, port: int, given: dict[str, str]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMMONLIST_", "DATABASE_"))}
        self.environment = kept | {"COMMONLIST_HOME": str(home), "PORT": str(port)} | given

    def manage(self, *arguments: str) -> str:
        """What ``manage.py`` prints. Raises CalledProcessError."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout

    def newest_mail(self, page: Page, recipient: str) -> str:
        """The text of the newest mail to ``recipient``, as the outbox shows it in a tab beside ``page``."""
        outbox = f"{self.url}/outbox/?to={recipient}"
        for _ in range(100):
            if "<article" in page.request.get(outbox).text():
                break
            time.sleep(0.1)
        else:
            raise AssertionError("no mail arrived")
        tab = page.context.new_page()
        tab.goto(outbox)
        text = tab.locator("article").first.inner_text()
        tab.close()
        return text

    def link_in_mail(self, page: Page, recipient: str, path: str) -> str:
        """The first link under ``path`` in the newest mail to ``recipient``."""
        found = re.search(rf"{re.escape(self.url)}{path}\S+", self.newest_mail(page, recipient))
        assert found, f"no link under {path}"
        return found[0]


@contextmanager
def running_site(home: Path, *command: str, **given: str) -> Iterator[Site]:
    """Start ``manage.py demo …`` in ``home`` with these variables; stop it at the end, and look that it stops."""
    site = Site(home, _free_port(), given)
    log = (home / "site.log").open("w+")
    started = [sys.executable, "manage.py", *command, "--with-parent"]
    process = subprocess.Popen(started, cwd=ROOT, env=site.environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_until_ready(site, process, home / "site.log")
        yield site
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


@contextmanager
def migrated_database(name: str) -> Iterator[dict[str, str]]:
    """The variables of a clone of the template (``django_db_setup`` makes that): a site is ready in half the time."""
    clone(name)
    where = f"@/{name}?host={settings.DATABASES['default']['HOST']}"
    try:
        yield {
            "DATABASE_URL": f"postgresql://{settings.DATABASE_APP_ROLE}{where}",
            "DATABASE_OWNER_URL": f"postgresql://{OWNER}{where}",
        }
    finally:
        administer("DROP DATABASE {name} WITH (FORCE)", name=name)


def _wait_until_ready(site: Site, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urlopen(f"{site.url}/readyz", timeout=2) as answer:  # noqa: S310  # our own address
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"not ready: {log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
