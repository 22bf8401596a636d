from celery import shared_task
from django.utils import timezone

from incidents.domain import drafts


@shared_task
def forget() -> None:
    drafts.forget(now=timezone.now())
