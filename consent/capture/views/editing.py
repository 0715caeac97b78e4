"""Making a form: the first step, the editor, publishing and closing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coalition.platform.acting import ActingRequest
from coalition.platform.texts import texts_available
from consent.capture import policies
from consent.capture.actions.forms import FormIncomplete, change_form, close_form, create_form, publish_form
from consent.capture.forms.editor import LACKING, CreateForm, EditorForm
from consent.capture.queries.forms import campaign_choices, get_form, possible_recipients
from consent.capture.rules.definition import COALITION_FIELDS, FIELDS, LANGUAGES, definition_from


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def form_create(request: ActingRequest) -> HttpResponse:
    """The kind and the title."""
    actor = request.actor
    if not policies.can_edit_forms(actor):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = CreateForm(data, kinds=policies.kinds_for(actor), campaigns=campaign_choices(actor))
    if data is not None and form.is_valid():
        made = create_form(
            actor=actor,
            now=timezone.now(),
            kind=form.cleaned_data["kind"],
            title=form.title,
            campaign_id=form.cleaned_data["campaign"],
        )
        messages.success(request, _("The form is begun. Look through it, then publish it."))
        return redirect("capture:form-change", made.pk)
    return render(request, "capture/form_create.html", {"form": form}, status=422 if data is not None else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def form_change(request: ActingRequest, form_id: int) -> HttpResponse:
    """The editor of the draft; what is published stays as it is."""
    actor = request.actor
    if not policies.can_edit_forms(actor):
        raise PermissionDenied
    made = get_form(actor, form_id)
    data = request.POST if request.method == "POST" else None
    collects = FIELDS if made.organization_id is not None else COALITION_FIELDS
    texts, names = texts_available(), possible_recipients(actor)
    form = EditorForm(data, definition=definition_from(made.draft), names=names, collects=collects, texts=texts)
    if data is not None and form.is_valid():
        change_form(actor=actor, now=timezone.now(), form_id=form_id, definition=form.definition)
        messages.success(request, _("Saved as a draft. What is published has not changed."))
        return redirect("capture:form-detail", form_id)
    shown = {
        "made": made,
        "form": form,
        "collected": [form[f"field_{name}"] for name in form.collects],
        "texts": texts,
        "wordings": [
            (language, [form[f"{name}_{language}"] for name in ("title", "introduction", "notice")])
            for language in LANGUAGES
        ],
    }
    return render(request, "capture/form_change.html", shown, status=422 if data is not None else 200)


@login_required
@require_POST
def form_publish(request: ActingRequest, form_id: int) -> HttpResponse:
    """Freeze the draft as a version and open it."""
    try:
        version = publish_form(actor=request.actor, now=timezone.now(), form_id=form_id)
    except FormIncomplete as error:
        for code in error.lacking:
            messages.error(request, LACKING[code])
    else:
        messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
    return redirect("capture:form-detail", form_id)


@login_required
@require_POST
def form_close(request: ActingRequest, form_id: int) -> HttpResponse:
    """Take no more answers."""
    close_form(actor=request.actor, now=timezone.now(), form_id=form_id)
    messages.success(request, _("The form is closed. What people confirmed still counts."))
    return redirect("capture:form-detail", form_id)
