"""The outbox: which mails went out, and, where no server is configured, what they say."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from incidents.domain import mail
from incidents.models import OutgoingMail
from incidents.web.people.admission import administrator_of

ON_A_PAGE = 50


@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    administrator_of(request)
    rows = OutgoingMail.objects.newest_first().without_contents()
    shown = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/mail.html", {"shown": shown, "is_sent": bool(settings.EMAIL_HOST)})


@never_cache
@require_POST
def read(request: HttpRequest, key: int) -> HttpResponse:
    """Links in a mail open an account, so reading one is a deed that the audit log keeps."""
    administrator = administrator_of(request)
    if settings.EMAIL_HOST:
        raise Http404("Mails are sent, so nobody else reads them.")
    now = timezone.now()
    row = mail.read(key=key, reader=administrator, now=now)
    if row is None:
        raise Http404("There is no such mail, or what it said has expired.")
    return render(request, "people/mail_text.html", {"row": row})
