"""Texts through Twilio's Messages API, or a gateway that speaks it."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha1
from hmac import compare_digest
from hmac import new as hmac
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from coalition.platform.handover import NotTaken, Refused, Uncertain
from coalition.platform.texts.deadline import NeverSent, NoAnswer, post_form
from coalition.platform.texts.inbound import Inbound, NotFromProvider

SECONDS = 5.0
DEFAULT_HOST = "api.twilio.com"
# The number itself is at fault: not a number, or one that takes no texts (a landline).
DEAD_NUMBER = frozenset({21211, 21217, 21614, 21635})
OPTED_OUT = 21610  # the person told the provider to stop


@dataclass(frozen=True, slots=True)
class TwilioTexts:
    """An account, its token, and the number that texts come from."""

    origin: str
    account: str
    token: str = field(repr=False)
    number: str
    answers: bool = True

    @classmethod
    def from_url(cls, url: str) -> "TwilioTexts":
        """``twilio://SID:TOKEN@host/+15550100``; an empty host is Twilio's own. Raises ImproperlyConfigured."""
        parts = urlsplit(url)
        number = parts.path.lstrip("/")
        if not parts.username or not parts.password or not re.fullmatch(r"\+\d{6,15}", number):
            raise ImproperlyConfigured("COMMONLIST_TEXTS_URL must be twilio://SID:TOKEN@host/+15550100.")
        scheme = "http" if parts.scheme == "twilio+http" else "https"
        host = f"{parts.hostname or DEFAULT_HOST}{f':{parts.port}' if parts.port else ''}"
        return cls(f"{scheme}://{host}", unquote(parts.username), unquote(parts.password), number)

    def hand_over(self, recipient: str, body: str) -> str:
        """Hand the text over, in five seconds at most."""
        try:
            answer = post_form(
                f"{self.origin}/2010-04-01/Accounts/{self.account}/Messages.json",
                {"To": recipient, "From": self.number, "Body": body},
                credentials=(self.account, self.token),
                seconds=SECONDS,
            )
        except NeverSent as error:
            raise NotTaken("unreachable") from error
        except NoAnswer as error:
            raise Uncertain("no_answer") from error
        said = _object(answer.body)
        if answer.status == 201 and isinstance(said.get("sid"), str) and said["sid"]:
            return str(said["sid"])[:64]
        raise _failure(answer.status, said.get("code"))

    def read(self, url: str, headers: Mapping[str, str], fields: Mapping[str, str]) -> Inbound:
        """A text whose signature is right: HMAC-SHA1 over our address and the sorted fields, with the token."""
        signed = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
        expected = base64.b64encode(hmac(self.token.encode(), signed.encode(), sha1).digest())
        if not compare_digest(headers.get("X-Twilio-Signature", "").encode(), expected):
            raise NotFromProvider("signature")
        return Inbound(fields.get("From", ""), fields.get("Body", ""), fields.get("MessageSid", ""))


def _object(body: bytes) -> dict[str, object]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _failure(status: int, code: object) -> NotTaken | Refused | Uncertain:
    if status == 429:
        return NotTaken("too_many")
    if status in {401, 403}:
        return NotTaken("credentials")  # ours to mend; nobody's number is at fault
    if 400 <= status < 500:
        if code == OPTED_OUT:
            return Refused("opted_out")
        return Refused("number_refused", dead=code in DEAD_NUMBER)
    # A success without a name, a redirect, an error of theirs: it may have been taken all the same.
    return Uncertain("strange_answer" if status < 500 else "provider_error")
