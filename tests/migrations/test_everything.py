import pytest
from django.apps import apps

from incidents.models import Incident
from tests.factories import NOW
from tests.migrations import everything

pytestmark = pytest.mark.django_db


def test_the_next_dump_has_one_of_everything():
    everything.write(now=NOW)
    models = apps.get_app_config("incidents").get_models(include_auto_created=True)
    empty = {model.__name__ for model in models if not model._default_manager.exists()}
    assert not empty, "Write a row of it in everything.py, and make a dump."
    found = set(Incident.objects.values_list("visibility", "status"))
    assert {visibility for visibility, _ in found} == set(everything.VISIBILITIES)
    assert {status for _, status in found} == set(everything.STATUSES)
