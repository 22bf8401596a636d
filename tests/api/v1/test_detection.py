"""Linting, finding, resolving and exporting over the API."""

import gzip
import json
from collections.abc import Callable

import pytest
import yaml
from django.test import Client
from pytest_django import Settings

from incidents.api.v1 import bodies
from incidents.domain.rules import tools
from incidents.rules import bundle, folder
from tests import factories, rule_factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LINT, FIND, RESOLVE = "/api/v1/lint", "/api/v1/find", "/api/v1/resolve"


@pytest.fixture(autouse=True)
def catalogue() -> None:
    factories.saved("KF-900")
    rule_factories.saved()
    rule_factories.saved(rule_factories.signature())
    rule_factories.saved(rule_factories.alert_rule())
    check = folder.RecordedCheck("CKV_K8S_15", "KF-900", "contradicts", "It pulls at every start.")
    tools.replace(tool=folder.ToolFile("checkov", (check,)), now=NOW)


def sent(client: Client, path: str, value: object, **headers: str):
    return client.post(path, json.dumps(value), content_type="application/json", **headers)


def pointers(response) -> dict[str, str]:
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    return {
        fault.get("pointer", fault.get("parameter")): fault["message"] for fault in response.json()["errors"]
    }


class TestLint:
    def test_manifests_as_they_stand(self, client: Client) -> None:
        response = client.post(LINT, rule_factories.BAD, content_type="application/yaml")
        (finding,) = response.json()["findings"]
        assert (finding["rule"], finding["line"]) == ("M-900", 4)
        assert finding["stories"][0]["url"].endswith("/KF-900")
        assert response["Cache-Control"] == "private, no-store"

    def test_a_manifest_in_json(self, client: Client) -> None:
        response = sent(client, LINT, yaml.safe_load(rule_factories.BAD))
        assert [finding["rule"] for finding in response.json()["findings"]] == ["M-900"]

    def test_several_files_with_their_names(self, client: Client) -> None:
        files = [
            {"path": "a.yaml", "content": rule_factories.GOOD},
            {"path": "b.yaml", "content": rule_factories.BAD},
        ]
        response = sent(client, LINT, {"files": files})
        assert [finding["path"] for finding in response.json()["findings"]] == ["b.yaml"]
        assert response.json()["summary"]["files"] == 2

    def test_what_was_there_before(self, client: Client) -> None:
        rule = rule_factories.manifest_rule(
            "M-901", compares=True, expr="oldObject.metadata.name == object.metadata.name"
        )
        rule_factories.saved(rule)
        body = {"files": [{"content": rule_factories.GOOD}], "before": [{"content": rule_factories.BAD}]}
        found = sent(client, LINT, body).json()["findings"]
        assert [finding["rule"] for finding in found] == ["M-901"]

    def test_sarif_by_accept(self, client: Client) -> None:
        response = client.post(
            LINT, rule_factories.BAD, content_type="application/yaml", HTTP_ACCEPT="application/sarif+json"
        )
        assert response["Content-Type"] == "application/sarif+json"
        assert response.json()["runs"][0]["results"][0]["ruleId"] == "M-900"

    def test_the_level_is_asked_for(self, client: Client) -> None:
        response = client.post(f"{LINT}?level=critical", rule_factories.BAD, content_type="application/yaml")
        assert response.json()["findings"] == []
        assert response.json()["summary"]["hidden"] == 1

    def test_what_cannot_be_checked_is_listed(self, client: Client) -> None:
        response = client.post(LINT, "kind: [\n", content_type="application/yaml")
        assert response.status_code == 200
        assert response.json()["summary"]["unchecked"] == 1

    def test_every_fault_at_its_place(self, client: Client) -> None:
        files = [{"contnt": "x"}, {"content": "x", "path": ""}, 3]
        faults = pointers(sent(client, LINT, {"files": files, "before": "x", "level": "fatal", "fiels": 1}))
        assert set(faults) == {
            *("/fiels", "/level", "/files/0", "/files/0/contnt", "/files/1/path", "/files/2", "/before")
        }
        assert "did you mean “files”?" in faults["/fiels"]

    def test_a_misspelt_field_is_no_all_clear(self, client: Client) -> None:
        faults = pointers(sent(client, LINT, {"fils": [{"content": rule_factories.BAD}]}))
        assert faults.keys() == {"/fils", ""}
        assert faults[""] == "lacks “files”"

    @pytest.mark.parametrize(
        "told", ["application/JSON", "text/json", "application/x-www-form-urlencoded", "text/plain", ""]
    )
    def test_files_are_files_whatever_they_are_called(self, client: Client, told: str) -> None:
        body = json.dumps({"files": [{"content": rule_factories.BAD}]})
        response = client.generic("POST", LINT, body, content_type=told)
        assert [finding["rule"] for finding in response.json()["findings"]] == ["M-900"]
        misspelt = client.generic("POST", LINT, body.replace("files", "fils"), content_type=told)
        assert set(pointers(misspelt)) == {"/fils", ""}

    @pytest.mark.parametrize("path", [LINT, FIND, f"{RESOLVE}/batch"])
    def test_what_is_packed_or_wrapped_is_no_all_clear(self, client: Client, path: str) -> None:
        packed = client.post(path, b"x", content_type="text/plain", HTTP_CONTENT_ENCODING="gzip")
        wrapped = client.post(path, {"file": "x"})
        for response in (packed, wrapped):
            assert (response.status_code, response["Content-Type"]) == (415, "application/problem+json")

    def test_a_body_without_a_length_is_not_taken_for_empty(self, client: Client) -> None:
        response = client.generic("POST", LINT, "", HTTP_TRANSFER_ENCODING="chunked")
        assert (response.status_code, response["Content-Type"]) == (411, "application/problem+json")

    @pytest.mark.parametrize("body", ["", "  \n"])
    def test_an_empty_body_is_told(self, client: Client, body: str) -> None:
        response = client.post(LINT, body, content_type="application/yaml")
        assert pointers(response) == {"": "is empty; send what to analyse"}

    def test_broken_json_is_told(self, client: Client) -> None:
        response = client.post(LINT, "{", content_type="application/json")
        assert response.status_code == 400
        assert "is no JSON" in response.json()["detail"]

    def test_too_large_a_body_is_not_read(self, client: Client) -> None:
        response = client.post(LINT, b"a" * (bodies.MOST + 1), content_type="application/yaml")
        assert response.status_code == 413
        assert response.json()["title"] == "The body is too large"

    def test_those_signed_in_need_no_token_of_a_form(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(factories.user("member"))
        response = client.post(LINT, rule_factories.BAD, content_type="application/yaml")
        assert response.status_code == 200

    @pytest.mark.parametrize(
        "body", [b"\x00\xff\xfe", b"[" * 100_000, b"a: &a [*a]", b"\xef\xbb\xbfkind: Pod\r\n"]
    )
    def test_rubbish_is_answered(self, client: Client, body: bytes) -> None:
        assert client.post(LINT, body, content_type="application/yaml").status_code == 200


class TestFind:
    def test_plain_text(self, client: Client) -> None:
        response = client.post(FIND, "too many missed start times", content_type="text/plain")
        (story,) = response.json()["stories"]
        assert story["ref"] == "KF-900"
        assert story["why"][0]["lines"][0]["number"] == 1
        assert story["contradicting"][0]["check"] == "CKV_K8S_15"

    def test_json(self, client: Client) -> None:
        text = "too many missed start times from 10.0.0.1"
        response = sent(client, FIND, {"text": text, "mask_addresses": True})
        assert "10.0.0.1" not in response.content.decode()

    def test_addresses_are_masked_for_who_asks_in_the_address(self, client: Client) -> None:
        text = "too many missed start times from 10.0.0.1"
        masked = client.post(f"{FIND}?mask_addresses=true", text, content_type="text/plain")
        assert masked.json()["stories"]
        assert "10.0.0.1" not in masked.content.decode()
        misspelt = client.post(f"{FIND}?mask_address=true", text, content_type="text/plain")
        assert "did you mean mask_addresses?" in pointers(misspelt)["mask_address"]

    def test_what_is_packed_is_no_all_clear(self, client: Client) -> None:
        response = client.post(FIND, gzip.compress(b"all is well"), content_type="application/octet-stream")
        assert "is compressed" in pointers(response)[""]

    def test_nothing_known_is_no_fault(self, client: Client) -> None:
        response = client.post(FIND, "Started web\nStarted worker", content_type="text/plain")
        assert (response.status_code, response.json()["stories"]) == (200, [])
        assert response.json()["healthy"]
        assert response.json()["paste_next"]

    def test_words_in_the_address(self, client: Client) -> None:
        factories.saved("KF-901", title="A lighthouse went dark")
        response = client.get(FIND, {"q": "why does the lighthouse stay dark"})
        closest = response.json()["closest"]
        assert [story["ref"] for story in closest["stories"]] == ["KF-901"]
        assert "lighthouse" in closest["used"]
        assert response["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        ("text", "address"),
        [("kf-900", "/KF-900"), ("KF-900#f1", "/KF-900#f1"), ("s-900", "/rules/S-900"), ("KF-77", None)],
    )
    def test_a_reference_is_named(self, client: Client, text: str, address: str | None) -> None:
        for response in (client.get(FIND, {"q": text}), client.post(FIND, text, content_type="text/plain")):
            named = response.json()["named"]
            assert (named and named.endswith(address)) if address else named is None

    def test_markdown_by_accept(self, client: Client) -> None:
        response = client.get(FIND, {"q": "too many missed start times"}, headers={"Accept": "text/markdown"})
        assert response["Content-Type"] == "text/markdown; charset=utf-8"
        assert response.content.decode().startswith("**Seen before**")

    def test_the_older_name_answers_alike(self, client: Client) -> None:
        text = "too many missed start times"
        older, newer = (
            client.post(path, text, content_type="text/plain") for path in ("/api/v1/match", FIND)
        )
        assert older.json() == newer.json()
        assert client.get("/api/v1/match").status_code == 405

    def test_words_in_the_address_take_from_the_allowance(self, client: Client, settings: Settings) -> None:
        settings.ANALYSIS_RATES = {"anonymous": (1, 60), "signed_in": None}
        assert [client.get(FIND, {"q": "x"}).status_code for _ in range(2)] == [200, 429]

    @pytest.mark.parametrize("query", ["", "q=", "q=%00", f"q={'a' * 501}", "q=a&words=b"])
    def test_what_is_no_question_is_refused(self, client: Client, query: str) -> None:
        assert pointers(client.get(f"{FIND}?{query}"))

    def test_every_fault_at_its_place(self, client: Client) -> None:
        faults = pointers(sent(client, FIND, {"txt": "a", "mask_addresses": "yes"}))
        assert set(faults) == {"/txt", "", "/mask_addresses"}


class TestResolve:
    def test_a_check_in_any_case(self, client: Client) -> None:
        answer = client.get(RESOLVE, {"tool": "Checkov", "rule": "ckv_k8s_15"}).json()
        assert answer["known_rule"]
        assert answer["rule"] == "CKV_K8S_15"
        assert [(story["ref"], story["relation"]) for story in answer["stories"]] == [
            ("KF-900", "contradicts")
        ]

    def test_an_unknown_check_breaks_no_pipeline(self, client: Client) -> None:
        response = client.get(RESOLVE, {"tool": "checkov", "rule": "CKV_K8S_16"})
        assert response.status_code == 200
        assert not response.json()["known_rule"]
        assert response.json()["suggestions"] == ["CKV_K8S_15"]

    def test_our_own_rules(self, client: Client) -> None:
        answer = client.get(RESOLVE, {"tool": "soundings", "rule": "m-900"}).json()
        assert [story["ref"] for story in answer["stories"]] == ["KF-900"]

    def test_an_unknown_tool_is_told(self, client: Client) -> None:
        faults = pointers(client.get(RESOLVE, {"tool": "chekov"}))
        assert "did you mean checkov?" in faults["tool"]
        assert "rule" in faults

    def test_many_at_once_in_their_order(self, client: Client) -> None:
        queries = [{"tool": "soundings", "rule": "A-900"}, {"tool": "checkov", "rule": "CKV_K8S_15"}]
        results = sent(client, f"{RESOLVE}/batch", {"queries": queries}).json()["results"]
        assert [result["rule"] for result in results] == ["A-900", "CKV_K8S_15"]

    def test_faults_of_many(self, client: Client) -> None:
        queries = [
            {"tool": "checkov"},
            {"tool": "checkov", "rule": "", "x": 1},
            {"tool": None, "rule": None},
        ]
        faults = pointers(sent(client, f"{RESOLVE}/batch", {"queries": queries}))
        assert set(faults) == {
            *("/queries/0", "/queries/1/rule", "/queries/1/x", "/queries/2/tool", "/queries/2/rule")
        }
        assert set(pointers(sent(client, f"{RESOLVE}/batch", []))) == {""}
        faults = pointers(sent(client, f"{RESOLVE}/batch", {"query": queries}))
        assert set(faults) == {"/query", ""}
        assert "did you mean “queries”?" in faults["/query"]
        too_many = [queries[0]] * 1001
        assert set(pointers(sent(client, f"{RESOLVE}/batch", {"queries": too_many}))) == {"/queries"}

    def test_unknown_tools_of_many(self, client: Client) -> None:
        queries = [{"tool": "checkov", "rule": "x"}, {"tool": "chekov", "rule": "x"}]
        faults = pointers(sent(client, f"{RESOLVE}/batch", {"queries": queries}))
        assert set(faults) == {"/queries/1/tool"}
        assert "did you mean checkov?" in faults["/queries/1/tool"]


class TestExport:
    @pytest.mark.parametrize(
        "name", ["prometheus.yaml", "admission.yaml", "kyverno.yaml", "gatekeeper.yaml", "kube-linter.yaml"]
    )
    def test_files_are_yaml_and_kept_by_their_tag(self, client: Client, name: str) -> None:
        path = f"/api/v1/export/{name}"
        response = client.get(path)
        assert response["Content-Type"] == "application/yaml; charset=utf-8"
        list(yaml.safe_load_all(response.content))
        kept = client.get(path, HTTP_IF_NONE_MATCH=response["ETag"])
        assert (kept.status_code, kept.content) == (304, b"")
        rule_factories.saved(rule_factories.manifest_rule("M-901"))
        assert client.get(path, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 200

    def test_checks_can_be_looked_up_without_a_server(self, client: Client) -> None:
        response = client.get("/api/v1/export/resolve.json")
        assert response["Content-Type"] == "application/json"
        (story,) = response.json()["tools"]["soundings"]["M-900"]
        assert (story["ref"], story["relation"]) == ("KF-900", "detects")

    def test_stories_are_a_taxonomy(self, client: Client) -> None:
        response = client.get("/api/v1/export/taxonomy.sarif")
        assert response["Content-Type"] == "application/sarif+json"
        (run,) = response.json()["runs"]
        assert [taxon["id"] for taxon in run["taxonomies"][0]["taxa"]] == ["KF-900"]

    def test_the_bundle_is_the_one_the_command_line_takes(self, client: Client) -> None:
        whole = bundle.unpacked(client.get("/api/v1/export/bundle.json").content)
        assert [rule.ref for rule in whole.manifest_rules] == ["M-900"]

    def test_an_unknown_file_is_not_found(self, client: Client) -> None:
        assert client.get("/api/v1/export/nagios.cfg").status_code == 404


class TestCaching:
    """As of stories: what everybody may see is for everybody's cache, what few may see for none."""

    @pytest.mark.parametrize("path", ["rules?kind=signature", "rules/S-900", "rules/S-900.yaml"])
    def test_what_is_open(self, as_: Callable[[str], Client], path: str) -> None:
        assert as_("anonymous").get(f"/api/v1/{path}")["Cache-Control"].startswith("public, max-age=30")
        assert as_("stranger").get(f"/api/v1/{path}")["Cache-Control"] == "private, no-store"

    def test_what_is_for_few_eyes(self, as_: Callable[[str], Client]) -> None:
        for path in ("rules", "rules/M-5", "rules/M-5.yaml"):
            assert as_("team_mate").get(f"/api/v1/{path}")["Cache-Control"] == "private, no-store"

    def test_resolving(self, as_: Callable[[str], Client]) -> None:
        asked = {"tool": "soundings", "rule": "M-1"}
        assert as_("anonymous").get(RESOLVE, asked)["Cache-Control"].startswith("public")
        assert as_("team_mate").get(RESOLVE, asked)["Cache-Control"] == "private, no-store"
        batch = sent(as_("anonymous"), f"{RESOLVE}/batch", {"queries": [asked]})
        assert batch["Cache-Control"] == "private, no-store"
