from celery import shared_task
from django.utils import timezone

from incidents.domain import limits


@shared_task
def forget_allowances() -> None:
    limits.forget(now=timezone.now())
