from celery import shared_task
from django.utils import timezone

from incidents.domain import housekeeping
from incidents.domain.people import factors, invitations


@shared_task
def clear_sessions() -> None:
    housekeeping.clear_sessions(now=timezone.now())


@shared_task
def forget_invitations() -> None:
    invitations.forget(now=timezone.now())


@shared_task
def seal_factors_anew() -> None:
    factors.seal_anew()
