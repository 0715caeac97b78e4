"""The list of people for those who see no names: numbers."""

from django.http import HttpResponse
from django.shortcuts import render

from coalition.platform.acting import ActingRequest
from orgs.queries.people_counts import people_counts


def counts_page(request: ActingRequest) -> HttpResponse:
    """How many people there are, by town, topic, language and segment."""
    return render(request, "orgs/people_counts.html", {"counts": people_counts(request.actor)})
