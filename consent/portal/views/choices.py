"""My choices: who has my details, who contacted me, and what each may do."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consent.ledger.actions.journal import JournalUnavailable
from consent.portal.actions.choices import Saved, save_choices
from consent.portal.actions.lifting import NotProven
from consent.portal.actions.looking import look
from consent.portal.queries.sessions import Person
from consent.portal.rules.choices import MONTHS, Change, read_changes
from consent.portal.rules.overview import Overview
from consent.portal.rules.sentences import change_in_words
from consent.portal.views.session import person_required

RADIOS_UNTIL = 8  # holders: beyond, the main page links to one page for each
PER_PAGE = 20


@require_safe
@person_required
def me(request: HttpRequest, person: Person) -> HttpResponse:
    """Everything in short cards on one page."""
    overview = overview_of(person)
    page = Paginator(overview.holders, PER_PAGE).get_page(request.GET.get("page"))
    context = {"person": person, "overview": overview, "page": page, "radios": len(overview.holders) <= RADIOS_UNTIL}
    return render(request, "portal/me.html", context)


@require_safe
@person_required
def passing(request: HttpRequest, person: Person) -> HttpResponse:
    """To whom the details may be passed on."""
    overview = overview_of(person)
    page = Paginator(overview.passings, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/passing.html", {"person": person, "overview": overview, "page": page})


@require_safe
@person_required
def received(request: HttpRequest, person: Person) -> HttpResponse:
    """Who was given the details."""
    page = Paginator(overview_of(person).received, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/received.html", {"person": person, "page": page})


@require_safe
@person_required
def limits(request: HttpRequest, person: Person) -> HttpResponse:
    """Pause, object, and that nobody may contact me."""
    context = {"person": person, "overview": overview_of(person), "months": MONTHS}
    return render(request, "portal/limits.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def check(request: HttpRequest, person: Person) -> HttpResponse:
    """GET shows the changed lines only and changes nothing; POST saves them."""
    overview = overview_of(person)
    sent: QueryDict = request.POST if request.method == "POST" else request.GET
    changes = read_changes(sent.dict(), overview.state)  # type: ignore[arg-type]  # a form sends strings
    lines = [(change, change_in_words(change, name_of(overview, change))) for change in changes]
    context = {"person": person, "lines": lines}
    if request.method != "POST":
        return render(request, "portal/check.html", context)
    if not changes:
        messages.info(request, _("Nothing was left to change."))
        return redirect("portal:me")
    try:
        saved = _save(request, person, overview, changes)
    except NotProven:
        if closing := [each for each in changes if not each.allow]:  # a no never waits for a proof
            _save(request, person, overview, closing)
        messages.error(
            request,
            _(
                "Somebody said no by another address or number of yours. Prove that it is yours, with a code; then say"
                " yes again. If there are several, prove one after the other in this visit."
            ),
        )
        return redirect("portal:proof")
    except JournalUnavailable:
        return render(request, "portal/check.html", {**context, "failed": True}, status=503)
    if saved.signal:
        messages.info(
            request,
            _(
                "Your browser asks websites not to pass your details on (Global Privacy Control). We noted that as"
                " your objection, for every group."
            ),
        )
    return redirect("portal:receipt", reference=saved.reference)


def _save(request: HttpRequest, person: Person, overview: Overview, changes: list[Change]) -> Saved:
    return save_choices(
        actor=person.actor,
        now=timezone.now(),
        subject_id=person.subject_id,
        overview=overview,
        changes=changes,
        signal=request.headers.get("Sec-GPC") == "1",
        proven=person.proven,
    )


def overview_of(person: Person) -> Overview:
    """Look, with the reading recorded."""
    return look(actor=person.actor, now=timezone.now(), person=person)


def name_of(overview: Overview, change: Change) -> str:
    """Whom a change speaks of."""
    party = (change.organization, change.coalition)
    if change.coalition is not None or party in overview.recipients:
        return overview.recipients[party].name
    return overview.names.get(change.organization or 0, "")
