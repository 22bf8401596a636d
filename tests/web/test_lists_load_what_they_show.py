"""No list loads the rendered texts of its stories: a column as long as all their pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.hidden_addresses import ASKED
from tests.web.test_hidden_values import values
from tests.web.worlds import HIDDEN, STEPS, Site

pytestmark = pytest.mark.django_db

WHOLE = (
    *("story", "story-by-name", "story-relations", "story-timeline-csv", "story-causes-csv"),
    *(
        "story-relations-csv",
        "story-evidence",
        "story-history",
        "story-revision",
        "story-compare",
        "story-withdraw",
        "story-change",
        "action",
        "action-new",
        "action-change",
    ),
    *(
        "story-merge",
        "story-erase",
        "story-publish",
        "story-publish-preview",
        "story-review",
        "story-readers",
        "story-comments",
        "drill",
        "drill-booklet",
        "feed-atom",
        "feed-json",
    ),
)
"""Addresses of one story, and the feeds, which hold the newest stories whole."""
RENDERED = '"incidents_incident"."rendered",'


def test_rendered_texts_are_not_selected_by_lists() -> None:
    site = Site.with_everybody()
    for step in STEPS:
        site.grow(step)
    browser, loading = site.browser("team_mate"), []
    for name, addresses in ASKED.items():
        for address in addresses if name not in WHOLE else ():
            with CaptureQueriesContext(connection) as asked:
                browser.get(address.format(**values(HIDDEN[0]))).getvalue()
            loading += [address for query in asked if RENDERED in query["sql"]]
    assert not loading, f"These load rendered texts: {loading}"
