"""One data request: its parts, its letter, and what is done about it."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.keys import InvalidContact
from coalition.platform.tenancy import Actor
from consent.requests import policies
from consent.requests.actions.answering import answer_request, refuse_request
from consent.requests.actions.approvals import (
    NotNow,
    approval_from,
    approve_erasure,
    cancel_erasure,
    propose_erasure,
)
from consent.requests.actions.handling import (
    Opened,
    accept_correction,
    draft_letter,
    export_held,
    extend_deadline,
    identify,
    open_request,
)
from consent.requests.forms.requests import ExtensionForm, IdentityForm, LetterForm, LookalikeForm, RefusalForm
from consent.requests.models import DataRequest
from consent.requests.queries.letters import draft
from consent.requests.queries.parts import named_elsewhere, number_of, portal_shows, reply_to
from consent.requests.queries.queue import (
    candidates,
    deadline_of,
    erasure_of,
    is_corrected,
    lookalikes,
    other_admins_of,
    people_of,
    steps_of,
)
from consent.requests.rules.authorities import authority_for
from consent.requests.rules.record import record_in_words
from consent.requests.rules.words import FACTS, REFUSALS, STEPS, TABLES, fact_in_words, refusal_in_words
from orgs.actions.contacts import AlreadyKnown
from orgs.models import Constituent

PROBLEMS: dict[str, Any] = {
    "state": gettext_lazy("This cannot be done any more: somebody was faster. The page shows how it stands."),
    "identity": gettext_lazy("First note how you know that it is this person."),
    "people": gettext_lazy("First say which of your people it is."),
    "waits": gettext_lazy("You are the only administrator: you can approve your own proposal after 24 hours."),
    "extension": gettext_lazy(
        "There is no more time to take: the law allows none, or it was taken, or the day passed."
    ),
    "letter": gettext_lazy("The letter is empty. Put the answer together first."),
    "correction": gettext_lazy("First accept the correction, or refuse it: the letter says that it was made."),
    "paper": gettext_lazy(
        "Everything that is held stands in this letter, so it goes by post: a mailbox may be read by others."
    ),
    "address": gettext_lazy("We have no e-mail address of this person. Print the letter and send it by post."),
    "reason": gettext_lazy("Choose a legal reason."),
    "silenced": gettext_lazy(
        "This address or number has said no, and only whoever has it can take that back. Ask the person to fill in"
        " a form of yours with it: it proves itself there."
    ),
    "value": gettext_lazy("The value they gave cannot be right. Ask them, then enter it by hand."),
}
Forms = dict[str, Any]


@login_required
@never_cache
@require_safe
def request_detail(request: ActingRequest, request_id: int) -> HttpResponse:
    """Everything about a request, and the next step."""
    opened = open_request(actor=request.actor, now=timezone.now(), request_id=request_id)
    return _page(request, opened)


@login_required
@never_cache
@require_safe
def request_export(request: ActingRequest, request_id: int) -> HttpResponse:
    """What is held of the person, as a file to give to them."""
    opened = export_held(actor=request.actor, now=timezone.now(), request_id=request_id)
    content = json.dumps({"reference": opened.request.reference, "people": opened.held}, indent=2, ensure_ascii=False)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{opened.request.reference}.json"'
    return response


@login_required
@never_cache
@require_safe
def request_letter(request: ActingRequest, request_id: int) -> HttpResponse:
    """The letter alone, to be printed; with ``?extension`` the one about the further time."""
    found = open_request(actor=request.actor, now=timezone.now(), request_id=request_id).request
    longer = found.extended_because if "extension" in request.GET else ""
    text = draft(request.actor, found, later=longer) if longer else found.words.letter
    return render(request, "requests/request_letter.html", {"data_request": found, "letter": text})


@login_required
@require_POST
def request_identify(request: ActingRequest, request_id: int) -> HttpResponse:
    """Note who asks."""
    opened = open_request(actor=request.actor, now=timezone.now(), request_id=request_id)
    settled = "same" in request.POST
    form = (_lookalike_form if settled else _identity_form)(request, opened.request, request.POST)
    if not form.is_valid():
        return _page(request, opened, {"lookalike" if settled else "identity": form}, status=422)
    return _do(request, request_id, _("Noted."), lambda: identify(**_who(request, request_id), **form.cleaned_data))


@login_required
@require_POST
def request_extend(request: ActingRequest, request_id: int) -> HttpResponse:
    """Take more time."""
    form = ExtensionForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    done = _("The deadline is extended. The letter that says why is mailed; if there is no address, print it.")
    return _do(request, request_id, done, lambda: extend_deadline(**_who(request, request_id), reason=reason))


@login_required
@require_POST
def request_draft(request: ActingRequest, request_id: int) -> HttpResponse:
    """Put the answer together, or with a ``reason`` the refusal."""
    reason = request.POST.get("reason", "")
    if (reason or "refuse" in request.POST) and reason not in REFUSALS:
        opened = open_request(actor=request.actor, now=timezone.now(), request_id=request_id)
        return _page(
            request, opened, {"refusal": RefusalForm(request.POST, country=opened.request.country)}, status=422
        )
    try:
        draft_letter(**_who(request, request_id), refusal=reason, on_paper="paper" in request.POST)
    except NotNow as problem:
        messages.error(request, PROBLEMS[str(problem)])
    target = redirect("requests:request-detail", request_id)
    if reason:
        target["Location"] += f"?refuse={reason}"
    return target


@login_required
@require_POST
def request_answer(request: ActingRequest, request_id: int) -> HttpResponse:
    """End the request with this letter; with a ``reason``, as a refusal."""
    opened = open_request(actor=request.actor, now=timezone.now(), request_id=request_id)
    form = _letter_form(request.actor, opened.request, request.POST)
    if not form.is_valid():
        return _page(request, opened, {"letter": form}, status=422)
    letter = {"letter": form.cleaned_data["letter"], "by_mail": form.cleaned_data["way"] == "mail"}
    return _do(request, request_id, _("Answered."), lambda: answer_request(**_who(request, request_id), **letter))


@login_required
@require_POST
def request_refuse(request: ActingRequest, request_id: int) -> HttpResponse:
    """Refuse for a legal reason, with this letter."""
    opened = open_request(actor=request.actor, now=timezone.now(), request_id=request_id)
    form = _letter_form(request.actor, opened.request, request.POST)
    reason = request.POST.get("reason", "")
    if not form.is_valid():
        return _page(request, opened, {"letter": form}, refusing=reason, status=422)
    letter = {"letter": form.cleaned_data["letter"], "by_mail": form.cleaned_data["way"] == "mail"}
    done = _("Refused. The letter says why, and where they can complain.")
    return _do(request, request_id, done, lambda: refuse_request(**_who(request, request_id), reason=reason, **letter))


@login_required
@require_POST
def request_correct(request: ActingRequest, request_id: int) -> HttpResponse:
    """Accept a correction."""
    done = _("Corrected. Now send the letter that says so.")
    return _do(request, request_id, done, lambda: accept_correction(**_who(request, request_id)))


@login_required
@require_POST
def erasure_propose(request: ActingRequest, request_id: int) -> HttpResponse:
    """Propose to delete everything."""
    done = _("Proposed. Nothing is deleted before it is approved.")
    return _do(request, request_id, done, lambda: propose_erasure(**_who(request, request_id)))


@login_required
@require_POST
def erasure_cancel(request: ActingRequest, request_id: int) -> HttpResponse:
    """Take the proposal back."""
    done = _("The proposal is taken back. The request is still open.")
    return _do(request, request_id, done, lambda: cancel_erasure(**_who(request, request_id)))


@login_required
@require_POST
def erasure_approve(request: ActingRequest, request_id: int) -> HttpResponse:
    """Approve, and have everything deleted."""
    done = _("Approved. The person is told, then everything is deleted.")
    return _do(request, request_id, done, lambda: approve_erasure(**_who(request, request_id)))


def _who(request: ActingRequest, request_id: int) -> dict[str, Any]:
    return {"actor": request.actor, "now": timezone.now(), "request_id": request_id}


def _do(request: ActingRequest, request_id: int, done: str, action: Callable[[], object]) -> HttpResponse:
    try:
        action()
    except NotNow as problem:
        messages.error(request, PROBLEMS[str(problem)])
    except InvalidContact:
        messages.error(request, _("The address or number they gave cannot be right. Ask them, then enter it by hand."))
    except AlreadyKnown:
        messages.error(request, _("Somebody on your list has this address or number already. Look at both records."))
    else:
        messages.success(request, done)
    return redirect("requests:request-detail", request_id)


def _by_post_because(actor: Actor, found: DataRequest) -> Any:
    if found.letter_state == "paper":
        return PROBLEMS["paper"]
    return "" if reply_to(actor, found) is not None else _("We have no e-mail address of this person.")


def _letter_form(actor: Actor, found: DataRequest, *sent: Any, **more: Any) -> LetterForm:
    by_text = number_of(actor, found) is not None
    return LetterForm(*sent, by_post_because=_by_post_because(actor, found), by_text=by_text, **more)


def _identity_form(request: ActingRequest, found: DataRequest, data: Any = None) -> IdentityForm:
    people = candidates(request.actor, found) if not found.people else []
    ask = found.identity == DataRequest.Identity.UNCHECKED
    return IdentityForm(data, candidates=[(each.pk, _described(each)) for each in people], ask_identity=ask)


def _lookalike_form(request: ActingRequest, found: DataRequest, data: Any = None) -> LookalikeForm:
    people = lookalikes(request.actor, found)
    return LookalikeForm(data, candidates=[(each.pk, _described(each)) for each in people])


def _described(person: Constituent) -> str:
    return ", ".join(part for part in (person.name, person.city, person.source) if part)


def _page(
    request: ActingRequest, opened: Opened, forms: Forms | None = None, *, refusing: str = "", status: int = 200
) -> HttpResponse:
    actor, found, forms = request.actor, opened.request, forms or {}
    erasure = erasure_of(actor, found)
    identity = forms.get("identity") or _identity_form(request, found)
    lookalike = forms.get("lookalike") or _lookalike_form(request, found)
    refusing = refusing or request.GET.get("refuse", "")
    drafted = found.words.letter if found.letter_state in {"draft", "paper"} else ""
    others = other_admins_of(actor).exists()
    shown = {
        "data_request": found,
        "people": people_of(actor, found),
        "held": [_in_words(each) for each in opened.held],
        "wanted": [(FACTS.get(name, name), value) for name, value in found.words.wanted.items()],
        "deadline": deadline_of(actor, found, timezone.now()),
        "steps": [(each, STEPS.get(each.step, each.step)) for each in steps_of(actor, found)],
        "erasure": erasure,
        "counts": [(TABLES.get(table, table), rows) for table, rows in sorted(erasure.counts.items())]
        if erasure
        else [],
        "may_approve": erasure is not None
        and policies.can_approve_erasure(actor, erasure, now=timezone.now(), other_admins=others),
        "alone": not others,
        "approval_from": approval_from(erasure) if erasure else None,
        "identity_form": identity if identity.fields else None,
        "lookalike_form": lookalike if lookalike.somebody else None,
        "letter_form": forms.get("letter") or _letter_form(actor, found, initial={"letter": drafted}),
        "refusal_form": forms.get("refusal") or RefusalForm(country=found.country),
        "extension_form": ExtensionForm(),
        "refusing": refusing if refusing in REFUSALS else "",
        "refusal_words": refusal_in_words(refusing or found.refused_because, found.country),
        "authority": authority_for(found.country),
        "named_elsewhere": named_elsewhere(actor, found, opened.held) if found.kind == DataRequest.Kind.ERASE else [],
        "new_identifier": bool(found.words.wanted.keys() & {"email", "phone"}),
        "corrected": is_corrected(actor, found),
        "by_text": number_of(actor, found) is not None,
        "in_portal": found.asks_for_data and portal_shows(actor, found),
        "may_disclose": policies.can_disclose(actor, found) and bool(found.people),
    }
    return render(request, "requests/request_detail.html", shown, status=status)


def _in_words(held: dict[str, Any]) -> dict[str, Any]:
    facts = [(FACTS[name], fact_in_words(name, value)) for name, value in held["facts"].items()]
    facts += record_in_words(held["record"])
    contacts: dict[str, int] = {}
    for point in held["contact_points"]:
        contacts[point["kind"]] = contacts.get(point["kind"], 0) + 1
    return {**held, "facts": facts, "points": [(FACTS[kind], number) for kind, number in contacts.items()]}
