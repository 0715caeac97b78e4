"""Duties in words: what the person said, what is to be done, and the four answers."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ANSWERS: dict[str, Promise] = {
    "deleted": _("Deleted"),
    "suppressed": _("Blocked"),
    "not_held": _("Not held"),
    "already_contacted": _("Already contacted"),
}
ANSWERS_EXPLAINED: dict[str, Promise] = {
    "deleted": _("It is gone from every file and system of yours outside Commonlist."),
    "suppressed": _("You keep it only so that nobody uses it again."),
    "not_held": _("You looked: you never took it out, or it was gone before."),
    "already_contacted": _("Somebody wrote or called before the word arrived; from now on nobody will."),
}
SAID: dict[str, Promise] = {
    "refused": _("said no"),
    "withdrawn": _("took their agreement back"),
    "objected": _("objected"),
    "paused": _("asked for a pause"),
    "do_not_contact": _("wants no contact by anybody"),
    "deceased": _("was reported as deceased"),
    "complained": _("complained about a message"),
    "minor": _("is under age"),
}
PURPOSES: dict[str, Promise] = {
    "contact": _("being contacted"),
    "share": _("being passed on"),
    "match": _("being looked for on other lists"),
}
CHANNELS: dict[str, Promise] = {
    "email": _("by e-mail"),
    "phone": _("by phone"),
    "sms": _("by text message"),
    "post": _("by post"),
    "visit": _("by visits"),
    "social": _("on social media"),
}
PROBLEMS: dict[str, Promise] = {
    "status": _("It did not answer with success"),
    "name": _("Its name cannot be found"),
    "inside": _("Its name leads to an address that is not public"),
    "connection": _("No connection"),
    "tls": _("Its certificate does not fit"),
    "timeout": _("It took longer than ten seconds"),
    "protocol": _("It does not speak HTTP properly"),
    "size": _("Its answer is longer than 64 KB"),
    "target": _("Its address is not allowed"),
}
STATES: dict[str, Promise] = {
    "waiting": _("Waiting"),
    "delivered": _("Delivered"),
    "dead": _("Given up"),
    "cancelled": _("Cancelled"),
}
TOPICS: dict[str, Promise] = {"consent.withdrawal": _("Withdrawal"), "webhook.test": _("Test")}


def scope_words(purpose: str, channel: str) -> list[Promise]:
    """What the no is about; nothing for everything."""
    return [words for words in (PURPOSES.get(purpose), CHANNELS.get(channel)) if words is not None]


def to_do(kind: str, export: int | None) -> Promise:
    """What the holder is to do."""
    if kind == "paused":
        return _("Let them rest in your own system too.")
    if export is not None:
        return _("Delete them from the file you downloaded, and from wherever you copied it.")
    return _("Delete or block them in your own system.")
