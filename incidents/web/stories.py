"""The list of stories."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.web.reading import open_to_readers


@require_safe
@open_to_readers
def stories(request: HttpRequest) -> HttpResponse:
    return render(request, "stories/list.html")
