"""The list of people, for administrators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.domain.people import listing
from incidents.models import User
from incidents.web.people.admission import administrator_of
from incidents.web.people.list_query import LABELS, PeopleQuery


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    administrator_of(request)
    query = PeopleQuery.read(request.GET)
    found = listing.people(asked=query.filter, before=query.before, after=query.after)
    context = {
        "query": query,
        "asked": query.filter,
        "found": found,
        "roles": User.Role.choices,
        "states": LABELS.items(),
        "previous": query.beside(before=found.shown.before),
        "next": query.beside(after=found.shown.after),
    }
    return render(request, "people/list.html", context)
