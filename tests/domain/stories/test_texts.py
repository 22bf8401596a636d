from threading import Thread

import pytest
from django.db import connection, transaction

from incidents.domain import saving, stories
from incidents.domain.stories import texts
from incidents.models import Incident
from incidents.stories import rendering
from incidents.stories.document import Relation, Story, Withdrawal
from tests import factories

pytestmark = pytest.mark.django_db


def test_every_text_of_a_story_is_rendered_under_its_name() -> None:
    story = factories.document(
        summary="Set `limits.memory`.",
        relations=(Relation(type="see_also", to="KF-1", note="*Both* start slowly."),),
        withdrawal=Withdrawal(reason="Not ours."),
    )
    html = texts.rendered(story, prefixes=())
    assert html["summary"].strip() == "<p>Set <code>limits.memory</code>.</p>"
    assert html["relation 0"] == "<em>Both</em> start slowly."
    assert html["withdrawal"] == "Not ours."
    assert {"s1", "f1", "x1", "t1"} <= html.keys()


def test_references_given_here_become_links_and_lookalikes_do_not() -> None:
    story = factories.document(summary="See OPS-1, KF-15#f2 and UTF-8.")
    html = texts.rendered(story, prefixes={"OPS"})["summary"]
    assert 'href="/OPS-1"' in html
    assert 'href="/KF-15#f2"' in html
    assert "UTF-8.</p>" in html


def test_what_is_written_in_a_story_cannot_become_a_script() -> None:
    story = factories.document(summary="<script>alert(1)</script><img src=x onerror=alert(1)>")
    html = texts.rendered(story, prefixes=())["summary"]
    assert "<script" not in html
    assert "<img" not in html


def test_html_of_an_earlier_renderer_is_not_shown() -> None:
    incident = factories.saved().incident
    incident.rendered, incident.rendered_by = {"f1": "made by the old one"}, 0
    assert (
        texts.html(incident=incident, story=factories.document())["f1"]
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


def test_a_new_prefix_makes_links_of_what_names_it() -> None:
    factories.saved("KF-1", summary="Like OPS-1, and UTF-8 is no story.")
    factories.saved("KF-2")
    assert "href" not in Incident.objects.get(ref="KF-1").rendered["summary"]
    factories.saved("OPS-1")
    outdated = Incident.objects.exclude(rendered_by=rendering.VERSION)
    assert [incident.ref for incident in outdated] == ["KF-1"]
    (incident,) = outdated
    assert 'href="/OPS-1"' in texts.html(incident=incident, story=stories.current(ref="KF-1"))["summary"]
    assert texts.bring_up_to_date(limit=10) == 1
    assert 'href="/OPS-1"' in Incident.objects.get(ref="KF-1").rendered["summary"]


@pytest.mark.django_db(transaction=True)
def test_a_prefix_that_comes_while_a_story_is_saved_makes_links_in_it() -> None:
    factories.saved("KF-1")
    naming = factories.document("KF-2", summary="Like OPS-1.")
    with transaction.atomic():
        saving.lock()
        other = Thread(target=_save_and_close, args=[naming])
        other.start()
        other.join(0.3)  # it has rendered by now, and waits for the lock
        assert other.is_alive()
        factories.saved("OPS-1")
    other.join()
    assert 'href="/OPS-1"' in Incident.objects.get(ref="KF-2").rendered["summary"]


def _save_and_close(story: Story) -> None:
    try:
        stories.save(story=story, based_on=None, origin="catalogue", now=factories.NOW)
    finally:
        connection.close()
