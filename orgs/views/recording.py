"""What every page has in common on which staff write something down about a person's consent."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coalition.platform.acting import ActingRequest
from coalition.platform.tenancy import Actor
from consent.ledger.actions.blocks import NothingToTakeBack
from orgs.actions.blocks import NoIdentifier
from orgs.actions.consent import NotAMinor
from orgs.models import Constituent
from orgs.rules.passing import NotNamed

Write = Callable[[], int]


def sent(request: ActingRequest) -> QueryDict | None:
    """What was posted; nothing when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def recorder(request: ActingRequest, may: Callable[[Actor], bool]) -> Actor:
    """Who writes. Raises PermissionDenied for those who may not."""
    if not may(request.actor):
        raise PermissionDenied
    return request.actor


def written(
    request: ActingRequest, person: Constituent, form: Form, write: Write, template: str, **shown: Any
) -> HttpResponse:
    """Write it down and go back to the person's consent; or the form again, with what is wrong."""
    if form.is_valid():
        try:
            count = write()
        except (NoIdentifier, NotAMinor, NotNamed, NothingToTakeBack) as problem:
            form.add_error(None, problem_words(problem))
        else:
            done = _("Recorded. It counts from this moment.") if count else _("This was on record already.")
            messages.success(request, done)
            return redirect("orgs:person-consent", person.pk)
    status = 422 if form.is_bound else 200
    return render(request, template, {"person": person, "form": form, **shown}, status=status)


def problem_words(problem: ValueError) -> str:
    """What is wrong, and the remedy."""
    if isinstance(problem, NotNamed):
        return {
            "unnamed": _(
                "These words do not name the coalition. A yes counts only for whom the paper names: copy the sentence"
                " that names it, or ask the person anew."
            ),
            "nobody_named": _(
                "These words name no other member of the coalition. A yes counts only for the organizations that the"
                " paper names: copy the sentence that names them, or ask the person anew."
            ),
        }[problem.code]
    if isinstance(problem, NotAMinor):
        return _("A guardian signs only for somebody under 18. Enter the birthday of the person first.")
    if isinstance(problem, NothingToTakeBack):
        return _("There is no such report of your organization: it was taken back already, or never made by you.")
    if isinstance(problem, NoIdentifier) and problem.channel:
        return {
            "email": _("No e-mail address of theirs is known. Add it to the person first."),
        }.get(problem.channel, _("No phone number of theirs is known. Add it to the person first."))
    return _("Nothing can be recorded without an address or number: it is what consent hangs on. Add one first.")
