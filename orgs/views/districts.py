"""Districts: the maps, one with how many people live in each, the uploads."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.sheets import SheetError
from orgs import policies
from orgs.actions.districts import MapRefused, add_map, delete_map, save_places
from orgs.forms.districts import KINDS, MapForm, PlacesForm
from orgs.queries.districts import counted_districts, get_map, known_postcodes, label_of, maps_of
from orgs.rules.boundaries import BadMap

PER_PAGE = 100
BARS = 15


@login_required
@require_safe
def district_list(request: ActingRequest) -> HttpResponse:
    """The maps, and for how many postal codes it is known where they lie."""
    if not policies.can_read_districts(request.actor):
        raise PermissionDenied
    maps = [{"map": each, "kind": KINDS[each.kind]} for each in maps_of(request.actor)]
    shown = {"maps": maps, "places": known_postcodes(request.actor),
             "can_manage": policies.can_manage_districts(request.actor)}  # fmt: skip
    return render(request, "orgs/district_list.html", shown)


@login_required
@require_safe
def district_map_detail(request: ActingRequest, map_id: int) -> HttpResponse:
    """One map: the districts with the organization's own people, as bars and as a table."""
    actor = request.actor
    if not policies.can_read_districts(actor):
        raise PermissionDenied
    found = get_map(actor, map_id)
    counted = counted_districts(actor, found)
    bars = [
        {"label": label_of(row.district), "value": row.people,
         "url": f"{reverse('orgs:person-list')}?district={row.district.pk}"}
        for row in counted[:BARS]
        if row.people
    ]  # fmt: skip
    page = Paginator(counted, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "map": found,
        "kind": KINDS[found.kind],
        "bars": bars,
        "counted": counted,
        "drawn": any(row.district.outline for row in counted),
        "page": page,
        "placed": sum(row.people for row in counted),
        "places": known_postcodes(actor),
        "can_manage": policies.can_manage_districts(actor),
    }
    return render(request, "orgs/district_map_detail.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def district_upload(request: ActingRequest) -> HttpResponse:
    """Take up districts. A file that cannot be used is answered with what to do."""
    _may_manage(request)
    form = MapForm(request.POST, request.FILES) if request.method == "POST" else MapForm()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with _kept(given["file"]) as source:
                made = add_map(
                    actor=request.actor, now=timezone.now(), name=given["name"], kind=given["kind"],
                    file_name=given["file"].name or "", source=source,
                )  # fmt: skip
        except (BadMap, SheetError) as problem:
            form.add_error("file", str(problem))
        except MapRefused as refused:
            form.add_error(*_why(refused))
        else:
            messages.success(request, _("The districts are taken up. In a minute everybody has theirs."))
            return redirect("orgs:district-map-detail", made.pk)
    note = _("A person has at most one district of each upload. Nothing is taken up unless the whole file can be used.")
    return _upload_page(request, form, _("Upload districts"), note)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place_upload(request: ActingRequest) -> HttpResponse:
    """Take up where postal codes lie."""
    _may_manage(request)
    form = PlacesForm(request.POST, request.FILES) if request.method == "POST" else PlacesForm()
    if request.method == "POST" and form.is_valid():
        try:
            with _kept(form.cleaned_data["file"]) as source:
                save_places(actor=request.actor, now=timezone.now(), source=source)
        except (BadMap, SheetError) as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, _("Taken up. In a minute everybody has their districts."))
            return redirect("orgs:district-list")
    note = _(
        "Boundaries need this table: a person lives where the middle of their postal code lies. Codes that are known"
        " already get the new place."
    )
    return _upload_page(request, form, _("Where postal codes lie"), note)


@login_required
@require_POST
def district_map_delete(request: ActingRequest, map_id: int) -> HttpResponse:
    """Throw a map away; the people stay."""
    delete_map(actor=request.actor, now=timezone.now(), map_id=map_id)
    messages.success(request, _("The districts are gone. The people stay, and the file can be uploaded again."))
    return redirect("orgs:district-list")


def _upload_page(request: ActingRequest, form: Form, title: str, note: str) -> HttpResponse:
    shown = {"form": form, "title": title, "note": note}
    return render(request, "orgs/district_upload.html", shown, status=422 if form.errors else 200)


def _may_manage(request: ActingRequest) -> None:
    if not policies.can_manage_districts(request.actor):
        raise PermissionDenied


def _why(refused: MapRefused) -> tuple[str, str]:
    if refused.code == "taken":
        return "name", _("There are districts of this name already. Choose another name, or delete those first.")
    return "file", _("The file is too large. Simplify the boundaries in your mapping program.")


@contextmanager
def _kept(file: Any) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile() as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        yield Path(kept.name)
