from pathlib import Path

import pytest

from incidents.errors import Refused
from incidents.feeds import shipped

FILE = Path(__file__).parents[2] / "fixtures" / "feeds.yaml"


def test_the_feeds_that_come_along():
    assert [feed.kind for feed in shipped.read(FILE.read_bytes())] == ["k8s-af", "paragraphs", "front-matter"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("feeds: [{name: a, kind: gopher, address: 'https://a.example/'}]", "gopher"),
        ("feeds: [{name: a, kind: rss, address: 'http://a.example/'}]", "has to begin with https://"),
        ("feeds: [{name: a, kind: rss}]", "address"),
    ],
)
def test_what_is_wrong_in_the_file_is_said(text, says):
    with pytest.raises(Refused) as refused:
        shipped.read(text.encode())
    assert says in str(refused.value)
