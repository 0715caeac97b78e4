"""What the organization says of itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.organizations import change_organization
from orgs.forms.organization import OrganizationForm
from orgs.queries.members import acting_organization


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organization_change(request: ActingRequest) -> HttpResponse:
    """Show and change who answers for the data."""
    if not policies.can_change_organization(request.actor):
        raise PermissionDenied
    organization = acting_organization(request.actor)
    form = OrganizationForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(organization, name) for name in OrganizationForm.base_fields},
    )
    if request.method == "POST" and form.is_valid():
        change_organization(actor=request.actor, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved. Receipts say so from now on; earlier ones stay as they are."))
        return redirect("orgs:organization-change")
    shown = {"form": form, "organization": organization}
    return render(request, "orgs/organization_change.html", shown, status=422 if form.errors else 200)
