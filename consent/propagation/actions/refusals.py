"""Why a change to an endpoint is refused although its author may make it: a code, put into words by whoever asked."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "length": _("This address is too long: at most 2,000 characters."),
    "characters": _("This address has characters that do not belong there, such as a blank: copy it anew."),
    "scheme": _("The address must begin with https://."),
    "user": _("Leave the name and password out of the address: deliveries are signed instead."),
    "host": _("This is not an address on the Internet: it needs a name, such as hooks.example.org."),
    "inside": _("This address is not on the Internet, but inside a network: enter one that everybody can reach."),
    "port": _("Only the ports 443 and 8443 may be used: leave the port out."),
    "key": _("The key must be whpk_ and the base64 of 32 bytes, as Standard Webhooks says."),
    "many": _("There are five endpoints already: switch one off first."),
    "paused": _("This endpoint is paused: resume it first."),
    "off": _("This endpoint is switched off: add it anew."),
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
