"""The words of agreements and campaigns: purposes, channels, modes, grades of evidence."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PURPOSES: dict[str, Promise] = {
    "contact": _("Contact people for a campaign"),
    "share": _("Pass a person's details to the named organizations"),
    "match": _("Tell members that a person is on several lists"),
}
CHANNELS: dict[str, Promise] = {
    "phone": _("Phone calls"),
    "email": _("E-mail"),
    "sms": _("Text messages"),
    "post": _("Post"),
    "visit": _("Visits"),
    "social": _("Social media"),
}
MODES: dict[str, Promise] = {
    "messenger": _("Messenger: we talk to our own people"),
    "count": _("Counts only: nobody is contacted"),
}
EVIDENCE: dict[int, Promise] = {
    2: _("E2: a dated form or record that the organization attests"),
    3: _("E3: a form of this platform"),
    4: _("E4: a form of this platform, confirmed a second time"),
}
