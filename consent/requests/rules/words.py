"""The words of requests: reasons, facts, kinds of identity check. Labels only."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from consent.requests.rules.deadlines import GDPR_COUNTRIES

# Why a request may be refused.
REFUSALS: dict[str, Any] = {
    "not_identified": _("We cannot be sure who asks, also after asking them"),
    "nothing_held": _("We hold nothing about the person who asks"),
    "excessive": _("The request is plainly unfounded or repeated too often"),
    "others_rights": _("It would reveal somebody else's data"),
    "correct_already": _("What we hold is right, and we can show why"),
    "legal_duty": _("A law makes us keep it"),
    "legal_claims": _("We need it for a legal claim"),
    "expression": _("Freedom of expression and information"),
}
# Where the GDPR says so; elsewhere other laws do, which a letter must not name wrongly.
_ARTICLES = {
    "not_identified": "12(2), 12(6)",
    "excessive": "12(5)",
    "others_rights": "15(4)",
    "correct_already": "16",
    "legal_duty": "17(3)(b)",
    "legal_claims": "17(3)(e), 21(1)",
    "expression": "17(3)(a)",
}
EXTENSIONS: dict[str, Any] = {
    "complex": _("The request is complex"),
    "many": _("Many requests arrived at once"),
}
STEPS: dict[str, Any] = {
    "filed": _("Received"),
    "identified": _("Who asks was noted"),
    "extended": _("Deadline extended"),
    "told": _("Told by mail that it takes longer"),
    "drafted": _("Answer put together"),
    "corrected": _("Correction accepted"),
    "proposed": _("Deletion proposed"),
    "cancelled": _("Proposal taken back"),
    "approved": _("Deletion approved"),
    "erased": _("Everything deleted"),
    "mailed": _("Letter mailed"),
    "texted": _("Told by text message"),
    "posted": _("Letter sent by post"),
    "answered": _("Answered"),
    "refused": _("Refused"),
}
FACTS: dict[str, Any] = {
    "given_name": _("First name"),
    "family_name": _("Last name"),
    "honorific": _("Form of address"),
    "language": _("Language"),
    "street": _("Street and number"),
    "city": _("City"),
    "region": _("State or region"),
    "postal_code": _("Postal code"),
    "country": _("Country"),
    "birth_date": _("Date of birth"),
    "job_title": _("Job title"),
    "preferred_channel": _("Likes to be reached by"),
    "note": _("Note"),
    "source": _("Where we have it from"),
    "created_at": _("With us since"),
    "email": _("E-mail address"),
    "phone": _("Phone number"),
}
# What each forgetter's table is called on the certificate.
TABLES: dict[str, Any] = {
    "orgs_constituent": _("records of the person"),
    "orgs_contactpoint": _("addresses and numbers"),
    "orgs_interaction": _("notes of what happened"),
    "orgs_task": _("tasks about them"),
    "orgs_trigger": _("words of rules that named them"),
    "orgs_triggerrun": _("rules that were applied to them"),
    "orgs_triggerevent": _("what waited for such rules"),
    "orgs_accessrequest": _("requests to see the record"),
    "orgs_stewardship": _("who looks after them"),
    "orgs_restrictedmember": _("restricted groups"),
    "orgs_constituentinterest": _("topics"),
    "orgs_constituentskill": _("skills"),
    "orgs_postaladdress": _("further addresses"),
    "orgs_socialhandle": _("names on social networks"),
    "orgs_constituentrole": _("roles"),
    "orgs_constituenttag": _("tags"),
    "orgs_customvalue": _("values of own fields"),
    "orgs_constituentdistrict": _("districts"),
    "orgs_removedvalue": _("removed values that could be put back"),
    "orgs_peoplelistmember": _("places on lists"),
    "orgs_bulkchangedperson": _("notes of changes that could be undone"),
    "orgs_mention": _("colleagues named in a note"),
    "orgs_presence": _("who looked at the record just now"),
    "orgs_relationship": _("relationships"),
    "orgs_engagement": _("figures of engagement"),
    "orgs_inferredinterest": _("topics they seemed to care about"),
    "orgs_gift": _("gifts"),
    "orgs_ask": _("what they were asked for"),
    "orgs_recurringplan": _("recurring plans"),
    "orgs_capacity": _("estimates of what they could give"),
    "orgs_message": _("messages to them"),
    "orgs_messagerecipient": _("places on lists of messages"),
    "orgs_reply": _("replies"),
    "orgs_import": _("rows that were taken for headings"),
    "orgs_importissue": _("rows that could not be imported"),
    "orgs_outboxmessage": _("mails kept by the demo"),
    "sharing_calllistentry": _("places on call lists"),
    "sharing_audiencemember": _("places in audiences"),
    "sharing_listversion": _("counted lists without them"),
    "requests_datarequest": _("requests emptied"),
    "consent_holding": _("notes that we hold them"),
    "consent_event": _("consents and refusals"),
    "consent_attempt": _("contacts"),
    "consent_receipt": _("receipts"),
    "consent_subject": _("identifiers"),
    "consent_subject_key": _("keys of identifiers"),
    "consent_mailbox": _("mailboxes"),
    "consent_mailbox_key": _("keys of mailboxes"),
    "consent_hold": _("reservations of contacts"),
    "consent_obligation": _("duties that no longer name them"),
    "audit_event_subject": _("links from the audit log"),
    "portal_portaltoken": _("links into the portal"),
    "portal_portalsession": _("visits to the portal"),
    "portal_linkrequest": _("requests for a link"),
    "rows of files that wait to be imported": _("rows of files that wait to be imported"),
}


def refusal_in_words(code: str, country: str) -> str:
    """The reason of a refusal, with the article of the GDPR where that is the law; "" for no reason of the list."""
    reason = str(REFUSALS.get(code, ""))
    article = _ARTICLES.get(code, "") if country in GDPR_COUNTRIES else ""
    return gettext("%(reason)s (GDPR art. %(article)s)") % {"reason": reason, "article": article} if article else reason


def fact_in_words(name: str, value: str) -> str:
    """What a record says, as people write it: days and languages in words, everything else as it is."""
    if name == "language":
        return language_in_words(value)
    return day_in_words(value) if name in {"birth_date", "created_at"} else value


def language_in_words(code: str) -> str:
    """The name of a language by its code; what is no code stays as it is."""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
    return name[:1].upper() + name[1:]


def day_in_words(day: str) -> str:
    """A day (2026-11-22) as it is written in the reader's language."""
    return date_format(date.fromisoformat(day), "DATE_FORMAT")
