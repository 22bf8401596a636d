"""Celery's way in: find the rows, make one domain call."""

from celery import shared_task
from django.utils import timezone

from incidents.domain import allowances, housekeeping, texts

TEXTS_AT_ONCE = 500


@shared_task
def clear_sessions() -> None:
    housekeeping.clear_sessions(now=timezone.now())


@shared_task
def forget_allowances() -> None:
    allowances.forget(now=timezone.now())


@shared_task
def render_outdated_texts() -> None:
    texts.bring_up_to_date(limit=TEXTS_AT_ONCE)
