"""Agreements: the list, one with its signatures, a new version, accepting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs.queries.directory import members_of
from sharing import policies
from sharing.actions.agreements import accept_agreement, create_agreement
from sharing.actions.refusals import Refused
from sharing.forms.agreements import AgreementForm
from sharing.queries.agreements import accepted_agreements, agreements, current_agreement, get_agreement, signatures
from sharing.rules.terms import CHANNELS, EVIDENCE, MODES, PURPOSES

PER_PAGE = 20


@login_required
@require_safe
def agreement_list(request: ActingRequest) -> HttpResponse:
    """Every version, newest first, and whether the acting organization accepted it."""
    actor = request.actor
    if not policies.can_read_campaigns(actor):
        raise PermissionDenied
    page = Paginator(agreements(actor), PER_PAGE).get_page(request.GET.get("page"))
    accepted = accepted_agreements(actor, actor.organization_id) if actor.organization_id is not None else set()
    shown = {"page": page, "accepted": accepted, "can_create": policies.can_create_agreement(actor)}
    return render(request, "sharing/agreement_list.html", shown)


@login_required
@require_safe
def agreement_detail(request: ActingRequest, agreement_id: int) -> HttpResponse:
    """One version: text, clauses, and which members accepted it."""
    actor = request.actor
    agreement = get_agreement(actor, agreement_id)
    if not policies.can_read_campaigns(actor):
        raise PermissionDenied
    newest = current_agreement(actor, agreement.coalition_id)
    signed = signatures(actor, agreement)
    mine = next((one for one in signed if one.organization.pk == actor.organization_id), None)
    shown = {
        "agreement": agreement,
        "current": newest is not None and newest.pk == agreement.pk,
        "newest": newest,
        "signatures": signed,
        "mine": mine,
        "can_accept": policies.can_accept_agreement(actor, agreement) and mine is not None and mine.at is None,
        "modes": [MODES[mode] for mode in agreement.modes if mode in MODES],
        "purposes": [PURPOSES[purpose] for purpose in agreement.purposes if purpose in PURPOSES],
        "channels": [CHANNELS[channel] for channel in agreement.channels if channel in CHANNELS],
        "evidence": EVIDENCE.get(agreement.minimum_evidence, ""),
        "recipients": [one.organization.name for one in signed if one.organization.pk in agreement.recipients],
    }
    return render(request, "sharing/agreement_detail.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_create(request: ActingRequest) -> HttpResponse:
    """Write a new version, starting from the one before."""
    actor = request.actor
    if not policies.can_create_agreement(actor) or actor.coalition_id is None:
        raise PermissionDenied
    before = current_agreement(actor, actor.coalition_id)
    form = AgreementForm(
        request.POST or None, members=members_of(actor.coalition_id), initial=vars(before) if before else None
    )
    if form.is_valid():
        try:
            agreement = create_agreement(actor=actor, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.words))
        else:
            messages.success(request, _("Saved. The members' admins can accept it now."))
            return redirect("sharing:agreement-detail", agreement.pk)
    shown = {"form": form, "before": before}
    return render(request, "sharing/agreement_create.html", shown, status=422 if form.errors else 200)


@login_required
@require_POST
def agreement_accept(request: ActingRequest, agreement_id: int) -> HttpResponse:
    """Accept for the acting organization."""
    try:
        accept_agreement(actor=request.actor, now=timezone.now(), agreement_id=agreement_id)
    except Refused as refused:
        messages.error(request, str(refused.words))
    else:
        messages.success(request, _("Accepted for your organization. It can now contribute to campaigns."))
    return redirect("sharing:agreement-detail", agreement_id)
