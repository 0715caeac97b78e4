"""The switcher: for which organization or coalition the user acts."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coalition.platform.acting import ActingRequest
from orgs.middleware import SESSION_KEY


@login_required
@require_POST
def acting_switch(request: HttpRequest) -> HttpResponse:
    """Act for another organization or coalition from now on, in this session."""
    chosen = request.POST.get("acting", "")
    hat = next((hat for hat in cast(ActingRequest, request).hats if hat.key == chosen), None)
    if hat is None:
        raise Http404
    request.session[SESSION_KEY] = hat.key
    messages.success(request, _("You now act for %(name)s.") % {"name": hat.name})
    return redirect("orgs:home")
