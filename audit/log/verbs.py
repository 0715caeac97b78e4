"""Every verb that an event may have, with one sentence: what it says happened. The explorer translates the sentence."""

from django.utils.translation import gettext_noop as _

VERBS: dict[str, str] = {
    "access.denied": _("Somebody was refused: the reason code says why."),
    "audit.events.exported": _("Events of this log were downloaded as a file."),
    "orgs.organization.created": _("An organization was created, with its data key."),
    "orgs.coalition.created": _("A coalition was created."),
    "orgs.coalition.joined": _("An organization joined a coalition."),
    "orgs.member.added": _("A user was given a role in an organization."),
    "orgs.coordinator.added": _("A user was made a coordinator of a coalition."),
    "orgs.crossing.entered": _("The platform read several organizations' rows, one by one, for the stated reason."),
    "sharing.call.leased": _("A caller was given a person to call."),
    "sharing.call.released": _("A caller gave a person back without a result."),
    "sharing.call.expired": _("A caller kept a person too long: the person went back to the queue."),
    "sharing.call.dropped": _("A person left the call list: they may not be called (any more)."),
    "sharing.call.undone": _("A caller took a recorded result back."),
    "sharing.contact.revealed": _("A caller was shown a phone number, to call it at once."),
    "sharing.contact.made": _("A call to a person was made and its result recorded."),
}
