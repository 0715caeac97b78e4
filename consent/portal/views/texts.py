"""``/p/texts/inbound/``: where the provider of texts brings what people send back."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from coalition.platform.tenancy import Actor
from coalition.platform.texts import NotFromProvider, read_inbound, texts_provider
from consent.ledger.actions.journal import JournalUnavailable
from consent.portal.actions.texts import Heard, answer_text, receive_text

SOMEBODY = Actor(role="subject")


@csrf_exempt  # the provider's signature is the proof
@require_POST
def text_receive(request: HttpRequest) -> HttpResponse:
    """Act on a text and answer it. 503 makes the provider deliver it again."""
    url = settings.BASE_URL + request.get_full_path()
    try:
        inbound = read_inbound(url, request.headers, {name: str(value) for name, value in request.POST.items()})
        answers = texts_provider().answers
    except (NotFromProvider, ImproperlyConfigured):
        return HttpResponse("", content_type="text/plain", status=403)
    try:
        heard = receive_text(actor=SOMEBODY, now=timezone.now(), inbound=inbound)
    except JournalUnavailable:
        return HttpResponse("", content_type="text/plain", status=503)
    words = "" if heard.kind == "nobody" else _answer(heard)
    if words and not answers:
        answer_text(inbound.sender, words)
    shown = render_to_string("portal/texts/answer.xml", {"words": words if answers else ""})
    return HttpResponse(shown, content_type="text/xml")


def _answer(heard: Heard) -> str:
    with translation.override(heard.language or settings.LANGUAGE_CODE):
        shown = {"heard": heard, "portal": f"{settings.BASE_URL}/p/"}
        return " ".join(render_to_string("portal/texts/answer.txt", shown).split())
