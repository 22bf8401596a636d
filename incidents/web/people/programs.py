"""Service accounts and everybody's tokens, for administrators."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from incidents.domain.people import programs
from incidents.errors import Refused
from incidents.models import AccessToken, User
from incidents.web.parts import token_pages
from incidents.web.parts.revising import BAD_REQUEST, UNPROCESSABLE
from incidents.web.parts.token_pages import TokenForm
from incidents.web.people.admission import administrator_of

METHODS = ["GET", "HEAD", "POST"]
ON_A_PAGE = 50


class ServiceForm(forms.Form):
    username = forms.CharField(
        label="User name",
        required=False,
        help_text="Such as nightly-build. Letters, digits and @ . + - _",
        widget=forms.TextInput(attrs={"maxlength": 150, "autocomplete": "off", "required": True}),
    )
    display_name = forms.CharField(
        label="Name shown to others (optional)",
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 100}),
    )
    role = forms.ChoiceField(
        label="Role",
        choices=[(str(role), role.label) for role in programs.ROLES],
        initial=str(User.Role.READER),
        help_text="Its tokens do what the role may do, as far as their scopes go.",
    )

    def refuse(self, refused: Refused) -> None:
        for fault in refused.faults:
            self.add_error(fault.pointer.removeprefix("/"), f"{capfirst(fault.message)}.")


@never_cache
@require_http_methods(METHODS)
def index(request: HttpRequest) -> HttpResponse:
    administrator = administrator_of(request)
    form, status = ServiceForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        made = _make(administrator, form)
        if not isinstance(made, int):
            return redirect("service", made.pk)
        status = made
    rows = User.objects.filter(is_service=True).order_by("-is_active", "username")
    shown = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/programs.html", {"form": form, "shown": shown}, status=status)


def _make(administrator: User, form: ServiceForm) -> User | int:
    if not form.is_valid():
        return BAD_REQUEST
    values: dict[str, Any] = form.cleaned_data
    try:
        return programs.create(**values, actor=administrator, now=timezone.now())
    except Refused as refused:
        form.refuse(refused)
        return UNPROCESSABLE


@never_cache
@require_http_methods(METHODS)
def service(request: HttpRequest, key: int) -> HttpResponse:
    administrator = administrator_of(request)
    account = get_object_or_404(User, pk=key, is_service=True)
    form, status = TokenForm(request.POST if request.method == "POST" else None, owner=account), 200
    if request.method == "POST":
        made = token_pages.make(request, owner=account, actor=administrator, form=form)
        if not isinstance(made, int):
            return made
        status = made
    rows = AccessToken.objects.filter(owner=account, revoked_at=None).newest_first()
    context = {"form": form, "tokens": rows, "now": timezone.now(), "service": account}
    return render(request, "people/program.html", context, status=status)


@require_POST
def close(request: HttpRequest, key: int) -> HttpResponse:
    administrator = administrator_of(request)
    account = get_object_or_404(User, pk=key, is_service=True)
    programs.close(
        service=account,
        actor=administrator,
        now=timezone.now(),
    )
    messages.success(request, f"{account.username} is closed, and its tokens are revoked.")
    return redirect("services")
