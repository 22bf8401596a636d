"""Who may open what: every URL of the project, for everybody in the cast."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from incidents.domain.stories.sources import slug
from tests.cast import PICTURE

pytestmark = pytest.mark.usefixtures("shared_cast")

STANDINGS = {
    "anonymous": 0,
    "stranger": 1,
    "author": 1,
    "named": 1,
    "team_mate": 2,
    "lead": 2,
    "owner": 2,
    "reviewer": 2,
    "editor": 3,
    "administrator": 3,
}
"""Which of the statuses of a door is that of somebody in the cast."""


@dataclass(frozen=True)
class Door:
    """An address and the status that people get there; `private` asks them to sign in first."""

    path: str
    statuses: tuple[int, int, int, int] = (200, 200, 200, 200)
    """Of somebody who has not signed in, of people without a part in the story, of those who see it as its
    team or to review it, of editors."""
    private: bool = False
    method: str = "get"
    always_open: bool = False
    """Whether it stays open where the instance is not read in public."""
    but: Mapping[str, int] = field(default_factory=dict)
    """Who gets another status than people of that standing."""

    def status(self, person: str) -> int:
        return self.but.get(person, self.statuses[STANDINGS[person]])


NO_DRAFT = "00000000-0000-0000-0000-000000000000"
"""Drafts are for their author alone, see tests/web/writing."""


def of_team(path: str, status: int = 200) -> Door:
    """An address of KF-5, which is for the team and its reviewer: to all others it does not exist, editors
    included."""
    return Door(path, (404, 404, status, 404))


ACCESS = {
    "home": Door("/"),
    "stories": Door("/stories/"),
    "story-by-name": of_team("/stories/story-kf-5", 301),
    "story": of_team("/KF-5"),
    "story-relations": of_team("/KF-5/relations"),
    "story-timeline-csv": of_team("/KF-5/timeline.csv"),
    "story-causes-csv": of_team("/KF-5/causes.csv"),
    "story-relations-csv": of_team("/KF-5/relations.csv"),
    "story-as-file": Door("/KF-5.yaml", (301, 301, 301, 301)),
    "story-evidence": of_team(f"/KF-5/evidence/{PICTURE.picture.sha256}"),
    "story-history": of_team("/KF-5/history"),
    "story-revision": of_team("/KF-5/history/1"),
    "story-compare": of_team("/KF-5/compare"),
    "story-restore": Door(
        "/KF-5/restore", (302, 404, 403, 404), private=True, method="post", but={"owner": 400}
    ),
    "story-withdraw": Door("/KF-5/withdraw", (302, 404, 403, 404), private=True, but={"owner": 200}),
    "story-merge": Door("/KF-5/merge", (302, 404, 403, 404), private=True, but={"owner": 200}),
    "story-erase": Door("/KF-5/erase", (302, 404, 403, 404), private=True),
    "story-change": Door("/KF-5/change", (302, 404, 403, 404), private=True, but={"owner": 200}),
    "story-publish": Door("/KF-5/publish", (302, 404, 403, 404), private=True, but={"owner": 200}),
    "story-publish-preview": Door(
        "/KF-5/publish/preview", (302, 404, 403, 404), private=True, but={"owner": 200}
    ),
    "story-review": Door(
        "/KF-5/review", (302, 404, 403, 404), private=True, but={"owner": 200, "reviewer": 200}
    ),
    "story-comments": Door("/KF-5/comments", (302, 404, 200, 404), private=True),
    "story-readers": Door("/KF-5/readers", (302, 404, 403, 404), private=True, but={"owner": 200}),
    "write": Door("/write/", (302, 200, 200, 200), private=True),
    "write-paste": Door(
        "/write/paste", (302, 403, 403, 200), private=True, but={"author": 200, "owner": 200}
    ),
    "write-import": Door(
        "/write/import", (302, 403, 403, 200), private=True, but={"author": 200, "owner": 200}
    ),
    "draft-paste": Door(f"/write/{NO_DRAFT}/paste", (302, 404, 404, 404), private=True),
    "draft": Door(f"/write/{NO_DRAFT}", (302, 404, 404, 404), private=True),
    "draft-preview": Door(f"/write/{NO_DRAFT}/preview", (302, 404, 404, 404), private=True),
    "draft-yaml": Door(f"/write/{NO_DRAFT}/draft.yaml", (302, 404, 404, 404), private=True),
    "draft-update": Door(f"/write/{NO_DRAFT}/update", (302, 404, 404, 404), private=True),
    "draft-restore": Door(f"/write/{NO_DRAFT}/restore", (302, 404, 404, 404), private=True, method="post"),
    "actions": Door("/actions/", (302, 200, 200, 200), private=True),
    "action-board": Door("/actions/board", (302, 200, 200, 200), private=True),
    "actions-csv": Door("/actions.csv", (302, 200, 200, 200), private=True),
    "action": Door("/KF-5/actions/1", (302, 404, 200, 404), private=True),
    "action-new": Door("/KF-5/actions/new", (302, 404, 403, 404), private=True, but={"owner": 200}),
    "action-change": Door("/KF-5/actions/1/change", (302, 404, 403, 404), private=True, but={"owner": 200}),
    "candidates": Door("/candidates/", (302, 403, 403, 200), private=True),
    "candidate": Door("/candidates/1", (302, 403, 403, 404), private=True),
    "feeds": Door("/feeds/", (302, 403, 403, 200), private=True),
    "feed": Door("/feeds/none", (302, 403, 403, 404), private=True),
    "feed-run": Door("/feeds/none/runs/1", (302, 403, 403, 404), private=True),
    "feed-run-csv": Door("/feeds/none/runs/1.csv", (302, 403, 403, 404), private=True),
    "train": Door("/train/"),
    "drill": of_team("/KF-5/drill"),
    "drill-booklet": of_team("/KF-5/drill.md"),
    "find": Door("/find?q=harbour"),
    "match": Door("/match", (301, 301, 301, 301)),
    "lint": Door("/lint"),
    "rules": Door("/rules/"),
    "rules-csv": Door("/rules.csv"),
    "rule-new": Door("/rules/new/M", (302, 403, 403, 200), private=True),
    "rule": of_team("/rules/M-5"),
    "rule-edit": Door("/rules/M-1/edit", (302, 403, 403, 200), private=True),
    "rule-history": of_team("/rules/M-5/history"),
    "rule-revision": of_team("/rules/M-5/history/1"),
    "rule-restore": Door("/rules/M-1/restore", (302, 403, 403, 400), private=True, method="post"),
    "coverage": Door("/coverage"),
    "coverage-csv": Door("/coverage.csv"),
    "runbook": Door("/r/Unheard", (404, 404, 404, 404)),
    "tools": Door("/tools/"),
    "tool": of_team("/tools/harbour-lint"),
    "components": Door("/components/"),
    "components-csv": Door("/components.csv"),
    "regions": Door("/regions/"),
    "regions-csv": Door("/regions.csv"),
    "region": of_team("/regions/harbour-region"),
    "region-csv": of_team("/regions/harbour-region.csv"),
    "stories-csv": Door("/stories.csv"),
    "component": of_team("/components/service/harbour"),
    "component-csv": of_team("/components/service/harbour.csv"),
    "failure-modes": Door("/failure-modes/"),
    "failure-modes-csv": Door("/failure-modes.csv"),
    "failure-mode": Door("/failure-modes/memory_exhaustion"),
    "failure-mode-csv": Door("/failure-modes/memory_exhaustion.csv"),
    "technologies": Door("/technologies/"),
    "technologies-csv": Door("/technologies.csv"),
    "technology": Door("/technologies/kubernetes"),
    "technology-csv": Door("/technologies/kubernetes.csv"),
    "organisations": Door("/organisations/"),
    "organisations-csv": Door("/organisations.csv"),
    "organisation": of_team("/organisations/harbour-company"),
    "organisation-csv": of_team("/organisations/harbour-company.csv"),
    "sources": Door("/sources/"),
    "source": of_team(f"/sources/{slug('log of the harbour | ')}"),
    "glossary": Door("/glossary/"),
    "about": Door("/about"),
    "sign-in": Door("/sign-in", (200, 302, 302, 302), always_open=True),
    "account_login": Door("/sign-in", (200, 302, 302, 302), always_open=True),
    "password-lost": Door("/sign-in/password", always_open=True),
    "account_reset_password_from_key": Door("/sign-in/password/1-old", always_open=True),
    "mfa_authenticate": Door("/sign-in/code", (302, 302, 302, 302), always_open=True),
    "account_reauthenticate": Door("/profile/confirm", (302, 200, 200, 200), private=True),
    "mfa_reauthenticate": Door("/profile/confirm/code", (302, 302, 302, 302), private=True),
    "mfa_index": Door("/profile/second-factor", (302, 200, 200, 200), private=True),
    "mfa_activate_totp": Door("/profile/second-factor/app", (302, 302, 302, 302), private=True),
    "mfa_deactivate_totp": Door("/profile/second-factor/app/remove", (302, 404, 404, 404), private=True),
    "mfa_login_webauthn": Door("/sign-in/passkey", (200, 302, 302, 302), always_open=True),
    "mfa_reauthenticate_webauthn": Door("/profile/confirm/passkey", (302, 302, 302, 302), private=True),
    "mfa_add_webauthn": Door("/profile/second-factor/passkeys/new", (302, 302, 302, 302), private=True),
    "mfa_edit_webauthn": Door("/profile/second-factor/passkeys/1/name", (302, 302, 302, 302), private=True),
    "mfa_remove_webauthn": Door(
        "/profile/second-factor/passkeys/1/remove", (302, 302, 302, 302), private=True
    ),
    "mfa_view_recovery_codes": Door("/profile/second-factor/codes", (302, 404, 404, 404), private=True),
    "mfa_generate_recovery_codes": Door(
        "/profile/second-factor/codes/new", (302, 302, 302, 302), private=True
    ),
    "sessions": Door("/profile/sessions", (302, 200, 200, 200), private=True),
    "sign-out": Door("/sign-out", (302, 302, 302, 302), method="post", always_open=True),
    "profile": Door("/profile", (302, 200, 200, 200), private=True),
    "news": Door("/profile/news", (302, 200, 200, 200), private=True),
    "news-item": Door("/profile/news/1", (302, 404, 404, 404), private=True, method="post"),
    "notification-preferences": Door("/profile/notifications", (302, 200, 200, 200), private=True),
    "news-off": Door("/news/off/made-up", (404, 404, 404, 404), always_open=True),
    "password-change": Door("/profile/password", (302, 200, 200, 200), private=True),
    "audit": Door("/people/audit", (302, 403, 403, 403), private=True, but={"administrator": 200}),
    "audit-ndjson": Door(
        "/people/audit.ndjson", (302, 403, 403, 403), private=True, but={"administrator": 200}
    ),
    "tokens": Door("/profile/tokens", (302, 200, 200, 200), private=True),
    "token-made": Door("/profile/tokens/made", (302, 302, 302, 302), private=True),
    "token-revoke": Door("/profile/tokens/1/revoke", (302, 404, 404, 404), private=True, method="post"),
    "services": Door("/people/services/", (302, 403, 403, 403), private=True, but={"administrator": 200}),
    "service": Door("/people/services/1", (302, 403, 403, 403), private=True, but={"administrator": 404}),
    "service-close": Door(
        "/people/services/1/close",
        (302, 403, 403, 403),
        private=True,
        method="post",
        but={"administrator": 404},
    ),
    "people-tokens": Door("/people/tokens", (302, 403, 403, 403), private=True, but={"administrator": 200}),
    "mail": Door("/people/mail", (302, 403, 403, 403), private=True, but={"administrator": 200}),
    "mail-read": Door(
        "/people/mail/1", (302, 403, 403, 403), private=True, method="post", but={"administrator": 404}
    ),
    "invitation": Door("/invitation", (404, 404, 404, 404), always_open=True),
    "invitation-link": Door("/invitation/x", (302, 302, 302, 302), always_open=True),
    "invitations": Door(
        "/people/invitations", (302, 403, 403, 403), private=True, but={"lead": 200, "administrator": 200}
    ),
    "invitation-made": Door(
        "/people/invitations/made",
        (302, 403, 403, 403),
        private=True,
        but={"lead": 302, "administrator": 302},
    ),
    "invitation-revoke": Door(
        "/people/invitations/1/revoke",
        (302, 403, 403, 403),
        private=True,
        method="post",
        but={"lead": 404, "administrator": 404},
    ),
    "invitation-renew": Door(
        "/people/invitations/1/renew",
        (302, 403, 403, 403),
        private=True,
        method="post",
        but={"lead": 404, "administrator": 404},
    ),
    "people": Door("/people/", (302, 403, 403, 403), private=True, but={"administrator": 200}),
    "person": Door("/people/stranger", (302, 403, 403, 403), private=True, but={"administrator": 200}),
    "teams": Door("/teams/", (302, 200, 200, 200), private=True),
    "team": Door(
        "/teams/harbour",
        (302, 404, 200, 404),
        private=True,
        but={"owner": 404, "reviewer": 404, "administrator": 200},
    ),
    "single-sign-on": Door("/sign-in/provider", (404, 404, 404, 404), always_open=True),
    "single-sign-on-answer": Door("/sign-in/provider/answer", (404, 404, 404, 404), always_open=True),
    "single-sign-on-connect": Door("/profile/provider", (302, 404, 404, 404), private=True),
    "robots": Door("/robots.txt", always_open=True),
    "llms": Door("/llms.txt", always_open=True),
    "favicon": Door("/favicon.ico", (301, 301, 301, 301), always_open=True),
    "feed-atom": Door("/feed.atom"),
    "feed-json": Door("/feed.json"),
    "admin:index": Door("/admin/", (302, 302, 302, 302), always_open=True, but={"administrator": 200}),
    "api-documentation": Door("/api/"),
    "api-start": Door("/api/start"),
    "api-problems": Door("/api/problems"),
    "api-unknown": Door("/api/nothing", (404, 404, 404, 404)),
    "api-v1:root": Door("/api/v1/"),
    "api-v1:stories": Door("/api/v1/stories"),
    "api-v1:story": of_team("/api/v1/stories/KF-5"),
    "api-v1:story-as": of_team("/api/v1/stories/KF-5.md"),
    "api-v1:revisions": of_team("/api/v1/stories/KF-5/revisions"),
    "api-v1:revision": of_team("/api/v1/stories/KF-5/revisions/1"),
    "api-v1:news": Door("/api/v1/news", (401, 200, 200, 200)),
    "api-v1:actions": Door("/api/v1/actions", (401, 200, 200, 200)),
    "api-v1:action": Door("/api/v1/stories/KF-5/actions/1", (401, 404, 200, 404)),
    "api-v1:story-actions": Door(
        "/api/v1/stories/KF-5/actions", (401, 404, 403, 404), method="post", but={"owner": 400}
    ),
    "api-v1:action-do": Door(
        "/api/v1/stories/KF-5/actions/1/finish", (401, 404, 403, 404), method="post", but={"owner": 428}
    ),
    "api-v1:alertmanager": Door("/api/v1/alertmanager", (401, 400, 400, 400), method="post"),
    "api-v1:sightings": Door("/api/v1/sightings", (401, 400, 400, 400), method="post"),
    "api-v1:story-sightings": Door("/api/v1/stories/KF-5/sightings", (401, 404, 200, 404)),
    "api-v1:terms": Door("/api/v1/terms"),
    "api-v1:openapi": Door("/api/v1/schema"),
    "api-v1:rules": Door("/api/v1/rules"),
    "api-v1:rule": of_team("/api/v1/rules/M-5"),
    "api-v1:rule-as": of_team("/api/v1/rules/M-5.yaml"),
    "api-v1:lint": Door("/api/v1/lint", method="post"),
    "api-v1:find": Door("/api/v1/find?q=harbour"),
    "api-v1:match": Door("/api/v1/match", method="post"),
    "api-v1:check": Door("/api/v1/check", method="post"),
    "api-v1:resolve": Door("/api/v1/resolve?tool=soundings&rule=M-1"),
    "api-v1:resolve-batch": Door("/api/v1/resolve/batch", (400, 400, 400, 400), method="post"),
    "api-v1:export": Door("/api/v1/export/prometheus.yaml"),
    "api-v1:rule-schema": Door("/api/v1/schema/rule.json"),
    "api-v1:configuration-schema": Door("/api/v1/schema/configuration.json"),
    "api-v1:story-schema": Door("/api/v1/schema/story.json"),
}


ENDING = {"sign-out"}
"""Addresses after which one is signed in no more."""
CHANGED_BY = {("api-v1:action", "patch"), ("api-v1:action", "put")}
"""Addresses of the API that take other methods than `GET` and `POST`: tests/api/v1."""
OF_LIBRARIES = {
    *("account_reset_password_from_key", "admin:index"),
    *("sign-in", "account_login", "account_reauthenticate", "password-change"),
}
"""Pages that answer any method as they do `GET`, or take `PUT` for `POST`."""
REFUSED = {301, 302, 400, 401, 403, 404, 405}


def opened(client, door):
    if door.method == "post" and door.path.startswith("/api/"):
        # A form is no body that the API reads.
        return client.post(door.path, "kind: Pod", content_type="text/plain")
    return getattr(client, door.method)(door.path)


@pytest.mark.parametrize("person", STANDINGS)
@pytest.mark.parametrize("name", ACCESS)
def test_who_may_open_what(as_, name, person):
    door = ACCESS[name]
    response = opened(as_(person), door)
    assert response.status_code == door.status(person)
    if door.private and person == "anonymous":
        assert response["Location"].startswith("/sign-in?")


@pytest.mark.parametrize("person", [person for person in STANDINGS if person != "anonymous"])
def test_whoever_is_signed_in_opens_the_same_where_the_instance_is_closed(as_, settings, person):
    settings.PUBLIC_READING = False
    client = as_(person)
    differing = {}
    for name, door in ACCESS.items():
        if name not in ENDING:
            found = opened(client, door).status_code
            if found != door.status(person):
                differing[name] = found
    assert differing == {}


@pytest.mark.parametrize("person", STANDINGS)
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_method_opens_anything(as_, method, person):
    client = as_(person)
    found = {
        name: getattr(client, method)(door.path).status_code
        for name, door in ACCESS.items()
        if (name, method) not in CHANGED_BY and name not in OF_LIBRARIES
    }
    assert {name: status for name, status in found.items() if status not in REFUSED} == {}


@pytest.mark.parametrize("name", [name for name, door in ACCESS.items() if not door.always_open])
def test_nothing_is_read_in_public_where_the_instance_is_closed(as_, settings, name):
    settings.PUBLIC_READING = False
    door = ACCESS[name]
    response = opened(as_("anonymous"), door)
    if door.path.startswith("/api/"):
        assert response.status_code == (404 if name == "api-unknown" else 401)
    else:
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in?")
