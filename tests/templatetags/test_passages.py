from incidents.finding.passages import MarkedText
from incidents.templatetags import passages


def test_what_was_searched_for_is_marked():
    passage = (MarkedText("The pod says ", marked=False), MarkedText("OOMKilled", marked=True))
    assert passages.marked(passage) == "The pod says <mark>OOMKilled</mark>"


def test_a_passage_brings_no_markup_of_its_own():
    passage = (MarkedText("<b>& ", marked=False), MarkedText("<script>", marked=True))
    assert passages.marked(passage) == "&lt;b&gt;&amp; <mark>&lt;script&gt;</mark>"


def test_nothing_is_nothing():
    assert passages.marked(()) == ""
