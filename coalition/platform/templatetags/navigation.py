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
ORGANIZERS = frozenset({"admin", "organizer"})
CONTACTERS = ORGANIZERS | {"fundraiser"}


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
GROUPS: tuple[tuple[Any, tuple[Entry, ...]], ...] = (
    ("", (
        Entry(_("Home"), "columns-gap", "orgs:home", EVERYONE),
        Entry(_("Inbox"), "inbox", "orgs:inbox", CONTACTERS),
        Entry(_("Tasks"), "check-circle", "orgs:task-list", ORGANIZATION_READERS),
        Entry(_("Calls"), "telephone", "sharing:call", frozenset({"admin", "organizer", "volunteer"})),
    )),
    (_("Your list"), (
        Entry(_("People"), "people", "orgs:person-list", ORGANIZATION_READERS, ("/lists/", "/exports/")),
        Entry(_("Segments"), "funnel", "orgs:segment-list", ORGANIZATION_READERS),
        Entry(_("Tags"), "tag", "orgs:tag-list", ORGANIZATION_READERS),
        Entry(_("Districts"), "diagram-3", "orgs:district-list", ORGANIZATION_READERS),
        Entry(_("Imports"), "upload", "orgs:import-list", ORGANIZERS),
        Entry(_("Stewardship"), "lock", "orgs:stewardship", CONTACTERS, ("/restricted/",)),
    )),
    (_("Fundraising"), (
        Entry(_("Gifts"), "gift", "orgs:gift-list", frozenset({"admin", "fundraiser"}), ("/funds/", "/plans/")),
        Entry(_("Asks"), "question-circle", "orgs:ask-list", CONTACTERS),
        Entry(_("Giving"), "gift", "orgs:giving-totals", frozenset({"analyst"})),
    )),
    (_("Talking to people"), (
        Entry(_("Messages"), "envelope", "orgs:message-list", CONTACTERS),
        Entry(
            _("Forms"), "clipboard-check", "capture:form-list", ORGANIZERS | {"coordinator"}, ("/notices/",)
        ),
        Entry(_("Coverage"), "newspaper", "orgs:coverage-list", CONTACTERS),
        Entry(_("Triggers"), "arrow-repeat", "orgs:trigger-list", ORGANIZERS),
    )),
    (_("Working together"), (
        Entry(_("Campaigns"), "flag", "sharing:campaign-list", CAMPAIGNERS, ("/c/",)),
        Entry(_("Agreements"), "file-earmark-check", "sharing:agreement-list", frozenset({"admin", "coordinator"})),
        Entry(_("Contributions"), "arrow-left-right", "sharing:grant-list", ORGANIZERS),
    )),
    (_("Administration"), (
        Entry(_("Withdrawals"), "slash-circle", "propagation:obligation-list", frozenset({"admin"}), ("/webhooks/",)),
        Entry(_("Data requests"), "mailbox", "requests:request-list", frozenset({"admin"})),
        Entry(_("Members"), "person-check", "orgs:member-list", frozenset({"admin"})),
        Entry(_("Own fields"), "sliders", "orgs:field-list", frozenset({"admin"}), ("/settings/",)),
        Entry(_("Organization"), "building", "orgs:organization-change", frozenset({"admin"})),
        Entry(_("Audit log"), "clock-history", "explorer:event-list", frozenset({"admin", "coordinator"})),
    )),
)  # fmt: skip
ENTRIES = tuple(entry for _words, entries in GROUPS for entry in entries)


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> list[dict[str, Any]]:
    """Groups of entries for the actor's role, of routes that exist; ``current`` marks where the reader is."""
    request = context.get("request")
    role = getattr(getattr(request, "actor", None), "role", "none")
    path = request.path if request else ""
    groups = [(words, _shown(entries, role, path)) for words, entries in GROUPS]
    return [{"words": words, "entries": entries} for words, entries in groups if entries]


def _shown(entries: tuple[Entry, ...], role: str, path: str) -> list[dict[str, Any]]:
    return [
        {
            "label": entry.label,
            "icon": entry.icon,
            "url": url,
            "current": is_current(path, (url, *entry.also)),
            "go": GO.get(entry.route, ""),
        }
        for entry in entries
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
