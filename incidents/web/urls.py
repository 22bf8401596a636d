"""The addresses of the pages, in reading order."""

from django.urls import path, register_converter

from incidents.web import home
from incidents.web.accounts import urls as accounts
from incidents.web.actions import board, planning
from incidents.web.actions import item as action
from incidents.web.actions import listing as actions
from incidents.web.analysis import find, lint, runbook
from incidents.web.converters import AccountName, ContentHash, NameConverter, Ref, RuleRef, TermSlug
from incidents.web.feeds import candidate, candidates, feed, run
from incidents.web.feeds import listing as feeds
from incidents.web.news import urls as news
from incidents.web.people import audit, invitations, mail, person, programs, team, teams, tokens
from incidents.web.people import listing as people
from incidents.web.rules import coverage, rule, tools
from incidents.web.rules import editing as rule_editing
from incidents.web.rules import history as rule_history
from incidents.web.rules import listing as rules
from incidents.web.rules import restoring as rule_restoring
from incidents.web.single_sign_on import urls as single_sign_on
from incidents.web.stories import (
    attachments,
    commenting,
    erasing,
    merging,
    picture_pages,
    retirement,
    reviewing,
    sharing,
    story,
)
from incidents.web.stories import listing as stories
from incidents.web.stories.history import chapters, restoring
from incidents.web.training import drill
from incidents.web.training import listing as drills
from incidents.web.vocabulary import glossary, organisations, sources, terms
from incidents.web.writing import checking, editing, importing, pasting, publishing, starting, updating

register_converter(AccountName, "account")
register_converter(ContentHash, "sha256")
register_converter(NameConverter, "name")
register_converter(Ref, "ref")
register_converter(RuleRef, "rule")
register_converter(TermSlug, "term")

COMPONENT = {"facet": "component"}
FAILURE_MODE = {"facet": "failure_mode"}
TECHNOLOGY = {"facet": "technology"}
REGION = {"facet": "region"}

urlpatterns = [
    path("", home.home, name="home"),
    path("stories/", stories.stories, name="stories"),
    path("stories.csv", stories.stories_csv, name="stories-csv"),
    path("stories/<name:name>", story.by_name, name="story-by-name"),
    path("<ref:ref>", story.story, name="story"),
    path("<ref:ref>/relations", picture_pages.relations, name="story-relations"),
    path("<ref:ref>/timeline.csv", picture_pages.timeline_csv, name="story-timeline-csv"),
    path("<ref:ref>/causes.csv", picture_pages.causes_csv, name="story-causes-csv"),
    path("<ref:ref>/relations.csv", picture_pages.relations_csv, name="story-relations-csv"),
    path("<ref:ref>/evidence/<sha256:sha256>", attachments.picture, name="story-evidence"),
    path("<ref:ref>/history", chapters.history, name="story-history"),
    path("<ref:ref>/history/<int:number>", chapters.revision, name="story-revision"),
    path("<ref:ref>/compare", chapters.compare, name="story-compare"),
    path("<ref:ref>/restore", restoring.restore, name="story-restore"),
    path("<ref:ref>/withdraw", retirement.withdraw, name="story-withdraw"),
    path("<ref:ref>/merge", merging.merge, name="story-merge"),
    path("<ref:ref>/publish", publishing.publish, name="story-publish"),
    path("<ref:ref>/publish/preview", publishing.preview, name="story-publish-preview"),
    path("<ref:ref>/review", reviewing.review, name="story-review"),
    path("<ref:ref>/readers", sharing.readers, name="story-readers"),
    path("<ref:ref>/comments", commenting.comments, name="story-comments"),
    path("<ref:ref>/erase", erasing.erase, name="story-erase"),
    path("<ref:ref>/change", starting.change, name="story-change"),
    path("write/", starting.write, name="write"),
    path("write/paste", pasting.paste, name="write-paste"),
    path("write/import", importing.postmortem, name="write-import"),
    path("write/<uuid:key>", editing.edit, name="draft"),
    path("write/<uuid:key>/paste", pasting.paste, name="draft-paste"),
    path("write/<uuid:key>/preview", checking.preview, name="draft-preview"),
    path("write/<uuid:key>/draft.yaml", checking.as_yaml, name="draft-yaml"),
    path("write/<uuid:key>/update", updating.update, name="draft-update"),
    path("write/<uuid:key>/restore", starting.restore, name="draft-restore"),
    path("actions/", actions.listing, name="actions"),
    path("actions/board", board.board, name="action-board"),
    path("actions.csv", actions.listing_csv, name="actions-csv"),
    path("<ref:ref>/actions/new", planning.plan, name="action-new"),
    path("<ref:ref>/actions/<int:number>", action.action, name="action"),
    path("<ref:ref>/actions/<int:number>/change", planning.change, name="action-change"),
    path("candidates/", candidates.candidates, name="candidates"),
    path("candidates/<int:key>", candidate.candidate, name="candidate"),
    path("feeds/", feeds.listing, name="feeds"),
    path("feeds/<slug:slug>", feed.feed, name="feed"),
    path("feeds/<slug:slug>/runs/<int:number>", run.run, name="feed-run"),
    path("feeds/<slug:slug>/runs/<int:number>.csv", run.items_csv, name="feed-run-csv"),
    path("train/", drills.listing, name="train"),
    path("<ref:ref>/drill", drill.drill, name="drill"),
    path("<ref:ref>/drill.md", drill.booklet, name="drill-booklet"),
    path("find", find.find, name="find"),
    path("match", find.match, name="match"),
    path("r/<name:name>", runbook.runbook, name="runbook"),
    path("lint", lint.lint, name="lint"),
    path("rules/", rules.rules, name="rules"),
    path("rules.csv", rules.rules_csv, name="rules-csv"),
    path("rules/new/<slug:kind>", rule_editing.new, name="rule-new"),
    path("rules/<rule:ref>", rule.rule, name="rule"),
    path("rules/<rule:ref>/edit", rule_editing.edit, name="rule-edit"),
    path("rules/<rule:ref>/history", rule_history.history, name="rule-history"),
    path("rules/<rule:ref>/history/<int:number>", rule_history.revision, name="rule-revision"),
    path("rules/<rule:ref>/restore", rule_restoring.restore, name="rule-restore"),
    path("coverage", coverage.coverage, name="coverage"),
    path("coverage.csv", coverage.coverage_csv, name="coverage-csv"),
    path("tools/", tools.tools, name="tools"),
    path("tools/<slug:slug>", tools.tool, name="tool"),
    path("components/", terms.index, COMPONENT, name="components"),
    path("components.csv", terms.index_csv, COMPONENT, name="components-csv"),
    path("components/<term:slug>.csv", terms.term_csv, COMPONENT, name="component-csv"),
    path("components/<term:slug>", terms.term, COMPONENT, name="component"),
    path("failure-modes/", terms.index, FAILURE_MODE, name="failure-modes"),
    path("failure-modes.csv", terms.index_csv, FAILURE_MODE, name="failure-modes-csv"),
    path("failure-modes/<slug:slug>.csv", terms.term_csv, FAILURE_MODE, name="failure-mode-csv"),
    path("failure-modes/<slug:slug>", terms.term, FAILURE_MODE, name="failure-mode"),
    path("technologies/", terms.index, TECHNOLOGY, name="technologies"),
    path("technologies.csv", terms.index_csv, TECHNOLOGY, name="technologies-csv"),
    path("technologies/<slug:slug>.csv", terms.term_csv, TECHNOLOGY, name="technology-csv"),
    path("technologies/<slug:slug>", terms.term, TECHNOLOGY, name="technology"),
    path("regions/", terms.index, REGION, name="regions"),
    path("regions.csv", terms.index_csv, REGION, name="regions-csv"),
    path("regions/<name:slug>.csv", terms.term_csv, REGION, name="region-csv"),
    path("regions/<name:slug>", terms.term, REGION, name="region"),
    path("organisations/", organisations.index, name="organisations"),
    path("organisations.csv", organisations.index_csv, name="organisations-csv"),
    path("organisations/<slug:slug>.csv", organisations.organisation_csv, name="organisation-csv"),
    path("organisations/<slug:slug>", organisations.organisation, name="organisation"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<slug:slug>", sources.source, name="source"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("about", home.about, name="about"),
    *accounts.urlpatterns,
    *single_sign_on.urlpatterns,
    *news.urlpatterns,
    path("people/", people.people, name="people"),
    path("people/audit", audit.log, name="audit"),
    path("people/audit.ndjson", audit.ndjson, name="audit-ndjson"),
    path("people/services/", programs.index, name="services"),
    path("people/services/<int:key>", programs.service, name="service"),
    path("people/services/<int:key>/close", programs.close, name="service-close"),
    path("people/tokens", tokens.everybodys, name="people-tokens"),
    path("people/mail", mail.outbox, name="mail"),
    path("people/mail/<int:key>", mail.read, name="mail-read"),
    path("people/invitations", invitations.invitations, name="invitations"),
    path("people/invitations/made", invitations.made, name="invitation-made"),
    path("people/invitations/<int:key>/revoke", invitations.revoke, name="invitation-revoke"),
    path("people/invitations/<int:key>/renew", invitations.renew, name="invitation-renew"),
    path("people/<account:name>", person.person, name="person"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<slug:slug>", team.team, name="team"),
    path("robots.txt", home.robots, name="robots"),
    path("llms.txt", home.llms, name="llms"),
    path("favicon.ico", home.favicon, name="favicon"),
]
