from incidents.stories.search.passages import Segment
from incidents.templatetags import passages


def test_what_was_searched_for_is_marked():
    passage = (Segment("The pod says ", marked=False), Segment("OOMKilled", marked=True))
    assert passages.marked(passage) == "The pod says <mark>OOMKilled</mark>"


def test_a_passage_brings_no_markup_of_its_own():
    passage = (Segment("<b>& ", marked=False), Segment("<script>", marked=True))
    assert passages.marked(passage) == "&lt;b&gt;&amp; <mark>&lt;script&gt;</mark>"


def test_nothing_is_nothing():
    assert passages.marked(()) == ""
