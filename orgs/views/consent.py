"""A person's consent: the page that explains it, and writing down what was said or signed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.consent import record_consent, record_guardian
from orgs.actions.passing import record_passing
from orgs.actions.people import read_consent
from orgs.forms.consent import ConsentForm, GuardianForm, OnThatDayForm, PassingForm
from orgs.queries.consent import notice_choices
from orgs.queries.imports import coalitions_of
from orgs.queries.members import acting_organization
from orgs.queries.people import get_person
from orgs.views.recording import recorder, sent, written


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
    actor = recorder(request, policies.can_record_consent)
    person = get_person(actor, person_id)
    zone = acting_organization(actor).time_zone
    form = ConsentForm(sent(request), notices=notice_choices(actor), zone=zone)

    def write() -> int:
        text = form.cleaned_data["words"]
        return record_consent(
            actor=actor, now=timezone.now(), person_id=person_id, answer=form.result, notice_text=text
        )

    return written(request, person, form, write, "orgs/consent_record.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_record(request: ActingRequest, person_id: int) -> HttpResponse:
    """Write down what a guardian signed."""
    actor = recorder(request, policies.can_record_consent)
    person = get_person(actor, person_id)
    zone = acting_organization(actor).time_zone
    form = GuardianForm(sent(request), notices=notice_choices(actor), zone=zone)

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

    return written(request, person, form, write, "orgs/guardian_record.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def passing_record(request: ActingRequest, person_id: int) -> HttpResponse:
    """Write down whether the person may be passed on within a coalition."""
    actor = recorder(request, policies.can_record_consent)
    person = get_person(actor, person_id)
    coalitions = [(each.pk, each.name) for each in coalitions_of(actor)]
    zone = acting_organization(actor).time_zone
    form = PassingForm(sent(request), notices=notice_choices(actor), zone=zone, coalitions=coalitions)

    def write() -> int:
        given = form.cleaned_data
        return record_passing(
            actor=actor,
            now=timezone.now(),
            person_id=person_id,
            said=form.result,
            notice_id=None if given["words"] else given["notice"],
            notice_text=given["words"],
        )

    return written(request, person, form, write, "orgs/passing_record.html", coalitions=coalitions)
