"""Responses to what no view has answered: a problem document below the API, a page elsewhere."""

import sys

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from incidents.api import errors as api
from incidents.errors import NotReady
from incidents.web import errors as web
from kb import outage

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A host this site is not, or a request it cannot read."""
    if request.path.startswith(API):
        return api.bad_request(request)
    return defaults.bad_request(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the exception."""
    error = sys.exc_info()[1]
    is_api = request.path.startswith(API)
    if isinstance(error, NotReady):
        reason, wait = error.message, error.wait
    elif outage.met_by(error):
        reason, wait = outage.REASON, outage.RETRY_SECONDS
    else:
        return api.broken(request) if is_api else web.broken(request)
    response = api.unavailable(reason) if is_api else web.unavailable(reason)
    response["Retry-After"] = str(wait)
    return response
