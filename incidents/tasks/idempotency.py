from celery import shared_task
from django.utils import timezone

from incidents.domain import idempotency


@shared_task
def forget() -> None:
    idempotency.forget(now=timezone.now())
