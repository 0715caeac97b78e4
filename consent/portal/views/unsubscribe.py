"""``/p/u/…``: stop an organization, or everybody, by the link of a message. No cookie, no login, no CSRF token."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from coalition.platform.tenancy import Actor
from consent.ledger.actions.journal import JournalUnavailable
from consent.ledger.rules.new_event import Withdrawal
from consent.portal.actions.unsubscribe import NothingHeld, stop_messages
from consent.portal.queries.records import organization_names
from consent.portal.rules.sentences import by_channel_in_words
from orgs.rules.unsubscribe import BadLink, StopLink, read_token

SOMEBODY = Actor(role="subject")


@never_cache
@csrf_exempt  # RFC 8058: the mail client posts without a cookie; the token is the proof, and can only stop
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET changes nothing and shows two buttons; POST stops at once and shows the receipt's number."""
    try:
        link = read_token(settings.ROOT_KEY, token)
    except BadLink:
        return render(request, "portal/unsubscribe_broken.html", status=404)
    name = organization_names([link.organization_id]).get(link.organization_id, "")
    shown = {"organization": name, "by_channel": by_channel_in_words(link.channel), "token": token}
    scope = _asked(request, link) if request.method == "POST" else None
    if scope is None:
        status = 422 if request.method == "POST" else 200
        return render(request, "portal/unsubscribe.html", {**shown, "unclear": status == 422}, status=status)
    try:
        stopped = stop_messages(
            actor=SOMEBODY,
            now=timezone.now(),
            subject_id=link.subject_id,
            scope=scope,
            method="link",
            source="link in a message",
        )
    except JournalUnavailable:
        return render(request, "portal/unsubscribe.html", {**shown, "failed": True}, status=503)
    except NothingHeld:
        return render(request, "portal/unsubscribe_done.html", {**shown, "nothing_held": True})
    return render(request, "portal/unsubscribe_done.html", {**shown, "stopped": stopped})


def _asked(request: HttpRequest, link: StopLink) -> Withdrawal | None:
    """What the POST asks for: the mail client's one click is about this channel, the button about the organization."""
    if request.POST.get("List-Unsubscribe") == "One-Click":
        return Withdrawal(recipient_organization=link.organization_id, channel=link.channel)
    stop = request.POST.get("stop")
    if stop == "organization":
        return Withdrawal(recipient_organization=link.organization_id)
    return Withdrawal() if stop == "everybody" else None
