from celery import shared_task

from incidents.domain.search import index


@shared_task
def check_index() -> None:
    index.check()
