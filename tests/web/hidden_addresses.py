"""The addresses that could tell of a story, by the name of their URL, with every parameter that they read.

`{ref}`, `{lower}`, `{number}`, `{name}` and `{source}` are those of a hidden story of tests/web/worlds.py.
"""

from incidents.domain.stories.sources import slug
from tests.web.worlds import HIDDEN_SHARED, PICTURE, SHARED

FACETS = (
    "component=service/{name}",
    "component=service",
    "failure_mode=memory_exhaustion",
    "effect=unknown",
    "trigger=unknown",
    "organisation={name}-company",
    "kind=incident",
    "severity=unknown",
    "year=unknown",
    "lasted=unknown",
    "technology={name}-technology",
    "environment=production",
    "scope=unknown",
    "detection=unknown",
    "region={name}-region",
    "source={source}",
    "component=-service/{name}",
    "has_rule=yes",
)

ASKED: dict[str, tuple[str, ...]] = {
    "home": ("/",),
    "stories": (
        "/stories/",
        "/stories/?page=2",
        "/stories/?sort=modified",
        "/stories/?all=component&component=service",
        "/stories/?q={name}",
        "/stories/?q={ref}",
        "/stories/?q={name}-flood",
        "/stories/?q=bilgewatr",
        "/stories/?q=full+OR+restart",
        *(f"/stories/?{facet}" for facet in FACETS),
    ),
    "stories-csv": (
        "/stories.csv",
        "/stories.csv?page=2",
        "/stories.csv?sort=modified",
        "/stories.csv?all=component&component=service",
        "/stories.csv?q={name}",
        *(f"/stories.csv?{facet}" for facet in FACETS),
    ),
    "story-by-name": (
        "/stories/story-{lower}",
        "/stories/{name}-flood",
        "/stories/story-kf",
    ),
    "story": (
        "/{ref}",
        "/{lower}",
        "/KF-1",
        "/KF-1?print=handout",
        "/KF-2",
        "/KF-99",
    ),
    "story-relations": (
        "/{ref}/relations",
        "/KF-1/relations",
    ),
    "story-timeline-csv": ("/{ref}/timeline.csv",),
    "story-causes-csv": ("/{ref}/causes.csv",),
    "story-relations-csv": (
        "/{ref}/relations.csv",
        "/KF-1/relations.csv",
    ),
    "story-evidence": (
        f"/{{ref}}/evidence/{PICTURE.picture.sha256}",
        f"/KF-1/evidence/{PICTURE.picture.sha256}",
    ),
    "story-as-file": (
        "/{ref}.yaml",
        "/KF-1.json",
    ),
    "story-history": (
        "/{ref}/history",
        "/KF-1/history?page=1",
    ),
    "story-revision": (
        "/{ref}/history/1",
        "/KF-1/history/1",
    ),
    "story-compare": (
        "/{ref}/compare?from=1&to=1",
        "/KF-1/compare",
    ),
    "story-withdraw": ("/{ref}/withdraw",),
    "story-merge": ("/{ref}/merge",),
    "story-erase": ("/{ref}/erase",),
    "story-change": ("/{ref}/change",),
    "story-review": ("/{ref}/review",),
    "story-readers": ("/{ref}/readers",),
    "write": ("/write/",),
    "find": (
        "/find?q={name}",
        "/find?q={ref}",
        "/find?q={ref}%23f1",
        "/find?q=M-{number}",
        "/find?q={name}-flood",
        "/find?q=the+{name}+runs+full+of+bilgewater",
        "/find?q=bilgewatr+{name}s",
        "/find?q=the+{name}+runs+full+of+pods",
        "/find?q=pods+restart+harbour+overflows+{name}",
        "/find?q=too+many+missed+start+times",
        "/find?q=the+{name}+overflows&format=md",
    ),
    "rules": (
        "/rules/",
        "/rules/?page=2",
        "/rules/?q={name}",
        "/rules/?q=M-{number}",
        "/rules/?story={ref}",
        "/rules/?kind=S&story={ref}",
        "/rules/?level=high",
        "/rules/?status=experimental",
        "/rules/?confidence=exact",
    ),
    "rules-csv": (
        "/rules.csv",
        "/rules.csv?q={name}",
        "/rules.csv?story={ref}",
        "/rules.csv?kind=M&page=1",
        "/rules.csv?level=high&status=experimental&confidence=exact",
    ),
    "rule": (
        "/rules/M-{number}",
        "/rules/m-{number}",
        "/rules/M-1",
        "/rules/S-{number}",
    ),
    "rule-edit": (
        "/rules/M-{number}/edit",
        "/rules/M-1/edit",
    ),
    "rule-history": (
        "/rules/M-{number}/history",
        "/rules/M-1/history?page=1",
    ),
    "rule-revision": ("/rules/M-{number}/history/1",),
    "coverage": (
        "/coverage",
        "/coverage?lacks=all&page=1",
        "/coverage?lacks=prevents",
    ),
    "coverage-csv": (
        "/coverage.csv",
        "/coverage.csv?lacks=all",
    ),
    "tools": ("/tools/",),
    "tool": (
        "/tools/{name}-lint",
        "/tools/open-lint",
    ),
    "regions": ("/regions/",),
    "regions-csv": ("/regions.csv",),
    "region": ("/regions/{name}-region", "/regions/{name}-region?page=1"),
    "region-csv": ("/regions/{name}-region.csv",),
    "components": ("/components/",),
    "components-csv": ("/components.csv",),
    "component": (
        "/components/service/{name}",
        "/components/service",
        "/components/workload/resources?page=1",
    ),
    "component-csv": (
        "/components/service/{name}.csv",
        "/components/workload/resources.csv",
    ),
    "failure-modes": ("/failure-modes/",),
    "failure-modes-csv": ("/failure-modes.csv",),
    "failure-mode": ("/failure-modes/memory_exhaustion?page=1",),
    "failure-mode-csv": ("/failure-modes/memory_exhaustion.csv",),
    "technologies": ("/technologies/",),
    "technologies-csv": ("/technologies.csv",),
    "technology": (
        "/technologies/kubernetes?page=1",
        "/technologies/{name}-technology",
    ),
    "technology-csv": (
        "/technologies/kubernetes.csv",
        "/technologies/{name}-technology.csv",
    ),
    "organisations": ("/organisations/?page=1",),
    "organisations-csv": ("/organisations.csv",),
    "organisation": ("/organisations/{name}-company?page=1",),
    "organisation-csv": ("/organisations/{name}-company.csv",),
    "sources": ("/sources/?page=1",),
    "source": (
        "/sources/{source}?page=1",
        f"/sources/{slug(SHARED)}",
        f"/sources/{slug(HIDDEN_SHARED)}",
    ),
    "glossary": ("/glossary/",),
    "feed-atom": (
        "/feed.atom",
        "/feed.atom?component=service/{name}",
    ),
    "feed-json": (
        "/feed.json",
        "/feed.json?component=service/{name}",
    ),
    "api-v1:root": ("/api/v1/",),
    "api-v1:stories": (
        "/api/v1/stories?facets=true",
        "/api/v1/stories?q={name}",
        "/api/v1/stories?q={ref}&sort=relevance",
        "/api/v1/stories?q=bilgewatr",
        "/api/v1/stories?modified_since=2020-01-01T00:00:00Z",
        "/api/v1/stories?status=draft,published,merged&limit=1",
        "/api/v1/stories?cursor=x",
        "/api/v1/stories?all_of=component&component=service/{name},workload/resources",
        *(f"/api/v1/stories?{facet}" for facet in FACETS),
    ),
    "api-v1:story": (
        "/api/v1/stories/{ref}",
        "/api/v1/stories/story-{lower}",
        "/api/v1/stories/{name}-flood",
    ),
    "api-v1:story-as": (
        "/api/v1/stories/{ref}.md",
        "/api/v1/stories/KF-1.yaml",
    ),
    "api-v1:revisions": (
        "/api/v1/stories/{ref}/revisions",
        "/api/v1/stories/KF-1/revisions?limit=1&cursor=2",
    ),
    "api-v1:revision": (
        "/api/v1/stories/{ref}/revisions/1",
        "/api/v1/stories/KF-1/revisions/1",
    ),
    "api-v1:find": (
        "/api/v1/find?q={name}",
        "/api/v1/find?q={ref}",
        "/api/v1/find?q=M-{number}",
        "/api/v1/find?q=memory+limit+overflows+full",
        "/api/v1/find?q=bilgewatr+{name}+overflows&mask_addresses=true",
        "/api/v1/find?q=too+many+missed+start+times",
    ),
    "api-v1:terms": ("/api/v1/terms?facet=component",),
    "api-v1:rules": (
        "/api/v1/rules",
        "/api/v1/rules?story={ref}",
        "/api/v1/rules?story={lower}",
        "/api/v1/rules?q={name}",
        "/api/v1/rules?kind=manifest&limit=1",
        "/api/v1/rules?cursor=M-{number}",
        "/api/v1/rules?level=high",
        "/api/v1/rules?status=experimental",
    ),
    "api-v1:rule": (
        "/api/v1/rules/M-{number}",
        "/api/v1/rules/M-1",
    ),
    "api-v1:rule-as": (
        "/api/v1/rules/M-{number}.yaml",
        "/api/v1/rules/M-1.yaml",
    ),
    "api-v1:resolve": (
        "/api/v1/resolve?tool={name}-lint&rule={name}-check",
        "/api/v1/resolve?tool=soundings&rule=M-{number}",
        "/api/v1/resolve?tool=open-lint&rule=open-check",
    ),
    "api-v1:export": (
        "/api/v1/export/prometheus.yaml",
        "/api/v1/export/admission.yaml",
        "/api/v1/export/kube-linter.yaml",
        "/api/v1/export/resolve.json",
        "/api/v1/export/taxonomy.sarif",
        "/api/v1/export/bundle.json",
    ),
}

NOT_ASKED = {
    **dict.fromkeys(
        (
            "story-restore",
            "draft-restore",
            "rule-restore",
            "api-v1:lint",
            "api-v1:match",
            "api-v1:resolve-batch",
        ),
        "takes no GET; what it answers follows from the rules that run, as the exports do",
    ),
    **dict.fromkeys(
        ("draft", "draft-preview", "draft-update"),
        "is for the author of the draft alone, see tests/web/writing",
    ),
    "rule-new": "says the next free reference, which counts rules that are hidden",
    **dict.fromkeys(
        (
            *("match", "lint", "about", "robots", "favicon", "sign-in", "sign-out", "password-change"),
            *("mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
            *(
                "mfa_view_recovery_codes",
                "mfa_generate_recovery_codes",
                "mfa_index",
                "mfa_login_webauthn",
                "mfa_reauthenticate_webauthn",
                "mfa_add_webauthn",
                "mfa_edit_webauthn",
                "mfa_remove_webauthn",
                "account_reauthenticate",
            ),
            *("account_login", "password-lost", "account_reset_password_from_key", "sessions"),
            *("single-sign-on", "single-sign-on-answer", "single-sign-on-connect"),
            *("api-documentation", "api-problems", "api-unknown", "api-v1:openapi", "api-v1:rule-schema"),
            *("api-v1:story-schema", "api-start", "api-v1:check"),
        ),
        "says the same whatever stories there are",
    ),
    **dict.fromkeys(
        (
            "invitation",
            "invitation-link",
            "invitations",
            "invitation-made",
            "invitation-revoke",
            "invitation-renew",
        ),
        "about people and teams, and says nothing of stories",
    ),
    **dict.fromkeys(
        ("tokens", "token-made", "token-revoke", "services", "service", "service-close", "people-tokens"),
        "about tokens and programs, and says nothing of stories",
    ),
    **dict.fromkeys(
        ("mail", "mail-read"), "for administrators; says to whom mails went, and nothing of stories"
    ),
    **dict.fromkeys(("people", "person"), "for administrators, who are told how many stories somebody owns"),
    **dict.fromkeys(("teams", "team"), "lists people; how many stories a team has, administrators are told"),
    **dict.fromkeys(
        ("audit", "audit-ndjson"),
        "for administrators, who are told what was done to any story, by its reference alone",
    ),
    **dict.fromkeys(
        ("news", "news-item", "api-v1:news"),
        "tells what one was told, of stories that one may see: tests/domain/notifications/test_reading.py",
    ),
    **dict.fromkeys(
        ("notification-preferences", "news-off"), "names kinds of news, and says nothing of stories"
    ),
    "profile": "lists the stories of the one who asks",
    "admin:index": "lists stories by visible_to alone: tests/web/test_admin_rights.py",
}
"""Addresses that depend on stories and are not asked here, and why."""
