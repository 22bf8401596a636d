import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder

from incidents.models import Incident
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def run(**options: object) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("check_store", stdout=out, **options)
    except CommandError as refused:
        return out.getvalue() + str(refused), refused.returncode
    return out.getvalue(), 0


def test_a_healthy_store_gives_status_0_and_a_line_for_each_check() -> None:
    factories.saved()
    said, status = run()
    assert status == 0
    assert all(line.endswith(": no fault") for line in said.splitlines())
    assert len(said.splitlines()) == 8


def test_faults_are_printed_with_what_to_do_and_give_status_1() -> None:
    factories.saved()
    Incident.objects.update(title="Something else")
    said, status = run()
    assert status == 1
    assert (
        "KF-900: the row of the story (title) differs from its newest revision.\n  Restore its newest" in said
    )
    assert "tables that follow from the newest revisions: 1 faults" in said
    assert said.endswith("1 faults were found.")


def test_programs_get_a_json_object_a_line() -> None:
    factories.saved()
    Incident.objects.update(title="Something else")
    said, _ = run(json=True)
    fault, summary, _ = said.split("\n")
    assert json.loads(fault)["subject"] == "KF-900"
    assert json.loads(fault)["do"].startswith("Restore its newest revision")
    assert json.loads(summary)["faults"] == 1
    assert json.loads(summary)["checks"]["tables"] == 1


def test_a_database_of_an_earlier_version_is_not_checked() -> None:
    last = MigrationRecorder.Migration.objects.filter(app="incidents").latest("name")
    last.delete()
    try:
        said, status = run()
    finally:
        last.save(force_insert=True)
    assert status == 2
    assert said == "1 migrations are not applied: run ./manage.py migrate first."
