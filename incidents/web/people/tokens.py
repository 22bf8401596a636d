"""Everybody's tokens, without their secrets; one that has leaked is revoked by pasting what leaked."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from incidents.domain.people import tokens
from incidents.models import AccessToken, User
from incidents.web.parts import token_pages
from incidents.web.parts.forms import code
from incidents.web.parts.revising import UNPROCESSABLE
from incidents.web.people.admission import administrator_of

ON_A_PAGE = 50


class LeakedTokensForm(forms.Form):
    """What is pasted is not shown again."""

    text = forms.CharField(
        label="Leaked token",
        required=False,
        help_text="Whole, how it begins (sdg_ and sixteen digits), or the text that it is in.",
        widget=code(3, autocomplete="off", required=True),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def everybodys(request: HttpRequest) -> HttpResponse:
    administrator = administrator_of(request)
    form, status = LeakedTokensForm(), 200
    if request.method == "POST":
        if _revoked(request, administrator):
            return redirect("people-tokens")
        form, status = LeakedTokensForm({"text": ""}), UNPROCESSABLE
        form.add_error("text", "Nothing in that text is a token of this instance. Paste all of what leaked.")
    rows = AccessToken.objects.filter(revoked_at=None).select_related("owner").newest_first()
    shown = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "shown": shown, "tokens": shown.object_list, "now": timezone.now()}
    return render(request, "people/tokens.html", context, status=status)


def _revoked(request: HttpRequest, administrator: User) -> bool:
    found = tokens.named_in(request.POST.get("text", ""))
    for token in found:
        token_pages.revoke(request, key=token.pk, actor=administrator)
    return bool(found)
