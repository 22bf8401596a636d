"""The home page, and what every site has."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents import access
from incidents.domain import actions, notifications
from incidents.domain.search import census as insights
from incidents.domain.stories import visible
from incidents.models import Draft, User, presence
from incidents.web import home_page
from incidents.web.access import open_to_readers, reader_of
from incidents.web.analysis import find_page
from incidents.web.analysis.upload_forms import FindForm
from incidents.web.parts import action_rows

STORIES = 6
CHANGES = 5
DRAFTS = 5
ACTIONS = 5


@require_safe
@open_to_readers
def home(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    census = insights.census(reader=reader)
    page = home_page.build(
        census,
        insights.most_telling(census, reader=reader, limit=STORIES),
        visible.last_changed(number=CHANGES, reader=reader).with_reasons(),
    )
    context = {"page": page, "form": FindForm(), "examples": find_page.EXAMPLES}
    if isinstance(request.user, User):
        unread = notifications.reading.newest_unread(person=request.user)
        context |= {"news": unread.items, "is_more": unread.older > 0}
        own = actions.mine(person=request.user, number=ACTIONS)
        context["actions"] = action_rows.rows(own, timezone.now().date())
        if access.may_write(request.user) and presence.has_open_drafts(request.user.pk):
            drafts = Draft.objects.of(request.user).open().with_titles().last_changed_first()
            context["drafts"] = drafts[:DRAFTS]
    return render(request, "home.html", context)


@require_safe
@open_to_readers
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html")


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def llms(request: HttpRequest) -> HttpResponse:
    """What there is, for language models."""
    address = {"address": settings.BASE_URL}
    return render(request, "llms.txt", address, content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def favicon(_request: HttpRequest) -> HttpResponse:
    return HttpResponsePermanentRedirect(static("mark.svg"))
