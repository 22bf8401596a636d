import pytest
from django.test import Client

from incidents.domain import stories
from incidents.models import Term, User
from incidents.stories.document import (
    Evidence,
    Factor,
    Fix,
    Impact,
    Quantity,
    Relation,
    Source,
    Symptom,
    Takeaway,
    TimelineEvent,
)
from tests import factories
from tests.page import read
from tests.web import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(vocabulary):
    """A story with something of every kind."""
    factories.saved("KF-901", title="Another one")
    return factories.saved(
        "KF-900",
        symptoms=(
            Symptom(id="s1", kind="metric", text="Pods `grow`", observable="<b>kube</b>", leads_to=("i1",)),
        ),
        factors=(
            Factor(
                id="f1",
                dimension="capacity",
                failure_mode="missing_limit",
                text="No quota",
                components=("workload/cronjob",),
                basis="inferred",
                leads_to=("s1",),
            ),
        ),
        fixes=(
            Fix(id="x1", phase="prevention", outcome="failed", text="First try", addresses=("f1",)),
            Fix(id="x2", phase="prevention", outcome="reverted", text="Second try", side_effects=("KF-901",)),
        ),
        impacts=(Impact(id="i1", effect="errors", quantities=(Quantity(value=12, unit="minutes"),)),),
        timeline=(
            TimelineEvent(id="e1", phase="start", text="It starts", at="2019-05-21T11:58Z"),
            TimelineEvent(id="e2", phase="resolve", text="It ends", at="2019-05-21T12:58Z", starred=True),
        ),
        evidence=(
            Evidence(id="v1", kind="manifest", role="bad", body="limits: none"),
            Evidence(id="v2", kind="manifest", role="fixed", body="limits: some"),
            Evidence(id="v3", kind="graph", alt_text="A graph that climbs"),
        ),
        sources=(Source(title="The talk", kind="talk_video", locator="minute 12", authors=("Ada",)),),
        relations=(Relation(type="fix_incomplete", to="KF-901", on="the quota", note="See `quota`"),),
    ).incident


def page(path: str = "/KF-900", client: Client | None = None) -> str:
    response = (client or Client()).get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("anchor", ["s1", "f1", "x1", "x2", "t1", "i1", "e1", "e2", "v1", "v2", "v3"])
def test_every_part_has_its_permanent_place(whole, anchor):
    shown = read(page())
    assert f"#{anchor}" in shown.at(anchor).addresses


def test_it_shows_what_the_document_says(whole):
    html = page()
    shown = read(html)
    said = ("12 minutes", "21 May 2019, 11:58 UTC", "minute 12", "revision 1 of 2 March 2026", "<b>kube</b>")
    assert [words for words in (*said, "A graph that climbs") if words not in shown.text] == []
    assert "&lt;b&gt;kube&lt;/b&gt;" in html
    assert {"grow", "quota"} <= set(shown.words("code"))
    assert "our reading" in shown.at("f1").text
    assert "Did not work" in shown.at("x1").text
    assert "Reverted" in shown.at("x2").text
    assert ("KF-901", "/KF-901") in shown.at("x2").links


def test_a_faulty_version_and_its_correction_stand_side_by_side(whole):
    (pair,) = [part for part in read(page()).all("div") if part.attributes.get("class") == "pair"]
    assert [place for place in ("v1", "v2", "v3") if f"#{place}" in pair.addresses] == ["v1", "v2"]


def test_fixes_stand_in_the_order_they_were_tried(whole):
    html = page()
    assert html.index('id="x1"') < html.index('id="x2"')


def test_pictures_have_titles(whole):
    titles = read(page()).words("title")
    assert {"f1 leads to s1", "s1 leads to i1"} <= set(titles)


def test_a_relation_reads_from_both_ends(whole):
    for path, label in (("/KF-900", "Left over from the fix of"), ("/KF-901", "Its fix left over")):
        related = read(page(path)).at("relations")
        assert label in related.text
        assert "See quota" in related.text
        assert "quota" in related.words("code"), "notes are Markdown from both ends"


def test_similar_stories_say_in_what(vocabulary):
    factories.saved("KF-900")
    factories.saved("KF-901", title="The other one")
    html = page()
    similar = read(html).at("relations").text
    assert "The other one" in similar
    assert "Memory exhaustion" in similar


def test_what_a_reader_may_not_see_is_not_on_the_page(whole):
    factories.saved(
        "KF-902",
        title="Kept inside",
        visibility="organisation",
        relations=(Relation(type="see_also", to="KF-900"),),
    )
    assert "Kept inside" not in page()
    signed_in = Client()
    signed_in.force_login(factories.user(), backend="django.contrib.auth.backends.ModelBackend")
    assert "Kept inside" in page(client=signed_in)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/kf-900", "/KF-900"),
        ("/kf-900?x=1", "/KF-900?x=1"),
        ("/kf-900/relations", "/KF-900/relations"),
        ("/Kf-900/causes.csv", "/KF-900/causes.csv"),
        ("/stories/story-kf-900", "/KF-900"),
        ("/stories/the-flood", "/KF-900"),
        ("/stories/kf-900", "/KF-900"),
    ],
)
def test_every_name_leads_to_the_lasting_address(path, target):
    factories.saved("KF-900", aliases=("the-flood",))
    response = Client().get(path)
    assert (response.status_code, response["Location"]) == (301, target)


def test_a_merged_story_leads_to_the_one_it_went_into():
    factories.saved("KF-900")
    factories.saved("KF-901")
    stories.merge(
        ref="KF-901", into="KF-900", based_on=1, author=editor(), reason="The same", now=factories.NOW
    )
    for path in ("/KF-901", "/stories/story-kf-901"):
        response = Client().get(path, follow=True)
        assert response.redirect_chain[-1] == ("/KF-900", 301)


def test_a_story_merged_into_one_for_fewer_eyes_leads_nobody_else_there():
    factories.saved("KF-900")
    factories.saved("KF-901")
    captain = editor()
    stories.merge(
        ref="KF-901", into="KF-900", based_on=1, author=captain, reason="The same", now=factories.NOW
    )
    factories.changed("KF-900", visibility="organisation")
    response = Client().get("/KF-901")
    assert response.status_code == 200
    assert "/KF-900" not in response.content.decode()
    client = Client()
    client.force_login(captain, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/KF-901")["Location"] == "/KF-900"


def test_a_withdrawn_story_says_why_and_no_more():
    factories.saved("KF-1")
    factories.saved("KF-900", summary="What was told once.")
    stories.withdraw(
        ref="KF-900",
        based_on=1,
        author=editor(),
        reason="It was **not** so.",
        successor="KF-1",
        now=factories.NOW,
    )
    shown = read(page())
    assert "It was not so." in shown.text
    assert "not" in shown.words("strong")
    assert ("KF-1", "/KF-1") in shown.links
    assert "What was told once" not in shown.text


def editor() -> User:
    return factories.user("editor", role=User.Role.EDITOR)


@pytest.mark.parametrize("others", [1, 3])
def test_a_story_costs_six_queries_and_four_more_for_who_is_signed_in(vocabulary, others):
    for number in range(others):
        factories.saved(f"KF-{910 + number}", relations=(Relation(type="see_also", to="KF-900"),))
    factories.saved("KF-900")
    reader = Client()
    reader.force_login(factories.user(), backend="django.contrib.auth.backends.ModelBackend")
    factories.entries_are_known()
    for client, most in ((Client(), 6), (reader, 10)):
        # The story with its document, what is beside it, stories that share something, the state of the
        # index, stories with the same words, names of terms; before them a session and its user,
        # after them the actions and how often it was seen.
        with statements.counted() as asked:
            html = page(client=client)
        assert html.count("See also") >= others
        assert len(asked) == most, "\n".join(asked)


def test_no_text_becomes_markup():
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    factories.saved(
        "KF-900", title=evil, summary=evil, body=evil, evidence=(Evidence(id="v1", kind="log", body=evil),)
    )
    html = page()
    assert "<script>alert" not in html
    assert "<img" not in html


def test_a_page_follows_the_document_and_the_vocabulary(vocabulary):
    factories.saved("KF-900")
    assert "Memory exhaustion" in page()
    Term.objects.filter(facet="failure_mode", slug="memory_exhaustion").update(label="Out of memory")
    assert "Memory exhaustion" not in page()
    story = factories.document("KF-900", takeaways=(Takeaway(id="t1", text="Measure twice"),))
    stories.save(story=story, based_on=1, origin="catalogue", now=factories.NOW)
    assert "Measure twice" in page()
