"""Every page of the site, by the name of its URL; and the states of pages that look different."""

PAGES = {
    "home": "/",
    "stories": "/stories/",
    "story": "/KF-15",
    "story-relations": "/KF-15/relations",
    "story-history": "/KF-15/history",
    "story-revision": "/KF-15/history/1",
    "story-compare": "/KF-15/compare?from=1&to=3",
    "components": "/components/",
    "component": "/components/network",
    "failure-modes": "/failure-modes/",
    "failure-mode": "/failure-modes/missing_limit",
    "organisations": "/organisations/",
    "organisation": "/organisations/zalando",
    "sources": "/sources/",
    "source": "/sources/zalando-kubernetes-failure-stories",
    "glossary": "/glossary/",
    "about": "/about",
    "sign-in": "/sign-in",
    "api-documentation": "/api/",
    "api-problems": "/api/problems",
}
OF_EDITORS = {
    "profile": "/profile",
    "password-change": "/profile/password",
    "story-history": "/KF-15/history",
    "story-compare": "/KF-15/compare",
    "story-revision": "/KF-15/history/2",
    "story-withdraw": "/KF-15/withdraw",
    "story-merge": "/KF-15/merge",
}
STATES = {
    "words found": "/stories/?q=ndots",
    "filtered": "/stories/?component=network/dns&kind=incident&sort=ref",
    "nothing found": "/stories/?q=zzzz&kind=incident",
    "long words": "/INC-1",
    "long words of an organisation": "/organisations/?page=1",
    "withdrawn": "/INC-2",
    "history of a withdrawn story": "/INC-2/history",
    "history of a merged story": "/INC-3/history",
    "a term without stories": "/failure-modes/memory_leak",
    "nothing changed": "/KF-15/compare?from=2&to=2",
    "a wrong number": "/KF-15/compare?from=first&to=2",
    "no such story": "/KF-150",
    "no such page": "/nowhere",
}
NO_PAGE = {
    *("story-by-name", "story-as-file", "story-restore", "sign-out", "robots", "favicon"),
    *("feed-atom", "feed-json", "story-timeline-csv", "story-causes-csv", "story-relations-csv"),
    *("components-csv", "component-csv", "failure-modes-csv", "failure-mode-csv"),
    *("organisations-csv", "organisation-csv", "api-unknown"),
}
"""Redirects, files and what only takes forms."""
