"""The codes of an event in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.log.verbs import VERBS

Words = dict[str, Promise]

# The first part of a verb, and of two that matter most the second: what a reader looks for.
GROUPS: Words = {
    "sharing.contact.": _("Calls made and numbers shown"),
    "sharing.call.": _("People given to callers and taken back"),
    "consent.contact.": _("The gate: may this person be contacted now?"),
    "consent.": _("Consent and withdrawals"),
    "orgs.": _("People, lists and members"),
    "sharing.": _("Campaigns, agreements and contributions"),
    "portal.": _("The portal: people looking at their own data"),
    "access.": _("Refusals"),
    "audit.": _("This log"),
}
# Steps that other events say in plainer words: shown when asked for.
STEPS = ("consent.contact.claimed", "consent.contact.rechecked", "consent.contact.finished", "orgs.crossing.entered")
EVERYTHING = "all"
ROLES: Words = {
    "admin": _("admin"),
    "organizer": _("organizer"),
    "fundraiser": _("fundraiser"),
    "analyst": _("analyst"),
    "volunteer": _("volunteer"),
    "coordinator": _("coordinator"),
    "system": _("Commonlist itself"),
    "subject": _("the person themselves"),
    "none": _("somebody without a role"),
}
CHANNELS: Words = {
    "phone": _("phone"),
    "email": _("e-mail"),
    "sms": _("text message"),
    "post": _("post"),
    "visit": _("visit"),
    "social": _("social media"),
}
PURPOSES: Words = {
    "contact": _("be contacted for a campaign"),
    "share": _("pass details to a named recipient"),
    "match": _("say which lists a person is on"),
}
GROUNDS: Words = {
    "consent": _("they agreed"),
    "not_asked": _("nobody asked them yet"),
    "evidence": _("their consent is not well enough on record"),
    "refused": _("they refused"),
    "withdrawn": _("they withdrew"),
    "objected": _("they objected"),
    "paused": _("they asked for a pause"),
    "do_not_contact": _("they want no contact at all"),
    "deceased": _("reported deceased"),
    "bounced": _("the address or number does not work"),
    "complained": _("they complained"),
    "not_available": _("not available at that time"),
}
OUTCOMES: Words = {
    "done": _("done"),
    "started": _("started"),
    "denied": _("refused"),
    "failed": _("failed"),
}


def in_words(words: Words, code: str) -> str:
    """The words for ``code``; the code itself when it has none, and nothing for nothing."""
    return str(words[code]) if code in words else code.replace("_", " ")


def verb_in_words(verb: str) -> str:
    """The sentence of a verb, in the reader's language."""
    return gettext(VERBS[verb]) if verb in VERBS else verb


def group_of(verb: str) -> str:
    """The group a verb belongs to: the longest prefix that fits."""
    return max((prefix for prefix in GROUPS if verb.startswith(prefix)), key=len, default="")


def verbs_of(choice: str) -> tuple[str, ...]:
    """The verbs that a choice of the filter stands for: one verb, or every verb of a group; none for everything."""
    if choice in ("", EVERYTHING):
        return ()
    return (choice,) if choice in VERBS else tuple(verb for verb in VERBS if group_of(verb) == choice)
