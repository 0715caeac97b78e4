"""Why a change is refused although its author may make it: a code, put into words by whoever asked."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "evidence": _("Choose E2, E3 or E4: weaker records of consent may not cross organizations."),
    "modes": _("Choose at least one way to contribute."),
    "channels": _("Choose at least one channel."),
    "purposes": _("Choose at least one purpose."),
    "recipients": _("Name only organizations that are members of the coalition."),
    "superseded": _("There is a newer version of this agreement: read and accept that one."),
    "no_agreement": _("Your coalition has no agreement yet: write one first, then start the campaign."),
    "not_in_agreement": _("The agreement does not cover this channel or purpose: write a new version of it first."),
    "not_accepted": _("Your organization has not accepted the agreement of this campaign: an admin accepts it first."),
    "unseen": _("This segment asks for a field that you do not see. Ask a colleague who sees it."),
    "broken": _("The segment's rules no longer work. Mend the segment, then contribute it."),
    "mode": _("The agreement does not allow this way to contribute: choose another."),
    "name_taken": _("A campaign of this name exists already: choose another name."),
    "dates": _("The end lies before the start: change one of the dates."),
    "expired": _("Choose a last day that is today or later."),
    "closed": _("This campaign has ended: nothing can be added to it."),
    "already_granted": _("Your organization contributes already: end that contribution first, then answer anew."),
    "capacity": _("Say how many people you can talk to: at least 1."),
    "not_ready": _("The audience is still being built: wait until it is ready."),
    "handed_out": _("This audience was handed out already."),
    "empty": _("There is nobody in this audience: nothing to hand out. The page says why, and what to do next."),
    "overdue": _(
        "Every organization that contributes has overdue withdrawals: their administrators answer those first."
    ),
    "nobody_granted": _("No organization lets its own people be contacted yet: ask them to contribute first."),
    "nobody_to_ask": _("Every organization has answered: there is nobody to ask."),
}


class Refused(ValueError):
    """A change that cannot be made now; ``code`` says why, ``words`` tells a person what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def words(self) -> Promise:
        """What is wrong and the remedy."""
        return WORDS[self.code]
