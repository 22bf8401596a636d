"""What the signed-in person is told: all of it, the newest first.

Reading a page changes nothing. A piece of news is opened by a form, which marks it as read and leads on.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from incidents.domain.notifications import reading
from incidents.models import User
from incidents.web.parts.paging import row_key

ON_A_PAGE = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def news(request: HttpRequest) -> HttpResponse:
    """A form marks the one that it names as read, or all up to the one that was the newest on the page."""
    person = person_of(request)
    only_unread = request.GET.get("show") == "unread"
    if request.method == "POST":
        _mark(request, person)
        return redirect(_address(only_unread, 0))
    before = row_key(request.GET.get("before", ""))
    found = reading.page(person=person, only_unread=only_unread, before=before, number=ON_A_PAGE)
    context: dict[str, Any] = {
        "items": found.items,
        "newest": found.items[0].key if found.items else 0,
        "has_unread": any(not item.is_read for item in found.items),
        "only_unread": only_unread,
        "first": _address(only_unread, 0) if before else "",
        "older": _address(only_unread, found.older) if found.older else "",
    }
    return render(request, "news/list.html", context)


@require_POST
def follow(request: HttpRequest, key: int) -> HttpResponse:
    """Marks one as read and leads to what it is about."""
    person = person_of(request)
    item = reading.find(person=person, key=row_key(str(key)))
    if item is None:
        raise Http404("There is no such news for you, or its story is closed to you now.")
    reading.mark(person=person, key=item.key, now=timezone.now())
    return redirect(item.path or "news")


def person_of(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _mark(request: HttpRequest, person: User) -> None:
    now = timezone.now()
    if one := row_key(request.POST.get("one", "")):
        reading.mark(person=person, key=one, now=now)
    elif up_to := row_key(request.POST.get("up_to", "")):
        reading.mark_all(person=person, up_to=up_to, now=now)
        messages.success(request, "Your news is marked as read.")


def _address(only_unread: bool, before: int) -> str:
    parameters = ({"show": "unread"} if only_unread else {}) | ({"before": str(before)} if before else {})
    return f"{reverse('news')}?{urlencode(parameters)}" if parameters else reverse("news")
