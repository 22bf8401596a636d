import pytest

from incidents.domain.stories import names, texts
from incidents.models import Incident
from incidents.stories import rendering
from incidents.stories.document import Relation, Withdrawal
from tests import factories

pytestmark = pytest.mark.django_db


def test_every_text_of_a_story_is_rendered_under_its_name() -> None:
    story = factories.document(
        summary="Set `limits.memory`.",
        relations=(Relation(type="see_also", to="KF-1", note="*Both* start slowly."),),
        withdrawal=Withdrawal(reason="Not ours."),
    )
    html = texts.rendered(story)
    assert html["summary"].strip() == "<p>Set <code>limits.memory</code>.</p>"
    assert html["relation 0"] == "<em>Both</em> start slowly."
    assert html["withdrawal"] == "Not ours."
    assert {"s1", "f1", "x1", "t1"} <= html.keys()


def test_references_given_here_become_links_and_lookalikes_do_not() -> None:
    names.reserve_ref(prefix="OPS")
    html = texts.rendered(factories.document(summary="See OPS-1, KF-15#f2 and UTF-8."))["summary"]
    assert 'href="/OPS-1"' in html
    assert 'href="/KF-15#f2"' in html
    assert "UTF-8.</p>" in html


def test_what_is_written_in_a_story_cannot_become_a_script() -> None:
    story = factories.document(summary="<script>alert(1)</script><img src=x onerror=alert(1)>")
    html = texts.rendered(story)["summary"]
    assert "<script" not in html
    assert "<img" not in html


def test_html_of_an_earlier_renderer_is_not_shown() -> None:
    incident = factories.saved().incident
    incident.rendered, incident.rendered_by = {"f1": "made by the old one"}, 0
    assert (
        texts.of(incident=incident, story=factories.document())["f1"]
        == "The limit is below what the start needs"
    )


def test_outdated_html_is_made_anew() -> None:
    factories.saved("KF-1")
    factories.saved("KF-2")
    Incident.objects.update(rendered={}, rendered_by=0)
    assert texts.bring_up_to_date(limit=1) == 1
    assert texts.bring_up_to_date(limit=10) == 1
    assert texts.bring_up_to_date(limit=10) == 0
    assert set(Incident.objects.values_list("rendered_by", flat=True)) == {rendering.VERSION}
