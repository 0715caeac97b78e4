"""The letter that answers a request, in the person's language, as a draft to be edited."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from coalition.platform.tenancy import Actor
from consent.requests.models import DataRequest
from consent.requests.queries.parts import Held, what_we_hold
from consent.requests.rules.authorities import authority_for
from consent.requests.rules.words import FACTS, REFUSALS, day_in_words, fact_in_words
from orgs.queries.members import acting_organization
from orgs.rules.consent_words import CHANNEL_NAMES, KINDS, PURPOSE_NAMES

LANGUAGES = ("en", "es")


def draft(actor: Actor, request: DataRequest, *, refusal: str = "", proof: str = "") -> str:
    """The text of the letter. ``refusal`` is a code of ``REFUSALS``, ``proof`` the address of a certificate."""
    language = request.language if request.language in LANGUAGES else "en"
    organization = acting_organization(actor)
    held = what_we_hold(actor, request) if request.kind in {"access", "portability"} and not refusal else []
    with translation.override(language):
        context = {
            "request": request,
            "received_on": date_format(request.received_on, "DATE_FORMAT"),
            "organization": organization,
            "refusal": REFUSALS.get(refusal, ""),
            "authority": authority_for(request.country),
            "wanted": [(FACTS.get(name, name), value) for name, value in request.wanted.items()],
            "people": [_in_words(each) for each in held],
            "proof": proof,
        }
        text = render_to_string(f"requests/letters/{language}.txt", context)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip() + "\n"


def _in_words(held: Held) -> dict[str, list[str]]:
    return {
        "facts": [f"{FACTS[name]}: {fact_in_words(name, value)}" for name, value in held["facts"].items()]
        + [f"{FACTS[point['kind']]}: {point['value']}" for point in held["contact_points"]],
        "topics": [*held["interests"], *held["skills"]],
        "interactions": [f"{day_in_words(each['on'])}: {each['summary']}" for each in held["interactions"]],
        "consent": [_consent(each) for each in held["consent"]],
        "contacts": [
            f"{day_in_words(each['on'])}: {_named(CHANNEL_NAMES, each['channel'])}" for each in held["contacts"]
        ],
    }


def _consent(each: dict[str, str]) -> str:
    kind, purpose = _named(KINDS, each["kind"]), _named(PURPOSE_NAMES, each["purpose"])
    return f"{day_in_words(each['on'])}: {kind}: {purpose}, {_named(CHANNEL_NAMES, each['channel'])}"


def _named(names: dict[str, Any], code: str) -> str:
    return str(names.get(code, code))
