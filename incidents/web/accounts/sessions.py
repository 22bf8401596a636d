"""The browsers in which a person is signed in, and how to end that."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.domain.people import sessions as domain
from incidents.models import Session, User
from incidents.web.accounts import browser


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """A form ends the one that it names, or all but this one where it names none."""
    user, key, now = _signed_in(request), request.session.session_key, timezone.now()
    if request.method == "POST":
        _end(request, user)
        return redirect("sessions")
    rows = [
        (session, browser.spoken(session.browser), session.session_key == key)
        for session in Session.signed_in.of(user, now=now)
    ]
    return render(request, "accounts/sessions.html", {"rows": rows})


def _end(request: HttpRequest, user: User) -> None:
    now = timezone.now()
    if handle := request.POST.get("session"):
        if domain.end(user=user, handle=handle, now=now):
            messages.success(request, "That session is ended.")
        else:
            messages.info(request, "That session had ended already.")
        return
    ended = domain.end_others(user=user, kept=request.session.session_key, now=now)
    messages.success(request, "You are signed in here only." if ended else "You were signed in here only.")


def _signed_in(request: HttpRequest) -> User:
    return User.objects.get(username=request.user.get_username())
