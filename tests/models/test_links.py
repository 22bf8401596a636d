"""What ties stories to each other and to the world: relations, sources, terms, names."""

import pytest

from incidents.models import (
    Citation,
    Incident,
    Membership,
    Organisation,
    Relation,
    Source,
    Synonym,
    Team,
    Term,
    User,
)
from tests import factories
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


def test_a_relation_is_written_once() -> None:
    incident = factories.saved().incident
    Relation.objects.create(incident=incident, type="see_also", target_ref="KF-1")
    with refused_by("relation_is_written_once"):
        Relation.objects.create(incident=incident, type="see_also", target_ref="KF-1")


def test_a_relation_leads_to_another_story() -> None:
    incident = factories.saved().incident
    with refused_by("relation_leads_to_another_story"):
        Relation.objects.create(incident=incident, type="see_also", target_ref="KF-900", target=incident)


def test_a_relation_has_a_known_type() -> None:
    with refused_by("relation_type_is_known"):
        Relation.objects.create(incident=factories.saved().incident, type="reminds_of", target_ref="KF-1")


def cited(incident: Incident, **columns: object) -> Citation:
    source, _ = Source.objects.get_or_create(key="k", slug="s")
    whole = {"kind": "article", "title": "T", "role": "primary", "position": 0}
    return Citation.objects.create(incident=incident, source=source, **whole | columns)


def test_a_citation_has_a_known_kind() -> None:
    incident = factories.saved().incident
    with refused_by("citation_kind_is_known"):
        cited(incident, kind="hearsay")


def test_a_citation_has_a_known_role() -> None:
    incident = factories.saved().incident
    with refused_by("citation_role_is_known"):
        cited(incident, role="extra")


def test_a_position_among_the_sources_is_taken_once() -> None:
    incident = factories.saved().incident
    cited(incident)
    with refused_by("citation_position_is_unique_in_story"):
        cited(incident)


def term(**columns: object) -> Term:
    whole = {"facet": "dimension", "slug": "code", "label": "Code", "description": "-", "position": 0}
    return Term.objects.create(**whole | columns)


def test_a_slug_stands_once_in_its_facet() -> None:
    term()
    with refused_by("term_slug_is_unique_in_facet"):
        term()


def test_a_term_has_a_plain_slug() -> None:
    with refused_by("term_slug_is_plain"):
        term(slug="Human Error")


def test_a_synonym_stands_once_with_its_term() -> None:
    code = term()
    Synonym.objects.create(term=code, text="Bug")
    with refused_by("synonym_is_unique_in_term"):
        Synonym.objects.create(term=code, text="bug")


def test_an_organisation_is_named_once_in_any_case() -> None:
    Organisation.objects.create(name="Harbour Ltd", slug="one")
    with refused_by("organisation_name_is_unique"):
        Organisation.objects.create(name="HARBOUR ltd", slug="two")


def test_a_team_is_named_once_in_any_case() -> None:
    Team.objects.create(name="Crew", slug="one")
    with refused_by("team_name_is_unique"):
        Team.objects.create(name="crew", slug="two")


def test_a_user_has_a_known_role() -> None:
    factories.user("captain")
    with refused_by("user_role_is_known"):
        User.objects.update(role="admiral")


def test_a_program_does_not_administer() -> None:
    factories.user("robot", is_service=True, role=User.Role.EDITOR)
    with refused_by("user_of_a_program_does_not_administer"):
        User.objects.update(role=User.Role.ADMINISTRATOR)


def test_somebody_is_in_a_team_once() -> None:
    team, person = Team.objects.create(name="Crew", slug="crew"), factories.user("captain")
    Membership.objects.create(team=team, user=person)
    with refused_by("membership_of_a_team_is_one"):
        Membership.objects.create(team=team, user=person, is_lead=True)
