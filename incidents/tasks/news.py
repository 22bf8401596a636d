from celery import shared_task
from django.conf import settings
from django.utils import timezone

from incidents.domain.notifications import mailing, reading, reminding


@shared_task
def mail() -> None:
    """Where no server is configured, what is due stays on the page."""
    write = mailing.write_due if settings.EMAIL_HOST else mailing.give_up
    write(now=timezone.now())


@shared_task
def remind() -> None:
    reminding.remind(now=timezone.now())


@shared_task
def forget() -> None:
    reading.forget(days=settings.NEWS_DAYS, now=timezone.now())
