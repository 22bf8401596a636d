import pytest

from tests import page

HTML = """
<h1>Stories</h1>
<ul><li><a href="/KF-1">KF-1</a>: <b>Flood</b> of pods</li><li>None</li></ul>
<dl><dt>stories</dt><dd>2</dd></dl>
<p id="said" role="alert">It was <strong>not</strong> so.</p>
<span class="badge is-failed">Did not work</span>
<input name="based_on" value="3"><textarea name="reason">
Two
lines</textarea>
<select name="level"><option value="low" selected>Low</option><option value="high">High</option></select>
<svg><path d="M0"/><title>f1 leads to s1</title></svg>
"""


def test_a_page_is_found_by_its_words():
    read = page.read(HTML)
    assert read.text.startswith("Stories KF-1: Flood of pods None stories 2 It was not so. Did not work")
    assert (read.links, read.addresses) == ([("KF-1", "/KF-1")], ["/KF-1"])
    assert (read.headings, read.badges, read.alerts) == (["Stories"], ["Did not work"], ["It was not so."])
    assert (read.words("li"), read.words("title")) == (["KF-1: Flood of pods", "None"], ["f1 leads to s1"])
    assert read.at("said").words("strong") == ["not"]
    assert [read.values(name) for name in ("based_on", "reason", "level")] == [["3"], ["Two\nlines"], ["low"]]


@pytest.mark.parametrize("html", ["<p><b></p></b>", "<ul><li>", "</p>"])
def test_what_is_not_closed_where_it_was_opened_is_a_fault(html):
    with pytest.raises(AssertionError):
        page.read(html)


@pytest.mark.parametrize("place", ["nowhere", "twice"])
def test_a_place_is_there_once(place):
    with pytest.raises(ValueError, match="unpack"):
        page.read('<p id="twice"></p><p id="twice"></p>').at(place)
