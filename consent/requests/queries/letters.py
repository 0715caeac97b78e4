"""The letter that answers a request, in the person's language, as a draft to be edited."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext

from coalition.platform.tenancy import Actor
from consent.requests.models import DataRequest
from consent.requests.queries.parts import Held, what_we_hold
from consent.requests.queries.queue import erasure_of
from consent.requests.rules.authorities import authority_for
from consent.requests.rules.collected import collected_in_words
from consent.requests.rules.money import money_in_words
from consent.requests.rules.network import network_in_words
from consent.requests.rules.record import record_in_words
from consent.requests.rules.words import EXTENSIONS, FACTS, day_in_words, fact_in_words, refusal_in_words
from orgs.queries.members import acting_organization
from orgs.rules.consent_words import CHANNEL_NAMES, KINDS, PURPOSE_NAMES
from orgs.rules.interactions import KIND_NAMES

LANGUAGES = ("en", "es")


def draft(
    actor: Actor, request: DataRequest, *, refusal: str = "", later: str = "", proof: str = "", full: bool = False
) -> str:
    """The text of the letter. ``refusal`` is a code of ``REFUSALS``, ``later`` one of ``EXTENSIONS``.

    ``proof`` is the address of a certificate. With ``full`` it has everything that is held; without, it shows the
    way to the portal, which asks for a second proof first.
    """
    language = request.language if request.language in LANGUAGES else "en"
    organization = acting_organization(actor)
    held = what_we_hold(actor, request) if full else []
    with translation.override(language):
        context = {
            "request": request,
            "received_on": date_format(request.received_on, "DATE_FORMAT"),
            "organization": organization,
            "due_on": date_format(request.due_on, "DATE_FORMAT"),
            "refusal": refusal_in_words(refusal, request.country),
            "later": EXTENSIONS.get(later, ""),
            "stopped_on": date_format(localdate(request.created_at, ZoneInfo(organization.time_zone)), "DATE_FORMAT"),
            "copy": gettext("Get a copy of my information"),  # the portal's own words
            "portal": settings.BASE_URL + reverse("portal:entry"),
            "authority": authority_for(request.country),
            "wanted": [(FACTS.get(name, name), value) for name, value in request.words.wanted.items()],
            "people": [_in_words(each) for each in held],
            "proof": proof,
        }
        text = render_to_string(f"requests/letters/{language}.txt", context)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip() + "\n"


def text_message(actor: Actor, request: DataRequest) -> str:
    """The answer as a text: a link to where it stands, in the person's language."""
    language = request.language if request.language in LANGUAGES else "en"
    erasure = erasure_of(actor, request) if request.kind == DataRequest.Kind.ERASE else None
    path = reverse("requests:certificate", args=[erasure.reference]) if erasure else reverse("portal:entry")
    with translation.override(language):
        if erasure and request.state != DataRequest.State.REFUSED:
            words = gettext("%(name)s: what we held about you is being deleted now. The proof: %(link)s")
        elif request.asks_for_data and request.state != DataRequest.State.REFUSED:
            words = gettext(
                "%(name)s: what we hold about you is ready. Read it or take it along at %(link)s with this number."
                " Your request: %(reference)s"
            )
        else:
            words = gettext(
                "%(name)s answered your request %(reference)s. How it ended stands at %(link)s: enter with this number."
            )
        name = acting_organization(actor).name
        return words % {"name": name, "link": settings.BASE_URL + path, "reference": request.reference}


def _in_words(held: Held) -> dict[str, Any]:
    return {
        "facts": [f"{FACTS[name]}: {fact_in_words(name, value)}" for name, value in held["facts"].items()]
        + [f"{FACTS[point['kind']]}: {point['value']}" for point in held["contact_points"]]
        + [f"{label}: {value}" for label, value in record_in_words(held["record"])],
        "shared": held["shared"],
        "topics": [*held["interests"], *held["skills"]],
        "collected": [f"{label}: {value}" for label, value in collected_in_words(held["collected"])],
        "network": [f"{label}: {value}" for label, value in network_in_words(held["network"])],
        "money": [f"{label}: {value}" for label, value in money_in_words(held["money"])],
        "interactions": [_interaction(each) for each in held["interactions"]],
        "consent": [_consent(each) for each in held["consent"]],
        "contacts": [
            f"{day_in_words(each['on'])}: {_named(CHANNEL_NAMES, each['channel'])}" for each in held["contacts"]
        ],
    }


def _interaction(each: dict[str, str]) -> str:
    said = [each["summary"] or _named(KIND_NAMES, each["kind"]), each["published_in"], each["topic"], each["text"]]
    words = " · ".join(part for part in said if part)
    return f"{day_in_words(each['on'])}: {words}"


def _consent(each: dict[str, str]) -> str:
    kind, purpose = _named(KINDS, each["kind"]), _named(PURPOSE_NAMES, each["purpose"])
    return f"{day_in_words(each['on'])}: {kind}: {purpose}, {_named(CHANNEL_NAMES, each['channel'])}"


def _named(names: dict[str, Any], code: str) -> str:
    return str(names.get(code, code))
