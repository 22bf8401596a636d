"""Talks of the catalogue, as a public list names them: they are attached to the stories that cite them."""

from pathlib import Path

import pytest

from incidents.domain import catalogue, feeds
from incidents.feeds.received import Received
from incidents.models import Candidate, FeedEntry, Incident
from incidents.stories.vocabulary import Vocabulary
from tests.factories import NOW

pytestmark = pytest.mark.django_db
STORIES = Path(__file__).parents[3] / "fixtures" / "stories"
LIST = """\
* [10 Ways to Shoot Yourself in the Foot, #9 Will Surprise You - Datadog - KubeCon 2019](https://youtu.be/QKI-JRs2RIE)
    * involved: `kubelet`, DNS
* [Failure Stories - Zalando - KubeCon 2019](https://www.youtube.com/watch?v=6sDTB4eV4F8&list=PL1&index=3)
* [Total DNS outage - Zalando - postmortem 2019](https://zalando.example/jan-2019-dns-outage.md)
"""


def test_a_talk_of_many_stories_makes_no_candidate(shipped_vocabulary: Vocabulary) -> None:
    paths = [
        path for talk in ("datadog", "zalando") for path in STORIES.glob(f"{talk}-kubecon-eu-2019/KF-*.yaml")
    ]
    loaded = list(catalogue.load_stories(paths=paths, words=shipped_vocabulary, now=NOW))
    assert not [one for one in loaded if one.problem]
    feed = feeds.named(name="List", kind="k8s-af", now=NOW)
    run = feeds.begin(feed=feed, trigger="command", now=NOW)
    feeds.take(run=run, received=Received(data=LIST.encode()), clock=lambda: NOW)
    entries = FeedEntry.objects.order_by("pk")
    assert [one.source and one.source.citations.values("incident").distinct().count() for one in entries] == [
        19,
        23,
        None,
    ]
    assert [one.title for one in Candidate.objects.all()] == ["Total DNS outage"]
    assert Incident.objects.count() == len(paths)
