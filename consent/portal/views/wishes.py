"""Topics, skills, and how somebody likes to be reached: for one organization, at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consent.portal.actions.wishes import read_wishes, save_wishes
from consent.portal.forms.wishes import WishesForm
from consent.portal.queries.sessions import Person
from consent.portal.views.session import person_required


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def wishes(request: HttpRequest, person: Person, organization_id: int) -> HttpResponse:
    """What the organization notes of them, with what to change. 404 where it is not certain who of a household asks."""
    now = timezone.now()
    holder, there = read_wishes(actor=person.actor, now=now, person=person, organization_id=organization_id)
    form = WishesForm(request.POST if request.method == "POST" else None, there=there)
    if request.method == "POST" and form.is_valid():
        save_wishes(actor=person.actor, now=now, holder=holder, wishes=form.wishes)
        messages.success(request, _("Saved. %(organization)s sees it at once.") % {"organization": holder.name})
        return redirect("portal:wishes", holder.id)
    channel = dict(form.fields["channel"].choices).get(there.channel, "")  # type: ignore[attr-defined]
    context = {"person": person, "holder": holder, "there": there, "form": form, "channel": channel}
    return render(request, "portal/wishes.html", context, status=422 if form.is_bound else 200)
