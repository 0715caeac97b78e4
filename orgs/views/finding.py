"""What the address of the people table asks for: filters, order and saved view."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coalition.platform.acting import ActingRequest
from coalition.platform.tenancy import Actor
from orgs import policies
from orgs.forms.people_filter import PeopleFilterForm
from orgs.models import SavedView
from orgs.queries.choices import common_values, interest_names
from orgs.queries.districts import district_choices
from orgs.queries.people_filter import PeopleFilter
from orgs.queries.people_lists import get_list, list_choices
from orgs.queries.people_table import own_columns
from orgs.queries.restricted import colleagues
from orgs.queries.saved_views import get_view
from orgs.queries.segments import get_segment
from orgs.rules.people_columns import chosen_columns
from orgs.rules.segments import InvalidRules


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as typed and as understood. ``understood`` is false when one of them cannot be asked."""

    form: PeopleFilterForm
    wanted: PeopleFilter
    sort: str
    view: SavedView | None
    understood: bool

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return self.wanted != PeopleFilter()

    @property
    def address(self) -> str:
        """All parameters of the table's address: filters, searched words, order and view; without the page."""
        return address_of(self.form)


def asked(actor: Actor, data: Mapping[str, Any]) -> Asked:
    """Read the parameters. Raises Http404 for a segment, list or view that the actor has not."""
    lists = [(str(each.pk), each.name) for each in list_choices(actor)]
    choices: dict[str, Sequence[Any]] = {
        "district": district_choices(actor),
        "steward": colleagues(actor),
        "list": lists,
    }
    form = PeopleFilterForm(data, interests=interest_names(actor), choices=choices)
    given = form.given
    raw = str(data.get("list", ""))
    wanted = PeopleFilter(
        **{name: given.get(name, "") for name in ("q", "city", "interest", "reach", "may", "tag", "role")},
        segment=get_segment(actor, given["segment"]) if given.get("segment") else None,
        district=given.get("district"),
        steward=given.get("steward"),
        people_list=get_list(actor, int(raw)) if raw.isdecimal() and len(raw) < 19 else None,
        untouched_since=given.get("untouched"),
    )
    view = get_view(actor, given["view"]) if given.get("view") and policies.can_save_views(actor) else None
    return Asked(form, wanted, form.order or "name", view, form.is_valid())


def asking_a_segment(view: Callable[[ActingRequest], HttpResponse]) -> Callable[[ActingRequest], HttpResponse]:
    """Wraps a view that asks a segment of the address: rules that broke lead to the segments, with a word of why."""

    @wraps(view)
    def wrapped(request: ActingRequest) -> HttpResponse:
        try:
            return view(request)
        except InvalidRules:
            messages.error(request, _("The rules of this segment no longer work. Edit it and choose another question."))
            return redirect("orgs:segment-list")

    return wrapped


def address_of(form: PeopleFilterForm) -> str:
    """The parameters of the table's address that mean something."""
    words = {name: str(form.data.get(name, "")) for name in ("q", "view") if name in form.given}
    return urlencode(words | form.kept | ({"sort": form.order} if form.order else {}))


def parameters(text: str) -> QueryDict:
    """The parameters that a form carried along as one text."""
    return QueryDict(text[:4000])


def columns_of(actor: Actor, asked_for: Asked, available: Mapping[str, Any]) -> list[str]:
    """The columns to show: those of the saved view, else those that the actor chose, else the usual ones."""
    if asked_for.view is not None:
        return chosen_columns(asked_for.view.columns, available)
    return chosen_columns(own_columns(actor), available)


def towns(actor: Actor) -> list[str]:
    """Cities to suggest in the filter."""
    return common_values(actor, "city")
