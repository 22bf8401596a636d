from celery import shared_task
from django.utils import timezone

from incidents.domain import actions


@shared_task
def remind() -> None:
    actions.reminding.remind(now=timezone.now())
