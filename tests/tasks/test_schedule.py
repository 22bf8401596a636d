from datetime import timedelta

import pytest
from django.utils import timezone

from incidents import tasks
from incidents.models import Allowance, Incident, KeptAnswer
from incidents.stories import rendering
from kb.celery import app
from tests import factories

pytestmark = pytest.mark.django_db


def test_texts_of_an_earlier_renderer_are_made_anew() -> None:
    factories.saved()
    Incident.objects.update(rendered={}, rendered_by=0)
    tasks.stories.render_outdated_texts()
    assert Incident.objects.get().rendered_by == rendering.VERSION


def test_allowances_that_are_whole_again_are_forgotten() -> None:
    Allowance.objects.create(client="a", full_at=timezone.now())
    tasks.limits.forget_allowances()
    assert not Allowance.objects.exists()


def test_answers_to_idempotency_keys_are_forgotten_after_a_day() -> None:
    now = timezone.now()
    for digit, age in (("0", timedelta(hours=25)), ("1", timedelta(hours=23))):
        KeptAnswer.objects.create(digest=digit * 64, request="a" * 64, status=201, kept_at=now - age)
    tasks.idempotency.forget()
    assert KeptAnswer.objects.get().digest == "1" * 64


def test_everything_on_the_timetable_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= app.tasks.keys()
