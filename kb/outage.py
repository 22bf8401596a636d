"""A database that cannot be reached: how to recognise it, and what to do with a request that met it."""

from collections.abc import Callable, Iterator

import psycopg
from django.db import connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

REASON = "The database cannot be reached right now. That usually takes a few seconds."
RETRY_SECONDS = 5
"""When to ask again. A server is back within a second or two, or later where it replays a long log."""
LOST = frozenset(
    {
        "57P01",  # ended by an administrator
        "57P02",  # another backend crashed
        "57P03",  # starting up, shutting down or recovering
        "53300",  # too many connections
    }
)
CONNECTION_EXCEPTIONS = "08"
"""The class of SQLSTATEs of connections that broke."""
SAFE = frozenset({"GET", "HEAD"})


def met_by(error: BaseException | None) -> bool:
    """Whether `error`, or what led to it, is a connection that could not be made or was lost."""
    return any(_is_loss(cause) for cause in _causes(error))


def retry_reads(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that answers a read once more, on a new connection, where the first was lost on the way.

    A read changes nothing, so it may run twice; a form that was sent may not. It stands first in the list,
    since sessions and users are read by middleware, too.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not says_so(response):
            return response
        for connection in connections.all(initialized_only=True):
            connection.close_if_unusable_or_obsolete()
        return get_response(request) if request.method in SAFE else response

    return respond


def says_so(response: HttpResponseBase) -> bool:
    """Whether this is the response that `kb.errors` gives while the database cannot be reached."""
    return response.status_code == 503 and response.headers.get("Retry-After") == str(RETRY_SECONDS)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _is_loss(error: BaseException) -> bool:
    if isinstance(error, psycopg.OperationalError):
        state = error.sqlstate  # None where no server was there to say anything
        return state is None or state in LOST or state.startswith(CONNECTION_EXCEPTIONS)
    return isinstance(error, psycopg.InterfaceError) and "connection" in str(error)
