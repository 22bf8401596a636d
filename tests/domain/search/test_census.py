import pytest

from incidents.domain.search import census as insights
from incidents.models.reader import ANYBODY, Reader
from incidents.stories.document import Factor
from tests import factories

pytestmark = pytest.mark.django_db


def story(number: int, *components: str, modes: tuple[str, ...] = ("hang",), **fields: object) -> None:
    factors = tuple(Factor(dimension="code", failure_mode=mode, text="It fails") for mode in modes)
    factories.saved(f"KF-{number}", components=components, factors=factors, **fields)


def slugs(values: tuple[insights.Value, ...]) -> dict[str, int]:
    return {value.slug: value.count for value in values}


def test_a_census_counts_what_the_reader_sees_and_is_published():
    story(900, "network/dns")
    story(901, "network/dns", visibility="organisation")
    story(902, "network/dns", status="draft")
    census = insights.census(reader=ANYBODY)
    assert (census.total, census.of("component")) == (1, {"network": 1, "network/dns": 1})
    assert insights.census(reader=Reader.of(factories.user())).of("component")["network/dns"] == 2


def test_a_census_of_nothing():
    census = insights.census(reader=ANYBODY)
    assert (census.total, census.of("component")) == (0, {})


def test_what_occurs_together_leaves_out_the_own_branch_and_what_is_above_others():
    story(900, "network/dns", "network/ingress", "storage/volumes/local")
    story(901, "network/dns", "network/ingress")
    insight = insights.about(reader=ANYBODY, facet="component", slug="network/dns")
    assert slugs(insight.together) == {"network/ingress": 2, "storage/volumes/local": 1}
    assert insight.inside == ()


def test_what_is_inside_is_one_step_down():
    story(900, "network/dns/cache", "network/ingress")
    insight = insights.about(reader=ANYBODY, facet="component", slug="network")
    assert slugs(insight.inside) == {"network/dns": 1, "network/ingress": 1}
    assert insight.together == ()


def test_names_that_only_begin_alike_are_no_branch():
    story(900, "node", "node-pool")
    assert slugs(insights.about(reader=ANYBODY, facet="component", slug="node").together) == {"node-pool": 1}


def test_the_other_facets_are_counted_among_these_stories():
    story(900, "network/dns", modes=("hang", "disk_full"), organisation="Harbour")
    story(901, "storage", modes=("hang",))
    insight = insights.about(reader=ANYBODY, facet="component", slug="network/dns")
    assert slugs(insight.others["failure_mode"]) == {"hang": 1, "disk_full": 1}
    assert slugs(insight.others["organisation"]) == {"harbour": 1}
    assert "component" not in insight.others


def test_pages_go_on_where_the_last_one_ended():
    for number in range(3):
        story(900 + number, "network/dns")
    found = [
        [
            row.ref
            for row in insights.about(
                reader=ANYBODY, facet="component", slug="network/dns", page=page, limit=2
            ).results.rows
        ]
        for page in (1, 2)
    ]
    assert found == [["KF-902", "KF-901"], ["KF-900"]]
