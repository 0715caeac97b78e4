"""The SQL of coalition/docs/operations.md, run as written on a bare server by whom it is written for."""

import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from coalition.platform.server.embedded import EmbeddedServer
from coalition.platform.server.environment import BASE_DIR
from coalition.platform.server.roles import ROLES
from tests.platform.server.conftest import clean_environment

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


def statements(kind: str) -> list[str]:
    """The statements of the fenced block ``sql KIND``."""
    text = (BASE_DIR / "coalition" / "docs" / "operations.md").read_text()
    [block] = re.findall(rf"```sql {kind}\n(.*?)```", text, re.DOTALL)
    return [statement.strip() for statement in block.split(";") if statement.strip()]


def strip(server: EmbeddedServer) -> None:
    """Remove what the embedded server made by itself, and add an administrator who is no superuser."""
    with psycopg.connect(server.dsn("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE commonlist")
        for role in ROLES:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
        connection.execute("CREATE ROLE administrator LOGIN CREATEDB CREATEROLE")


@pytest.mark.verify
@pytest.mark.parametrize(("kind", "user"), [("own", "postgres"), ("managed", "administrator")])
def test_roles_as_documented_carry_a_whole_release(home: Path, kind: str, user: str) -> None:
    with EmbeddedServer(home.parent / "server", durable=False) as server:
        strip(server)
        with psycopg.connect(server.dsn("postgres", user), autocommit=True) as connection:
            for statement in statements(kind):
                connection.execute(statement)
        prepared = subprocess.run(
            [sys.executable, BASE_DIR / "manage.py", "prepare"],
            env=clean_environment(
                home,
                COMMONLIST_ROOT_KEY=KEY,
                DATABASE_URL=f"postgresql://commonlist_app@/commonlist?host={server.socket}",
                DATABASE_OWNER_URL=f"postgresql://commonlist_owner@/commonlist?host={server.socket}",
            ),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (prepared.returncode, prepared.stderr) == (0, "")
        with psycopg.connect(server.dsn(user=user)) if user == "postgres" else psycopg.connect(server.dsn()) as look:
            count = "SELECT count(*) FROM pg_policies WHERE policyname = 'wall'"
            [(policies,)] = look.execute(count).fetchall()
            assert policies > 10
            owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
            assert look.execute(owners).fetchall() == [("commonlist_owner",)]
