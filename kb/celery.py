"""Celery's application. Messages only nudge: what is due is a row, so a lost one loses nothing."""

import os
from datetime import timedelta

from celery import Celery
from celery.schedules import crontab, schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")

app = Celery("soundings")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "deliver mails": {
        "task": "incidents.tasks.mail.deliver",
        "schedule": schedule(timedelta(seconds=10)),  # the only nudge: no page waits for a broker
        "options": {"expires": 10},
    },
    "mail news": {
        "task": "incidents.tasks.news.mail",
        "schedule": schedule(timedelta(seconds=20)),  # what is due each day goes out by this, too
        "options": {"expires": 20},
    },
    "remind people": {
        "task": "incidents.tasks.news.remind",
        "schedule": crontab(minute="11"),
    },
    "remind of actions": {
        "task": "incidents.tasks.actions.remind",
        "schedule": crontab(minute="13"),
    },
    "forget news": {
        "task": "incidents.tasks.news.forget",
        "schedule": crontab(hour="3", minute="47"),
    },
    "forget mails": {
        "task": "incidents.tasks.mail.forget",
        "schedule": crontab(hour="3", minute="37"),
    },
    "shorten the audit log": {
        "task": "incidents.tasks.audit.shorten",
        "schedule": crontab(hour="3", minute="7"),
    },
    "read feeds": {
        "task": "incidents.tasks.feeds.nudge",
        "schedule": schedule(timedelta(seconds=10)),
        "options": {"expires": 10},
    },
    "forget runs of feeds": {
        "task": "incidents.tasks.feeds.forget",
        "schedule": crontab(hour="3", minute="57"),
    },
    "forget drafts": {
        "task": "incidents.tasks.drafts.forget",
        "schedule": crontab(hour="3", minute="47"),
    },
    "clear sessions": {
        "task": "incidents.tasks.accounts.clear_sessions",
        "schedule": crontab(hour="3", minute="17"),
    },
    "forget invitations": {
        "task": "incidents.tasks.accounts.forget_invitations",
        "schedule": crontab(hour="3", minute="27"),
    },
    "seal factors anew": {
        "task": "incidents.tasks.accounts.seal_factors_anew",
        "schedule": crontab(hour="3", minute="47"),
    },
    "forget allowances": {
        "task": "incidents.tasks.limits.forget_allowances",
        "schedule": crontab(minute="41"),
    },
    "forget answers to idempotency keys": {
        "task": "incidents.tasks.idempotency.forget",
        "schedule": crontab(minute="47"),
    },
    "check the search index": {
        "task": "incidents.tasks.search.check_index",
        "schedule": crontab(minute="23"),
    },
    "render outdated texts": {
        "task": "incidents.tasks.stories.render_outdated_texts",
        "schedule": crontab(minute="*/10"),
    },
}
