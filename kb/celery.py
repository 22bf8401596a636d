"""Celery's application. Messages only nudge: what is due is a row, so a lost one loses nothing."""

import os

from celery import Celery
from celery.schedules import crontab
from kombu import Exchange, Queue

from kb import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")

app = Celery("soundings")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Each with an exchange of its own: on a shared one, both would get every message.
app.conf.task_queues = [
    Queue(name, Exchange(name), routing_key=name) for name in (broker.DEFAULT_QUEUE, broker.FEEDS_QUEUE)
]
app.conf.beat_schedule = {
    "clear sessions": {"task": "incidents.tasks.clear_sessions", "schedule": crontab(hour="3", minute="17")},
    "render outdated texts": {
        "task": "incidents.tasks.render_outdated_texts",
        "schedule": crontab(minute="*/10"),
    },
}
