"""The link in a mail that ends mails like it, by one click and without signing in."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from incidents.domain.notifications import unsubscribing

GONE = 410


@never_cache
@login_not_required
@csrf_exempt  # programs that show mails post here without a cookie; the link itself is signed
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, signed: str) -> HttpResponse:
    """Opening it changes nothing, since programs open links to look at them; the button, or a POST, does."""
    asked = unsubscribing.read(signed=signed)
    if asked is None:
        raise Http404("This link was not made here, or its account is closed.")
    context = {"asked": asked, "is_done": False}
    if asked.until <= timezone.now():
        return render(request, "news/off.html", context | {"has_expired": True}, status=GONE)
    if request.method == "POST":
        unsubscribing.end_mails(of=asked)
        context["is_done"] = True
    return render(request, "news/off.html", context)
