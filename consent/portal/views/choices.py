"""My choices: who has my details, who contacted me, and what each may do."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consent.ledger.actions.journal import JournalUnavailable
from consent.ledger.queries.own import receipt_of
from consent.portal.actions.choices import save_choices
from consent.portal.actions.looking import Overview, look
from consent.portal.queries.records import organization_names
from consent.portal.queries.sessions import Person
from consent.portal.rules.choices import Change, read_changes
from consent.portal.rules.sentences import change_in_words
from consent.portal.views.session import person_required


@require_safe
@person_required
def me(request: HttpRequest, person: Person) -> HttpResponse:
    """Everything on one page."""
    return render(request, "portal/me.html", {"person": person, "overview": _look(person)})


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def check(request: HttpRequest, person: Person) -> HttpResponse:
    """GET shows the changed lines only and changes nothing; POST saves them."""
    overview = _look(person)
    sent: QueryDict = request.POST if request.method == "POST" else request.GET
    changes = read_changes(sent.dict(), overview.states)  # type: ignore[arg-type]  # a form sends strings
    lines = [(change, change_in_words(change, _name(overview, change))) for change in changes]
    context = {"person": person, "lines": lines}
    if request.method != "POST":
        return render(request, "portal/check.html", context)
    if not changes:
        messages.info(request, _("Nothing was left to change."))
        return redirect("portal:me")
    try:
        reference = save_choices(
            actor=person.actor, now=timezone.now(), subject_id=person.subject_id, overview=overview, changes=changes
        )
    except JournalUnavailable:
        return render(request, "portal/check.html", {**context, "failed": True}, status=503)
    return redirect("portal:receipt", reference=reference)


@require_safe
@person_required
def receipt(request: HttpRequest, person: Person, reference: str) -> HttpResponse:
    """What was changed, since when; to print or keep."""
    found, events = receipt_of(person.actor, reference)
    names = organization_names([each.recipient_organization_id for each in events if each.recipient_organization_id])
    changes = [Change(each.kind == "granted", each.recipient_organization_id, each.channel) for each in events]
    lines = [change_in_words(change, names.get(change.organization or 0, "")) for change in dict.fromkeys(changes)]
    return render(request, "portal/receipt.html", {"person": person, "receipt": found, "lines": lines})


def _look(person: Person) -> Overview:
    return look(actor=person.actor, now=timezone.now(), subject_id=person.subject_id)


def _name(overview: Overview, change: Change) -> str:
    return overview.names.get(change.organization or 0, "")
