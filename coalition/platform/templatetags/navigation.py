"""The sidebar: which pages a role has, in which order. Pages of upper floors are named by URL name alone."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

register = template.Library()

EVERYONE = frozenset({"admin", "organizer", "fundraiser", "analyst", "volunteer", "coordinator"})
ORGANIZATION_READERS = EVERYONE - {"volunteer", "coordinator"}
CAMPAIGNERS = frozenset({"admin", "organizer", "fundraiser", "analyst", "coordinator"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the sidebar; ``also`` are further first path segments that light it up."""

    label: Any
    icon: str
    route: str
    roles: frozenset[str]
    also: tuple[str, ...] = ()


# The letter that follows "g" on the keyboard.
GO = {"orgs:home": "h", "orgs:person-list": "p", "orgs:inbox": "i", "orgs:task-list": "t", "orgs:segment-list": "s",
      "sharing:campaign-list": "c"}  # fmt: skip
ENTRIES = (
    Entry(_("Home"), "columns-gap", "orgs:home", EVERYONE),
    Entry(_("Inbox"), "inbox", "orgs:inbox", frozenset({"admin", "organizer", "fundraiser"})),
    Entry(_("Tasks"), "check-circle", "orgs:task-list", ORGANIZATION_READERS),
    Entry(_("Calls"), "telephone", "sharing:call", frozenset({"admin", "organizer", "volunteer"})),
    Entry(_("People"), "people", "orgs:person-list", ORGANIZATION_READERS),
    Entry(
        _("Gifts"),
        "gift",
        "orgs:gift-list",
        frozenset({"admin", "fundraiser"}),
        ("/funds/", "/plans/"),
    ),
    Entry(_("Asks"), "question-circle", "orgs:ask-list", frozenset({"admin", "organizer", "fundraiser"})),
    Entry(_("Giving"), "gift", "orgs:giving-totals", frozenset({"analyst"})),
    Entry(_("Segments"), "funnel", "orgs:segment-list", ORGANIZATION_READERS),
    Entry(_("Coverage"), "newspaper", "orgs:coverage-list", frozenset({"admin", "organizer", "fundraiser"})),
    Entry(_("Tags"), "tag", "orgs:tag-list", ORGANIZATION_READERS),
    Entry(_("Triggers"), "arrow-repeat", "orgs:trigger-list", frozenset({"admin", "organizer"})),
    Entry(_("Districts"), "diagram-3", "orgs:district-list", ORGANIZATION_READERS),
    Entry(_("Messages"), "envelope", "orgs:message-list", frozenset({"admin", "organizer", "fundraiser"})),
    Entry(_("Imports"), "upload", "orgs:import-list", frozenset({"admin", "organizer"})),
    Entry(
        _("Stewardship"),
        "lock",
        "orgs:stewardship",
        frozenset({"admin", "organizer", "fundraiser"}),
        ("/restricted/",),
    ),
    Entry(
        _("Forms"),
        "clipboard-check",
        "capture:form-list",
        frozenset({"admin", "organizer", "coordinator"}),
        ("/notices/",),
    ),
    Entry(_("Campaigns"), "flag", "sharing:campaign-list", CAMPAIGNERS, ("/c/",)),
    Entry(_("Agreements"), "file-earmark-check", "sharing:agreement-list", frozenset({"admin", "coordinator"})),
    Entry(_("Contributions"), "arrow-left-right", "sharing:grant-list", frozenset({"admin", "organizer"})),
    Entry(_("Withdrawals"), "slash-circle", "propagation:obligation-list", frozenset({"admin"}), ("/webhooks/",)),
    Entry(_("Data requests"), "mailbox", "requests:request-list", frozenset({"admin"})),
    Entry(_("Members"), "person-check", "orgs:member-list", frozenset({"admin"})),
    Entry(_("Own fields"), "sliders", "orgs:field-list", frozenset({"admin"}), ("/settings/",)),
    Entry(_("Organization"), "building", "orgs:organization-change", frozenset({"admin"})),
    Entry(_("Audit log"), "clock-history", "explorer:event-list", frozenset({"admin", "coordinator"})),
)


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> list[dict[str, Any]]:
    """The entries for the role of the request's actor whose routes exist; ``current`` marks where the reader is."""
    request = context.get("request")
    role = getattr(getattr(request, "actor", None), "role", "none")
    path = request.path if request else ""
    return [
        {
            "label": entry.label,
            "icon": entry.icon,
            "url": url,
            "current": is_current(path, (url, *entry.also)),
            "go": GO.get(entry.route, ""),
        }
        for entry in ENTRIES
        if role in entry.roles and (url := _url(entry.route))
    ]


def is_current(path: str, prefixes: tuple[str, ...]) -> bool:
    """Whether ``path`` lies under one of the prefixes; the root only matches itself."""
    return any(path == prefix if prefix == "/" else path.startswith(prefix) for prefix in prefixes)


def _url(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
