"""An organization's (or coalition's) forms: the list, one of them, how it will look, how to bring it to people."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.tenancy import Actor
from coalition.platform.texts import texts_available
from consent.capture import policies
from consent.capture.actions.forms import asker_of
from consent.capture.forms.editor import CHANNEL_NAMES, FIELD_NAMES, KIND_NAMES, LACKING
from consent.capture.forms.sign_up import SignUpForm
from consent.capture.models import Form, FormVersion
from consent.capture.queries.forms import days, forms, get_form, owner_of, possible_recipients, tallies, versions
from consent.capture.queries.public import PublicForm, opt_in_forms
from consent.capture.rules.definition import FIELDS, Definition, definition_from, missing
from consent.capture.rules.questions import questions
from consent.capture.rules.spread import html_form, html_frame, qr_code
from consent.capture.views.entering import spoken
from orgs.models import Organization

PER_PAGE = 20


@login_required
@require_safe
def form_list(request: ActingRequest) -> HttpResponse:
    """The forms with how many people are waiting and confirmed."""
    if not policies.can_edit_forms(request.actor):
        raise PermissionDenied
    page = Paginator(forms(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    found = tallies(request.actor, [form.pk for form in page])
    rows = [(form, _title(form), KIND_NAMES[Form.Kind(form.kind)], found.get(form.pk)) for form in page]
    return render(request, "capture/form_list.html", {"page": page, "rows": rows})


@login_required
@require_safe
def form_detail(request: ActingRequest, form_id: int) -> HttpResponse:
    """One form: where it stands, its numbers, how to bring it to people, its versions side by side."""
    actor = request.actor
    if not policies.can_edit_forms(actor):
        raise PermissionDenied
    form = get_form(actor, form_id)
    draft, published = definition_from(form.draft), versions(actor, form)
    address = settings.BASE_URL + reverse("capture:sign-up", args=[form.slug])
    shown = {
        "form": form,
        "title": _title(form),
        "kind": KIND_NAMES[Form.Kind(form.kind)],
        "published": published,
        "changed": bool(published) and definition_from(published[0].definition) != draft,
        "lacking": [LACKING[code] for code in missing(draft, kind=form.kind, texts=texts_available())],
        "collected": [(FIELD_NAMES[name], draft.requires(name)) for name in FIELDS if draft.asks(name)],
        "channels": [CHANNEL_NAMES[channel] for channel in draft.channels],
        "total": tallies(actor, [form.pk]).get(form.pk),
        "days": days(actor, form),
        "address": address,
        "language": spoken(),
    }
    if published:
        shown |= _embedding(published[0], address)
    return render(request, "capture/form_detail.html", shown)


@login_required
@require_safe
def form_preview(request: ActingRequest, form_id: int) -> HttpResponse:
    """The draft as people will see it; nothing can be sent from here."""
    actor = request.actor
    if not policies.can_edit_forms(actor):
        raise PermissionDenied
    form = get_form(actor, form_id)
    wanted = request.GET.get("lang", "")
    with translation.override(wanted if wanted in dict(settings.LANGUAGES) else spoken()):
        return _preview(request, actor, form, definition_from(form.draft))


def _preview(request: ActingRequest, actor: Actor, form: Form, draft: Definition) -> HttpResponse:
    names = {each: name for each, name in possible_recipients(actor).items() if each in draft.recipients}
    asked = [each.as_json() for each in questions(draft, asker_of(actor, form), names)]
    owner = owner_of(form)
    public = PublicForm(
        form,
        FormVersion(number=0, definition=draft.as_json(), questions={spoken(): asked}),
        owner.name,
        owner.region if isinstance(owner, Organization) else "US",
    )
    filled = SignUpForm(None, form=public, language=spoken(), now=timezone.now(), texts=texts_available())
    context = {
        "public": public,
        "form": filled,
        "title": draft.title.get(spoken(), ""),
        "introduction": draft.introduction.get(spoken(), ""),
        "notice": draft.notice.get(spoken(), ""),
        "recipients": [{"name": name} for name in names.values()],
        "preview": True,
    }
    return render(request, "capture/sign_up.html", context)


@login_required
@require_safe
def form_qr_code(request: ActingRequest, form_id: int) -> HttpResponse:
    """The form's address as a QR code, to be printed."""
    if not policies.can_edit_forms(request.actor):
        raise PermissionDenied
    form = get_form(request.actor, form_id)
    if form.state == Form.State.DRAFT:
        raise Http404
    picture = qr_code(settings.BASE_URL + reverse("capture:sign-up", args=[form.slug]))
    return HttpResponse(picture, content_type="image/svg+xml")


@login_required
@require_safe
def opt_in_offer(request: ActingRequest, campaign_id: int) -> HttpResponse:
    """The opt-in forms to be named to somebody on the phone; a fragment of the calling screen."""
    if request.actor.organization_id is None and request.actor.coalition_id is None:
        raise PermissionDenied
    offers = [
        (each.title.get(spoken()) or each.slug, settings.BASE_URL + reverse("capture:sign-up", args=[each.slug]))
        for each in opt_in_forms(request.actor, campaign_id)
    ]
    return render(request, "capture/_offer.html", {"offers": offers})


def _title(form: Form) -> str:
    title = form.draft.get("title") or {}
    return str(title.get(spoken()) or title.get("en") or form.slug)


def _embedding(version: FormVersion, address: str) -> dict[str, str]:
    definition = definition_from(version.definition)
    asked = PublicForm(version.form, version, "", "").questions(spoken())
    return {
        "frame_code": html_frame(address, definition.title[spoken()], spoken()),
        "post_code": html_form(address, definition, asked, version, spoken()),
    }
