"""``manage.py``: starts the supervisor before settings load, and turns foreseeable failures into one line."""

import base64
import os
import secrets
import sys
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from coalition.platform.server.errors import ServerError
from coalition.platform.server.supervisor import run

SUPERVISED = {"demo": {"--with-parent", "--empty"}, "serve": {"--with-parent"}}


def main(arguments: Sequence[str]) -> int:
    """Run ``manage.py`` with ``arguments`` (the program's name first); the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalition.settings")
    command, options = (arguments[1] if len(arguments) > 1 else ""), list(arguments[2:])
    if command in SUPERVISED and SUPERVISED[command].issuperset(options):
        return run(demo=command == "demo", empty="--empty" in options, with_parent="--with-parent" in options)
    if command == "verify_receipt" and any(option.startswith("--jwks") for option in options):
        _without_a_key_of_our_own()
    try:
        _ = settings.INSTALLED_APPS  # Django would swallow what is wrong and say "unknown command"
        execute_from_command_line(list(arguments))
    except (ImproperlyConfigured, ServerError) as error:
        return _fail(str(error))
    except OperationalError as error:
        if not _is_unreachable(error):
            raise
        return _fail(_where_is_the_database(error))
    return 0


def _without_a_key_of_our_own() -> None:
    # Whoever checks a receipt elsewhere has the published keys, not our root key. Nothing is derived from this one.
    os.environ.setdefault("COMMONLIST_ROOT_KEY", base64.b64encode(secrets.token_bytes(32)).decode())


def _is_unreachable(error: OperationalError) -> bool:
    # Only a failure of a statement has an SQLSTATE.
    return getattr(error.__cause__, "sqlstate", None) is None


def _where_is_the_database(error: OperationalError) -> str:
    if settings.EMBEDDED_DATABASE:
        return (
            f"No database is running for {settings.COMMONLIST_HOME}: start it with `make demo` or `manage.py serve`"
            " in another terminal, or set DATABASE_URL."
        )
    return f"The database does not answer: {str(error).strip().splitlines()[0]}"


def _fail(message: str) -> int:
    sys.stderr.write(f"commonlist: {message}\n")
    return 1
