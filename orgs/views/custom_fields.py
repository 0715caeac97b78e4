"""Custom fields: the settings, the change of a type, what one person has."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.custom_fields import FieldPlan, FieldRefused, change_values, remove_field, save_field
from orgs.actions.custom_retype import RetypeCheck, check_retype, retype_field
from orgs.forms.collected import APPLIES_TO, TYPES, VISIBLE_TO, FieldForm, RetypeForm, ValuesForm
from orgs.models import CustomField
from orgs.queries.custom_fields import answers_of, counted_fields, fields_with_choices, get_field, people_with
from orgs.queries.people import get_person


@login_required
@require_safe
def field_list(request: ActingRequest) -> HttpResponse:
    """The fields with what they hold, who sees them and how many people have a value."""
    _may_manage(request)
    rows = [
        {"field": field, "type": TYPES[field.type], "for": APPLIES_TO[field.applies_to],
         "seen_by": VISIBLE_TO[field.visible_to], "people": field.people}  # type: ignore[attr-defined]
        for field in counted_fields(request.actor)
    ]  # fmt: skip
    return render(request, "orgs/field_list.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def field_save(request: ActingRequest, field_id: int | None = None) -> HttpResponse:
    """Make a field, or change one; the type of one with values is changed on a page of its own."""
    _may_manage(request)
    field = get_field(request.actor, field_id) if field_id is not None else None
    people = people_with(request.actor, field.pk) if field else 0
    form = FieldForm(request.POST if request.method == "POST" else None, initial=_initial(field))
    if people and field is not None:
        form.fields["type"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_field(
                actor=request.actor, now=timezone.now(), plan=FieldPlan(**form.cleaned_data), field_id=field_id
            )
        except FieldRefused as refused:
            form.add_error(None, _why(refused))
        else:
            messages.success(request, _("The field “%(name)s” is saved.") % {"name": saved.name})
            return redirect("orgs:field-list")
    shown = {"form": form, "field": field, "people": people}
    return render(request, "orgs/field_save.html", shown, status=422 if form.errors else 200)


@login_required
@require_POST
def field_remove(request: ActingRequest, field_id: int) -> HttpResponse:
    """Remove a field with its values; it can be undone for 30 days."""
    try:
        removal = remove_field(actor=request.actor, now=timezone.now(), field_id=field_id)
    except FieldRefused as refused:
        messages.error(request, _why(refused))
        return redirect("orgs:field-change", field_id)
    messages.success(request, _("“%(name)s” is removed. Below it can be undone for 30 days.") % {"name": removal.name})
    return redirect("orgs:unused-list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def field_retype(request: ActingRequest, field_id: int) -> HttpResponse:
    """Say what a change of type would do; do it when that is confirmed."""
    _may_manage(request)
    field = get_field(request.actor, field_id)
    sent = request.POST if request.method == "POST" else request.GET
    form = RetypeForm(sent if "to" in sent else None, field=field)
    check: RetypeCheck | None = None
    if form.is_bound and form.is_valid():
        wanted: dict[str, Any] = {"field_id": field_id, "to": form.cleaned_data["to"],
                                  "choices": form.cleaned_data["choices"]}  # fmt: skip
        if request.method == "POST":
            try:
                removal = retype_field(actor=request.actor, now=timezone.now(), **wanted, expected=_expected(request))
            except FieldRefused as refused:
                form.add_error(None, _why(refused))
            else:
                messages.success(request, _retyped(removal is not None))
                return redirect("orgs:field-list" if removal is None else "orgs:unused-list")
        check = check_retype(actor=request.actor, now=timezone.now(), **wanted)
    shown = {"form": form, "field": field, "type": TYPES[field.type], "check": check,
             "to": TYPES.get(sent.get("to", ""), ""), "answers": "\n".join(check.choices) if check else ""}  # fmt: skip
    return render(request, "orgs/field_retype.html", shown, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def custom_change(request: ActingRequest, person_id: int) -> HttpResponse:
    """What a person has in the fields that one sees."""
    actor = request.actor
    if not policies.can_edit_custom_values(actor):
        raise PermissionDenied
    person = get_person(actor, person_id)
    fields = list(fields_with_choices(actor))
    data = request.POST if request.method == "POST" else None
    form = ValuesForm(data, answers=answers_of(actor, person), fields=fields)
    if data is not None and form.is_valid():
        change_values(actor=actor, now=timezone.now(), person_id=person_id, values=form.values)
        messages.success(request, _("Saved."))
        return redirect("orgs:person-detail", person_id)
    shown = {"form": form, "person": person, "can_manage": policies.can_manage_fields(actor)}
    return render(request, "orgs/custom_change.html", shown, status=422 if form.errors else 200)


def _may_manage(request: ActingRequest) -> None:
    if not policies.can_manage_fields(request.actor):
        raise PermissionDenied


def _initial(field: CustomField | None) -> dict[str, Any]:
    if field is None:
        return {"visible_to": "staff"}
    return {
        "name": field.name, "type": field.type, "applies_to": field.applies_to, "visible_to": field.visible_to,
        "help": field.help, "choices": "\n".join(choice.label for choice in field.choices.all()),
    }  # fmt: skip


def _expected(request: ActingRequest) -> tuple[int, int]:
    given = [request.POST.get(name, "") for name in ("converts", "fails")]
    converts, fails = (int(number) if number.isdecimal() and len(number) < 10 else -1 for number in given)
    return converts, fails


def _retyped(kept: bool) -> str:
    if kept:
        return _("The type is changed. The values that did not convert are kept below for 30 days;"
                 " put back, they become a field of their own.")  # fmt: skip
    return _("The type is changed, and every value with it.")


def _why(refused: FieldRefused) -> str:
    names = {"names": ", ".join(refused.names)}
    return {
        "empty": _("Write a name."),
        "colon": _("Leave the colon out of the name."),
        "taken": _("There is a field “%(names)s” that looks the same. Choose another name.") % names,
        "no_choices": _("Write at least one answer."),
        "too_many": _("Use fewer answers."),
        "choice_in_use": _("People have these answers: %(names)s. Keep them, or change those people first.") % names,
        "has_values": _(
            "People have values in this field. Change its type by “Change the type”, which checks them first."
        ),
        "in_use": _("Segments ask for this field: %(names)s. Change them first.") % names,
        "changed": _("Values changed in the meantime. Look at the check again, then confirm."),
    }[refused.code]
