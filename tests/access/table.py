"""The access table: every route and method, and what each role gets for Alder's own objects.

Columns: the route, the method, whose canary a page that opens must show (``-``: none), then one status for each of
``WHO``. Foreign objects need no column: whoever asks gets the same answer as for an id that does not exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.access import statuses_orgs
from tests.access.requests import WHO
from tests.access.statuses import TABLE

METHODS = ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    route: str
    method: str
    shows: str
    statuses: dict[str, int]

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


def rows() -> list[Row]:
    """The table, parsed."""
    found = []
    for line in (TABLE + statuses_orgs.TABLE).splitlines():
        if line and not line.startswith("#"):
            route, method, shows, *statuses = line.split()
            found.append(Row(route, method, shows, dict(zip(WHO, map(int, statuses), strict=True))))
    return found


def routes(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named route of the URL map with the names of its parameters."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", tuple(pattern.pattern.regex.groupindex)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, inner)


def parameters(route: str, ids: dict[str, Any]) -> dict[str, Any]:
    """The URL parameters of ``route`` for someone's ``ids``."""
    names = dict(routes())[route]
    return {name: ids[POSSESSION.get((route, name), name.removesuffix("_id"))] for name in names}


# The possession behind a URL parameter of another name.
POSSESSION = {
    ("capture:confirm", "token"): "confirm_token",
    **{(f"capture:{name}", "slug"): "form_slug" for name in ("code", "confirm", "frame", "sent", "sign-up", "submit")},
    ("portal:open", "token"): "link",
    ("portal:unsubscribe", "token"): "stop_link",
    ("portal:request", "kind"): "asked",
    ("orgs:import-rejected", "import_id"): "finished_import",
    ("orgs:access-answer", "request_id"): "access",
    ("orgs:task-restore", "task_id"): "removed_task",
    ("orgs:trigger-restore", "trigger_id"): "deleted_trigger",
    ("orgs:trigger-notice-mark", "notice_id"): "told",
    ("orgs:person-unrestrict", "person_id"): "closed",
    ("orgs:glass-break", "person_id"): "closed",
    ("sharing:audience-hand-out", "audience_id"): "fresh_audience",
}
