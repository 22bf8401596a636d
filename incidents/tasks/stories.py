from celery import shared_task

from incidents.domain.stories import texts

TEXTS_AT_ONCE = 500


@shared_task
def render_outdated_texts() -> None:
    texts.bring_up_to_date(limit=TEXTS_AT_ONCE)
