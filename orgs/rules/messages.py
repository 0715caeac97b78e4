"""What a message says to one person: the words, the footer with the way out, the headers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

GIVEN_NAME = "{given_name}"
LONGEST_TEXT = 480


@dataclass(frozen=True, slots=True)
class Ground:
    """Why the person may be written to: since when, on whose word, and where that is noted ("" if nowhere)."""

    since: datetime | None = None
    by_themselves: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail or text, ready to be handed over."""

    subject: str
    body: str
    headers: Mapping[str, str]


def unknown_placeholders(text: str) -> list[str]:
    """Everything in braces that is not the given name, in order."""
    return [found for found in dict.fromkeys(re.findall(r"\{[^{}]*\}", text)) if found != GIVEN_NAME]


def fill(text: str, given_name: str) -> str:
    """The text with the person's given name; without one, no hole is left before the comma."""
    name = " ".join(given_name.split())
    if name:
        return text.replace(GIVEN_NAME, name)
    return re.sub(r"[ \t]*" + re.escape(GIVEN_NAME), "", text)


def mail_letter(
    *,
    subject: str,
    body: str,
    given_name: str,
    organization: str,
    language: str,
    ground: Ground,
    stop: str,
    portal: str,
) -> Letter:
    """A mail with its footer in the person's ``language`` and the headers of RFC 2369 and RFC 8058."""
    with translation.override(language):
        footer = "\n".join(
            [
                "-- ",
                why(organization, ground),
                _("Stop these messages: %(link)s") % {"link": stop},
                _("See who has your details, and decide: %(link)s") % {"link": portal},
            ]
        )
    return Letter(
        fill(subject, given_name),
        f"{fill(body, given_name).rstrip()}\n\n{footer}\n",
        {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


def text_letter(*, body: str, given_name: str, organization: str, language: str) -> Letter:
    """A text that says who writes and how to stop it, in the person's ``language``."""
    with translation.override(language):
        ending = _("Reply STOP to stop.")
    words = fill(body, given_name).strip()
    opening = "" if organization.casefold() in words.casefold() else f"{organization}: "
    return Letter("", f"{opening}{words} {ending}", {})


def why(organization: str, ground: Ground) -> str:
    """One sentence: who writes, and since when on what ground."""
    told = {"organization": organization, "source": ground.source}
    if ground.since is None:
        return _("%(organization)s wrote this to you.") % told
    told["day"] = date_format(localtime(ground.since), "DATE_FORMAT")
    if ground.by_themselves:
        return _("%(organization)s wrote this to you because you agreed on %(day)s.") % told
    if ground.source:
        return _("%(organization)s wrote this to you because it noted that you agreed, %(day)s: %(source)s.") % told
    return _("%(organization)s wrote this to you because it noted that you agreed, %(day)s.") % told


def language_for(person: str, message: str, known: list[str]) -> str:
    """The person's language when we speak it, else the message's."""
    code = person.split("-")[0].lower()
    return code if code in known else message
