import time
from random import SystemRandom

from celery import shared_task
from django.utils import timezone

from incidents.domain import feeds
from incidents.feeds.fetch import Network

MESSAGE_SECONDS = 10


@shared_task
def nudge() -> None:
    """Each feed is read in its own task."""
    for feed in feeds.due(now=timezone.now()):
        refresh.apply_async((feed,), expires=MESSAGE_SECONDS)


@shared_task
def refresh(feed: int) -> None:
    network = Network(clock=time.monotonic, now=timezone.now())
    feeds.work_off(feed=feed, network=network, clock=timezone.now, random=SystemRandom())


@shared_task
def forget() -> None:
    feeds.forget(now=timezone.now())
