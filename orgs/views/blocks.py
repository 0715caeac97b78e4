"""Reports that bar a person, or an address of theirs: made, and taken back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coalition.platform.acting import ActingRequest
from coalition.platform.templatetags.ui import day as day_words
from consent.ledger.actions.blocks import NothingToTakeBack
from consent.ledger.rules.history import OWN_LIFTS
from orgs import policies
from orgs.actions.blocks import report_block, take_back_block
from orgs.forms.blocks import ReportForm, TakeBackForm
from orgs.models import ContactPoint
from orgs.queries.people import contact_points, get_person
from orgs.views.recording import recorder, sent, written


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def block_report(request: ActingRequest, person_id: int) -> HttpResponse:
    """Report a death, a minor, a complaint, or an address that does not work."""
    actor = recorder(request, policies.can_report_block)
    person = get_person(actor, person_id)
    points = [(point.pk, _point_words(point)) for point in contact_points(actor, person_id)]
    form = ReportForm(sent(request), points=points)

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

    return written(request, person, form, write, "orgs/block_report.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def block_take_back(request: ActingRequest, person_id: int) -> HttpResponse:
    """Take back a report of one's own."""
    actor = recorder(request, policies.can_take_back_block)
    person = get_person(actor, person_id)
    wanted = request.POST if request.method == "POST" else request.GET
    kind, channel = wanted.get("kind", ""), wanted.get("channel", "")
    form = TakeBackForm(sent(request))

    def write() -> int:
        if kind not in OWN_LIFTS:
            raise NothingToTakeBack
        return take_back_block(
            actor=actor, now=timezone.now(), person_id=person_id, kind=kind, channel=channel,
            why=form.cleaned_data["why"],
        )  # fmt: skip

    return written(request, person, form, write, "orgs/block_take_back.html", kind=kind, channel=channel)


def _point_words(point: ContactPoint) -> str:
    day = day_words(timezone.localtime(point.created_at).date())
    if point.kind == "phone":
        return _("The phone number added on %(day)s") % {"day": day}
    return _("The e-mail address added on %(day)s") % {"day": day}
