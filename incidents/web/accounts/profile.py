"""The profile: what people set for themselves, and their stories."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.domain.people import accounts
from incidents.models import Incident, User
from incidents.web.parts.forms import ProfileForm
from incidents.web.parts.labels import spoken

ON_A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = User.objects.get(username=request.user.get_username())
    form = ProfileForm(request.POST or None, initial={"display_name": person.display_name})
    if request.method == "POST" and form.is_valid():
        accounts.rename(
            user=person,
            display_name=form.cleaned_data["display_name"],
            now=timezone.now(),
        )
        messages.success(request, "Your display name is saved.")
        return redirect("profile")
    stories = Incident.objects.filter(owner=person).order_by("-modified_at", "-pk")
    shown = Paginator(stories.defer("rendered"), ON_A_PAGE).get_page(request.GET.get("page"))
    own = [(incident, spoken(incident.status)) for incident in shown]
    context = {
        "form": form,
        "person": person,
        "provider": settings.SINGLE_SIGN_ON.name if settings.SINGLE_SIGN_ON else "",
        "teams": person.teams.order_by("name"),
        "shown": shown,
        "own": own,
    }
    return render(request, "accounts/profile.html", context)
