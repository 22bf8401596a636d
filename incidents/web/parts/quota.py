"""Quotas on pages: what is charged to them, and how a page says that one is used up."""

from contextlib import AbstractContextManager

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from incidents.domain import analysis
from incidents.errors import TooMuch
from incidents.web.access import reader_of

TOO_MANY_REQUESTS = 429


def counted(request: HttpRequest) -> AbstractContextManager[None]:
    """Raises `TooMuch`."""
    address = request.META.get("REMOTE_ADDR")
    return analysis.counted(reader=reader_of(request), address=address, now=timezone.now())


def later(page: HttpResponse, refused: TooMuch) -> HttpResponse:
    """Turns the page into a 429 with `Retry-After`."""
    page.status_code = TOO_MANY_REQUESTS
    page["Retry-After"] = str(refused.wait)
    return page


def refusal(refused: TooMuch) -> ValidationError:
    """For a form that finds out while it is checked; `answered` then says so with the status, too."""
    return ValidationError(refused.message, code=refused.code, params={"refused": refused})


def refused_in(form: BaseForm) -> TooMuch | None:
    """What `refusal` has put among the errors of a form."""
    errors = [error for found in form.errors.as_data().values() for error in found]
    return next(
        (error.params["refused"] for error in errors if error.code == TooMuch.code and error.params), None
    )


def answered(page: HttpResponse, form: BaseForm) -> HttpResponse:
    """The page as it is, or as a 429 where the form was refused for its number."""
    refused = refused_in(form)
    return later(page, refused) if refused else page
