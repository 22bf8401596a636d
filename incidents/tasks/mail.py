from celery import shared_task
from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from incidents.domain import mail


@shared_task
def deliver() -> None:
    """Where no server is configured, mails wait for an administrator until they expire."""
    mail.expire(now=timezone.now())
    if settings.EMAIL_HOST:
        mail.deliver(server=EmailBackend(), now=timezone.now())


@shared_task
def forget() -> None:
    mail.forget(now=timezone.now())
