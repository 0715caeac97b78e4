"""A person's consent: the page that explains it, and writing down what was said, signed or reported."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.templatetags.ui import day as day_words
from coalition.platform.tenancy import Actor
from consent.ledger.actions.blocks import NothingToTakeBack
from consent.ledger.rules.history import OWN_LIFTS
from orgs import policies
from orgs.actions.blocks import NoIdentifier, report_block, take_back_block
from orgs.actions.consent import NotAMinor, record_consent, record_guardian
from orgs.actions.people import read_consent
from orgs.forms.consent import ConsentForm, GuardianForm, OnThatDayForm, ReportForm, TakeBackForm
from orgs.models import Constituent, ContactPoint
from orgs.queries.consent import notice_choices
from orgs.queries.members import acting_organization
from orgs.queries.people import contact_points, get_person

Write = Callable[[], int]


@login_required
@require_safe
def person_consent(request: ActingRequest, person_id: int) -> HttpResponse:
    """Why may we (not) call them: now, on a day, and all that was said; with the contacts that rested on it."""
    actor = request.actor
    form = OnThatDayForm(request.GET if "on" in request.GET else None)
    on = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    page = read_consent(actor=actor, now=timezone.now(), person_id=person_id, on=on)
    shown = {
        "page": page,
        "person": page.person,
        "form": form,
        "can_record": policies.can_record_consent(actor),
        "can_take_back": policies.can_take_back_block(actor),
    }
    return render(request, "orgs/person_consent.html", shown, status=422 if form.is_bound and on is None else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent_record(request: ActingRequest, person_id: int) -> HttpResponse:
    """Write down what the person said."""
    actor = _recorder(request, policies.can_record_consent)
    person = get_person(actor, person_id)
    zone = acting_organization(actor).time_zone
    form = ConsentForm(_sent(request), notices=notice_choices(actor), zone=zone)

    def write() -> int:
        text = form.cleaned_data["words"]
        return record_consent(
            actor=actor, now=timezone.now(), person_id=person_id, answer=form.result, notice_text=text
        )

    return _written(request, person, form, write, "orgs/consent_record.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_record(request: ActingRequest, person_id: int) -> HttpResponse:
    """Write down what a guardian signed."""
    actor = _recorder(request, policies.can_record_consent)
    person = get_person(actor, person_id)
    zone = acting_organization(actor).time_zone
    form = GuardianForm(_sent(request), notices=notice_choices(actor), zone=zone)

    def write() -> int:
        given = form.cleaned_data
        return record_guardian(
            actor=actor,
            now=timezone.now(),
            person_id=person_id,
            authority=given["authority"],
            channels=given["channels"],
            signed_at=form.moment(given["signed_on"]),
            evidence_ref=given["evidence_ref"],
            notice_id=given["notice"],
            notice_text=given["words"],
        )

    return _written(request, person, form, write, "orgs/guardian_record.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def block_report(request: ActingRequest, person_id: int) -> HttpResponse:
    """Report a death, a minor, a complaint, or an address that does not work."""
    actor = _recorder(request, policies.can_report_block)
    person = get_person(actor, person_id)
    points = [(point.pk, _point_words(point)) for point in contact_points(actor, person_id)]
    form = ReportForm(_sent(request), points=points)

    def write() -> int:
        given = form.cleaned_data
        return report_block(
            actor=actor,
            now=timezone.now(),
            person_id=person_id,
            kind=given["kind"],
            channel=given["channel"] if given["kind"] == "complained" else "",
            point_id=given["point"],
            known_from=given["known_from"],
        )

    return _written(request, person, form, write, "orgs/block_report.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def block_take_back(request: ActingRequest, person_id: int) -> HttpResponse:
    """Take back a report of one's own."""
    actor = _recorder(request, policies.can_take_back_block)
    person = get_person(actor, person_id)
    wanted = request.POST if request.method == "POST" else request.GET
    kind, channel = wanted.get("kind", ""), wanted.get("channel", "")
    form = TakeBackForm(_sent(request))

    def write() -> int:
        if kind not in OWN_LIFTS:
            raise NothingToTakeBack
        return take_back_block(
            actor=actor, now=timezone.now(), person_id=person_id, kind=kind, channel=channel,
            why=form.cleaned_data["why"],
        )  # fmt: skip

    return _written(request, person, form, write, "orgs/block_take_back.html", kind=kind, channel=channel)


def _sent(request: ActingRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _recorder(request: ActingRequest, may: Callable[[Actor], bool]) -> Actor:
    if not may(request.actor):
        raise PermissionDenied
    return request.actor


def _written(
    request: ActingRequest, person: Constituent, form: Form, write: Write, template: str, **shown: Any
) -> HttpResponse:
    if form.is_valid():
        try:
            count = write()
        except (NoIdentifier, NotAMinor, NothingToTakeBack) as problem:
            form.add_error(None, _problem(problem))
        else:
            done = _("Recorded. It counts from this moment.") if count else _("This was on record already.")
            messages.success(request, done)
            return redirect("orgs:person-consent", person.pk)
    status = 422 if form.is_bound else 200
    return render(request, template, {"person": person, "form": form, **shown}, status=status)


def _problem(problem: ValueError) -> str:
    if isinstance(problem, NotAMinor):
        return _("A guardian signs only for somebody under 18. Enter the birthday of the person first.")
    if isinstance(problem, NothingToTakeBack):
        return _("There is no such report of your organization: it was taken back already, or never made by you.")
    if isinstance(problem, NoIdentifier) and problem.channel:
        return {
            "email": _("No e-mail address of theirs is known. Add it to the person first."),
        }.get(problem.channel, _("No phone number of theirs is known. Add it to the person first."))
    return _("Nothing can be recorded without an address or number: it is what consent hangs on. Add one first.")


def _point_words(point: ContactPoint) -> str:
    day = day_words(timezone.localtime(point.created_at).date())
    if point.kind == "phone":
        return _("The phone number added on %(day)s") % {"day": day}
    return _("The e-mail address added on %(day)s") % {"day": day}
