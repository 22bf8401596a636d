"""The profile: what people set for themselves, and their stories."""

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.domain.people import accounts, sign_in
from incidents.errors import TooMuch
from incidents.models import Incident, User
from incidents.web.parts.forms import ProfileForm
from incidents.web.parts.labels import spoken
from incidents.web.parts.quota import later

ON_A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = User.objects.get(username=request.user.get_username())
    form = ProfileForm(request.POST or None, initial={"display_name": person.display_name})
    if request.method == "POST" and form.is_valid():
        accounts.rename(user=person, display_name=form.cleaned_data["display_name"])
        messages.success(request, "Your display name is saved.")
        return redirect("profile")
    stories = Incident.objects.filter(owner=person).order_by("-modified_at", "-pk")
    shown = Paginator(stories.defer("rendered"), ON_A_PAGE).get_page(request.GET.get("page"))
    own = [(incident, spoken(incident.status)) for incident in shown]
    context = {
        "form": form,
        "person": person,
        "teams": person.teams.order_by("name"),
        "shown": shown,
        "own": own,
    }
    return render(request, "accounts/profile.html", context)


class ConfirmedPasswordForm(PasswordChangeForm):
    """Asks for the old password, and counts how often it is tried: a session may be in the wrong hands."""

    refused: TooMuch | None = None

    def clean_old_password(self) -> str:
        try:
            sign_in.admit_confirmation(user=self.user, now=timezone.now())
        except TooMuch as refused:
            self.refused = refused
            raise ValidationError(refused.message, code=refused.code) from None
        return super().clean_old_password()


class PasswordChange(PasswordChangeView):
    form_class = ConfirmedPasswordForm
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("profile")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, "Your password is changed; elsewhere you are signed out.")
        return super().form_valid(form)

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        page = super().form_invalid(form)
        refused = form.refused if isinstance(form, ConfirmedPasswordForm) else None
        return later(page, refused) if refused else page


password_change = PasswordChange.as_view()
