"""What each route is sent, from someone's ids: valid, so that only access decides.

A route with ``?name`` is the same route with data of its own; ids in data are positions of the matrix like those in
paths.
"""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from consent.capture.rules.definition import FIELDS

Ids = dict[str, Any]

# Whoever has one of these has the right: they are mailed, and as long as a key; or public, as a form's address.
SECRETS = {"certificate", "token", "link", "stop_link", "key", "uidb36", "confirm_token", "form_slug", "sign_up"}

DATA: dict[tuple[str, str], Callable[[Ids], dict[str, Any]]] = {
    ("POST", "account_login"): lambda ids: {"login": "nobody@example.org", "password": "wrong"},
    ("POST", "appearance"): lambda ids: {"theme": "dark"},
    ("POST", "set_language"): lambda ids: {"language": "es"},
    ("POST", "orgs:acting-switch"): lambda ids: {"acting": f"organization:{ids['organization']}"},
    ("GET", "orgs:person-list?segment"): lambda ids: {"segment": ids["segment"]},
    ("GET", "orgs:person-list?search"): lambda ids: {"q": "Kanari"},
    ("POST", "orgs:person-add"): lambda ids: {"given_name": "New", "family_name": "Person"},
    ("POST", "orgs:person-change"): lambda ids: {"given_name": "Other", "family_name": "Name"},
    ("POST", "orgs:interaction-log"): lambda ids: {"kind": "note", "summary": "Met"},
    ("POST", "orgs:interaction-change"): lambda ids: {"summary": "Other words"},
    ("POST", "orgs:mention-mark"): lambda ids: {"read": "yes"},
    ("POST", "orgs:contact-add"): lambda ids: {"email": "added@example.org", "email_basis": "said so"},
    ("POST", "orgs:contact-show"): lambda ids: {"reason": "request"},
    ("GET", "orgs:person-consent?day"): lambda ids: {"on": "2026-01-01"},
    ("POST", "orgs:ask-answer"): lambda ids: {"answer": "later"},
    ("POST", "orgs:ask-record"): lambda ids: {"title": "Help", "kind": "time", "asked_on": "2026-01-01"},
    ("POST", "orgs:capacity-set"): lambda ids: {"currency": "EUR", "least": "10", "source": "Said so"},
    ("POST", "orgs:fund-change"): lambda ids: {"name": "Other"},
    ("POST", "orgs:fund-list"): lambda ids: {"name": "New"},
    ("POST", "orgs:gift-change"): lambda ids: {"amount": "7", "currency": "USD", "received_on": "2026-01-01"},
    ("POST", "orgs:gift-record"): lambda ids: {"amount": "7", "currency": "USD", "received_on": "2026-01-01"},
    ("GET", "orgs:gift-list?person"): lambda ids: {"person": ids["person"]},
    ("POST", "orgs:plan-end"): lambda ids: {"ended_on": "2026-12-01"},
    ("POST", "orgs:plan-record"): lambda ids: {
        "amount": "7",
        "currency": "USD",
        "every": "year",
        "started_on": "2026-01-01",
    },
    ("POST", "orgs:consent-record"): lambda ids: {
        "answer": "no",
        "channels": "phone",
        "method": "spoken",
        "said_on": "2026-01-01",
    },
    ("POST", "orgs:passing-record"): lambda ids: {
        "answer": "no",
        "purposes": "share",
        "coalition": ids["coalition"],
        "method": "spoken",
        "said_on": "2026-01-01",
    },
    ("POST", "orgs:guardian-record"): lambda ids: {
        "authority": "parent",
        "channels": "phone",
        "signed_on": "2026-01-01",
        "words": "All",
        "evidence_ref": "Folder",
    },
    ("POST", "orgs:block-report"): lambda ids: {"kind": "deceased", "known_from": "Her son"},
    ("POST", "orgs:block-report?address"): lambda ids: {"kind": "bounced", "point": ids["point"], "known_from": "Rang"},
    ("POST", "orgs:block-take-back"): lambda ids: {"kind": "deceased", "why": "She called"},
    ("POST", "orgs:segment-add"): lambda ids: {"save": "1", "name": "New", "question": "phone:has", "value": ""},
    ("POST", "orgs:segment-change"): lambda ids: {"save": "1", "name": "Other", "question": "phone:has", "value": ""},
    ("GET", "orgs:message-write?segment"): lambda ids: {"segment": ids["segment"]},
    ("GET", "orgs:message-write?person"): lambda ids: {"person": ids["person"]},
    ("POST", "orgs:message-write?segment"): lambda ids: {
        "segment": ids["segment"],
        "channel": "email",
        "language": "en",
        "subject": "New",
        "body": "Words",
    },
    ("POST", "orgs:message-change"): lambda ids: {
        "channel": "email",
        "language": "en",
        "subject": "New",
        "body": "Words",
    },
    ("POST", "orgs:reply-mark"): lambda ids: {"mark": "nothing"},
    ("POST", "portal:unsubscribe"): lambda ids: {"List-Unsubscribe": "One-Click"},
    ("POST", "orgs:member-invite"): lambda ids: {"email": "somebody@example.org", "role": "analyst"},
    ("POST", "orgs:member-change"): lambda ids: {"role": "fundraiser"},
    ("POST", "orgs:invitation-accept"): lambda ids: {"name": "New", "password": "a long enough one"},
    ("POST", "capture:form-create"): lambda ids: {"kind": "coalition", "title_en": "New", "title_es": "Nuevo"},
    ("POST", "capture:form-change"): lambda ids: {
        **{f"{name}_{code}": "New" for name in ("title", "notice") for code in ("en", "es")},
        **{f"field_{name}": "off" for name in FIELDS},
        "field_email": "required",
        "channels": "email",
        "ask_each": "each",
    },
    ("POST", "capture:submit"): lambda ids: {"email": "somebody@example.org", "contact-email": "yes"},
    ("POST", "capture:code"): lambda ids: {"code": "000000"},
    ("POST", "propagation:obligation-attest"): lambda ids: {
        "duty": ids["obligation"] if re.fullmatch(r"[0-9a-f-]{36}", ids["obligation"]) else str(UUID(int=0)),
        "answer": "deleted",
    },
    ("GET", "propagation:obligation-list?answered"): lambda ids: {"list": "answered"},
    ("GET", "propagation:obligation-attest-all"): lambda ids: {"answer": "deleted"},
    ("POST", "propagation:obligation-attest-all"): lambda ids: {
        "answer": "deleted",
        "count": "1",
        "until": "2026-01-01T00:00:00.000000+0000",
    },
    ("POST", "propagation:webhook-add"): lambda ids: {"url": "https://hooks.example.org/new"},
    ("POST", "propagation:webhook-replay"): lambda ids: {"since": "2026-01-01"},
    ("POST", "sharing:agreement-create"): lambda ids: {
        "title": "New",
        "text": "All of it",
        "modes": "count",
        "purposes": "contact",
        "channels": "phone",
        "minimum_evidence": "3",
        "recipients": ids["organization"],
    },
    ("POST", "sharing:campaign-create"): lambda ids: {
        "name": "New",
        "purpose": "contact",
        "channel": "phone",
        "goal": "10",
        "starts_on": "2026-01-01",
        "ends_on": "2099-12-31",
        "calls_from": "9",
        "calls_until": "20",
    },
    ("POST", "sharing:grant-create"): lambda ids: {
        "segment": ids["segment"],
        "mode": "count",
        "capacity": "10",
        "expires_on": "2099-01-01",
    },
    ("POST", "sharing:call-record"): lambda ids: {"outcome": "no_answer"},
    ("GET", "explorer:event-list?organization"): lambda ids: {"organization": ids["organization"]},
    ("GET", "explorer:event-list?campaign"): lambda ids: {"campaign": ids["campaign"]},
    ("GET", "explorer:event-list?person"): lambda ids: {"person": ids["person"]},
    ("GET", "explorer:event-list?name"): lambda ids: {"name": "Kanari"},
    ("GET", "explorer:event-export?organization"): lambda ids: {"organization": ids["organization"]},
    ("GET", "explorer:event-export?person"): lambda ids: {"person": ids["person"]},
    ("POST", "requests:request-enter"): lambda ids: {
        "kind": "access",
        "via": "phone",
        "received_on": "2026-01-05",
        "identity": "known",
        "language": "en",
    },
    ("POST", "requests:request-answer"): lambda ids: {"letter": "Hello", "way": "post"},
    ("POST", "requests:request-refuse"): lambda ids: {"letter": "Hello", "way": "post", "reason": "excessive"},
    ("POST", "requests:request-extend"): lambda ids: {"reason": "complex"},
    ("POST", "portal:entry"): lambda ids: {"contact": "somebody@example.org"},
    ("POST", "portal:sent"): lambda ids: {"code": "000000"},
    ("POST", "portal:proof"): lambda ids: {"way": ids["subject"]},
    ("POST", "portal:proof-code"): lambda ids: {"code": "000000"},
    ("POST", "portal:request"): lambda ids: {"whom": ids["organization"]},
    ("POST", "portal:wishes"): lambda ids: {"channel": "sms", "new_skill": "Driving"},
    ("GET", "portal:check"): lambda ids: {"stop": ids["organization"]},
    ("POST", "portal:check"): lambda ids: {"stop": ids["organization"]},
}
