import pytest
from django.apps import apps

from incidents.models import Incident
from tests.factories import NOW
from tests.migrations import everything

UNUSED = {"User_groups", "User_user_permissions"}
"""Rights come from roles."""


@pytest.fixture
def everything_is_written(db):
    everything.write(now=NOW)


def test_the_next_dump_has_rows_in_every_table(everything_is_written):
    models = apps.get_app_config("incidents").get_models(include_auto_created=True)
    empty = {model.__name__ for model in models if not model._default_manager.exists()}
    assert empty == UNUSED, "Write a row of it in everything.py, and make a dump."


def test_the_next_dump_has_stories_of_every_visibility_and_status(everything_is_written):
    found = set(Incident.objects.values_list("visibility", "status"))
    assert {visibility for visibility, _ in found} == set(everything.VISIBILITIES)
    assert {status for _, status in found} == set(everything.STATUSES)
