from celery import shared_task
from django.conf import settings
from django.utils import timezone

from incidents.domain import audit


@shared_task
def shorten() -> None:
    audit.shorten(days=settings.AUDIT_DAYS, now=timezone.now())
