"""Asking our own ``/readyz``."""

import http.client
import json

from coalition.platform.server.environment import Environment

PATIENCE = 5.0  # seconds per question


def is_ready(environment: Environment) -> bool:
    """Whether the web server answers 200 on ``/readyz``."""
    everywhere = {"0.0.0.0", "::"}  # noqa: S104  # recognised, not bound
    host = "127.0.0.1" if environment.bind in everywhere else environment.bind
    connection = http.client.HTTPConnection(host, environment.port, timeout=PATIENCE)
    try:
        connection.request("GET", "/readyz", headers={"Host": _host_header(environment)})
        answer = connection.getresponse()
        return answer.status == 200 and json.loads(answer.read())["status"] == "ready"
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return False
    finally:
        connection.close()


def _host_header(environment: Environment) -> str:
    # Django answers only to the names it knows.
    first = environment.variables.get("COMMONLIST_HOSTS", "").split(",")[0].strip().lstrip(".")
    return first if first not in {"", "*"} else "127.0.0.1"
