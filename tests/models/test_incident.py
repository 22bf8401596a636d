from typing import Any
from uuid import uuid4

import pytest

from incidents.models import Incident, Team
from incidents.models.reader import ANYBODY, Reader
from tests import factories
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


def row(**columns: Any) -> Incident:
    whole: dict[str, Any] = {
        "ref": "KF-1",
        "slug": "a-story",
        "uuid": uuid4(),
        "kind": "incident",
        "title": "A story",
        "status": "draft",
        "visibility": "public",
        "severity": "unknown",
        "severity_basis": "stated",
        "environment": "unknown",
        "trigger": "unknown",
        "detection": "unknown",
        "revision_number": 1,
        "created_at": factories.NOW,
        "modified_at": factories.NOW,
    }
    return Incident.objects.create(**whole | columns)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("incident_ref_is_well_formed", {"ref": "kf-1"}),
        ("incident_slug_is_plain", {"slug": "A story"}),
        ("incident_kind_is_known", {"kind": "mishap"}),
        ("incident_status_is_known", {"status": "lost"}),
        ("incident_visibility_is_known", {"visibility": "secret"}),
        ("incident_severity_is_known", {"severity": "huge"}),
        ("incident_severity_basis_is_known", {"severity_basis": "felt"}),
        ("incident_merged_names_where_to", {"status": "merged"}),
        ("incident_published_has_a_time", {"status": "published"}),
        ("incident_for_a_team_names_it", {"visibility": "team"}),
    ],
)
def test_a_row_that_must_not_be_is_refused(constraint: str, columns: dict[str, Any]) -> None:
    with refused_by(constraint):
        row(**columns)


def test_only_a_merged_story_names_where_to() -> None:
    other = row(ref="KF-2", slug="other")
    with refused_by("incident_merged_names_where_to"):
        row(merged_into=other)


def test_a_story_is_not_merged_into_itself() -> None:
    story = row()
    with refused_by("incident_is_not_merged_into_itself"):
        Incident.objects.filter(pk=story.pk).update(status="merged", merged_into=story.pk)


def test_prefix_and_number_follow_from_the_reference() -> None:
    row(ref="KF-15")
    story = Incident.objects.get()
    assert (story.prefix, story.number) == ("KF", 15)


@pytest.fixture
def cast() -> dict[str, Any]:
    team = Team.objects.create(name="Harbour", slug="harbour")
    people = {
        "owner": factories.user("owner"),
        "mate": factories.user("mate"),
        "named": factories.user("named"),
        "stranger": factories.user("stranger"),
        "editor": factories.user("editor", role="editor"),
    }
    team.members.add(people["mate"])
    return people | {"team": team}


@pytest.mark.parametrize(
    ("visibility", "status", "seen_by"),
    [
        ("public", "published", {"anonymous", "owner", "mate", "named", "stranger", "editor"}),
        ("public", "withdrawn", {"anonymous", "owner", "mate", "named", "stranger", "editor"}),
        ("public", "draft", {"owner", "editor"}),
        ("organisation", "published", {"owner", "mate", "named", "stranger", "editor"}),
        ("organisation", "draft", {"owner", "editor"}),
        ("team", "published", {"owner", "mate"}),
        ("team", "draft", {"owner", "mate"}),
        ("people", "published", {"owner", "named"}),
    ],
)
def test_who_sees_a_story(cast: dict[str, Any], visibility: str, status: str, seen_by: set[str]) -> None:
    published = factories.NOW if status == "published" else None
    story = row(
        visibility=visibility, status=status, owner=cast["owner"], team=cast["team"], published_at=published
    )
    story.readers.add(cast["named"])
    readers = {name: Reader.of(person) for name, person in cast.items() if name != "team"}
    readers["anonymous"] = ANYBODY
    assert {
        name for name, reader in readers.items() if Incident.objects.visible_to(reader).exists()
    } == seen_by
