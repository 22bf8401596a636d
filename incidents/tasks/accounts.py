from celery import shared_task
from django.utils import timezone

from incidents.domain import housekeeping


@shared_task
def clear_sessions() -> None:
    housekeeping.clear_sessions(now=timezone.now())
