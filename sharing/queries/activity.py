"""What happened lately in a campaign, in words: from the audit log, as far as the reader is a party."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.log.queries.events import newest_events
from audit.log.verbs import VERBS
from coalition.platform.tenancy import Actor
from orgs.queries.directory import members_of
from sharing.models import Campaign

SHOWN = (
    "sharing.campaign.created", "sharing.agreement.accepted", "sharing.grants.requested", "sharing.grant.created",
    "sharing.grant.refused", "sharing.grant.revoked", "sharing.overlap.snapshot", "sharing.audience.built",
    "sharing.audience.failed", "sharing.audience.handed_out", "sharing.progress.snapshot",
)  # fmt: skip
TONES = {"refused": "warn", "revoked": "bad", "failed": "bad", "created": "ok", "built": "info", "handed_out": "ok"}


KINDS: dict[str, Promise] = {
    "campaign": _("Campaign"), "agreement": _("Agreement"), "grants": _("Request"), "grant": _("Contribution"),
    "overlap": _("Count"), "audience": _("Audience"), "progress": _("Count"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """One line: when, who, what; ``tone`` colours its kind."""

    at: datetime
    who: str
    what: str
    kind: Promise
    tone: str


def recent_activity(actor: Actor, campaign: Campaign, size: int = 6) -> list[Happening]:
    """The newest events of a campaign that the actor's organization or coalition is a party of."""
    names = {organization.pk: organization.name for organization in members_of(campaign.coalition_id)}
    found = newest_events(actor, verbs=SHOWN, campaign=campaign.pk, size=size)
    return [
        Happening(
            event.recorded_at,
            names.get(event.acting_organization or 0, campaign.coalition.name),
            str(VERBS[event.verb]),
            KINDS[event.verb.split(".")[1]],
            TONES.get(event.verb.rpartition(".")[2], "neutral"),
        )
        for event in found
    ]
