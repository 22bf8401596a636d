"""The commands as a person or a pipeline runs them, over a small catalogue and over the one that ships."""

import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import structs

from incidents import cli, yamlwriting
from incidents.rules import bundle
from incidents.rules.bundle import Bundle, StoryDigest
from incidents.rules.record import Mapping, NoDetectionReason
from tests import rule_factories

ROOT = Path(__file__).parents[2]
BUNDLE = Bundle(
    "https://soundings.example.org",
    manifest_rules=(rule_factories.manifest_rule(),),
    signatures=(rule_factories.signature(),),
    mappings=(
        Mapping("checkov", "CKV_K8S_15", "KF-900", "contradicts", "It pulls at every start."),
        Mapping("trivy", "KSV-0001", "KF-900", "detects"),
    ),
    no_detection=(NoDetectionReason("KF-901", "It is a thought."),),
    stories=(
        StoryDigest("KF-900", "Runs pile up", "They did.", parts={"f1": "Nothing forbade it."}),
        StoryDigest("KF-901", "A thought", "Think."),
    ),
)
BROKEN = "kind: CronJob\n  spec: [\n"


@pytest.fixture
def packed(tmp_path: Path) -> str:
    path = tmp_path / "bundle.json"
    path.write_bytes(bundle.packed(BUNDLE))
    return str(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Manifests, one bad and one good, and something else."""
    root = tmp_path / "deploy"
    (root / "inner").mkdir(parents=True)
    (root / "bad.yaml").write_text(rule_factories.BAD)
    (root / "inner/good.yml").write_text(rule_factories.GOOD)
    (root / "README.md").write_text("# Not a manifest")
    return root


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        status = cli.run([*arguments])
    except SystemExit as ended:
        status = int(str(ended.code))
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_lint_checks_a_folder_and_exits_with_1_for_findings(capsys, packed: str, folder: Path) -> None:
    status, out, err = run(capsys, "lint", "--bundle", packed, str(folder))
    assert (status, err) == (1, "")
    assert "bad.yaml" in out
    assert "Why: KF-900 Runs pile up https://soundings.example.org/KF-900" in out
    assert "1 finding (1 high) in 2 objects of 2 files, checked by 1 rule;" in out
    assert out.endswith("; 1 file left out by ending (.md 1).\n")


def test_lint_hides_no_finding_of_a_rule_that_fires_often(capsys, packed: str, tmp_path: Path) -> None:
    own, folder = tmp_path / "own", tmp_path / "jobs"
    own.mkdir()
    folder.mkdir()
    rule = rule_factories.manifest_rule("M-7", name="mine", once_per_namespace=True)
    (own / "M-7-mine.yaml").write_text(yamlwriting.to_yaml(rule))
    for name in "abc":
        (folder / f"{name}.yaml").write_text(rule_factories.BAD)
    arguments = ["--bundle", packed, "--rules-from", str(own), "--rule", "M-7", str(folder)]

    status, out, _ = run(capsys, "lint", *arguments)
    assert status == 1
    assert out.count("M-7 mine") == 1
    assert "And 2 more without a namespace:\n" in out
    assert out.endswith("3 findings (3 high) in 3 objects of 3 files, checked by 1 rule.\n")
    for form, each in {
        "json": '"fingerprint":',
        "sarif": '"partialFingerprints":',
        "github": "::error",
    }.items():
        status, out, _ = run(capsys, "lint", "--format", form, *arguments)
        assert (status, out.count(each)) == (1, 3)


def test_lint_exits_with_0_without_findings(capsys, packed: str, folder: Path) -> None:
    status, out, _ = run(capsys, "lint", "--bundle", packed, str(folder / "inner"))
    assert (status, out) == (0, "0 findings in 1 object of 1 file, checked by 1 rule.\n")


def test_what_cannot_be_checked_is_no_all_clear(capsys, packed: str, folder: Path) -> None:
    (folder / "inner/broken.yaml").write_text(BROKEN)
    status, out, _ = run(capsys, "lint", "--bundle", packed, str(folder / "inner"))
    assert status == 2
    assert "broken.yaml:2" in out
    assert "1 could not be checked" in out


def test_lint_reads_standard_input(capsys, packed: str, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(rule_factories.BAD.encode())))
    status, out, _ = run(capsys, "lint", "--bundle", packed, "-")
    assert status == 1
    assert out.startswith("1 finding (1 high).\n\n<stdin>\n")


@pytest.mark.parametrize("format_", ["json", "sarif", "junit", "github"])
def test_lint_writes_for_programs(capsys, packed: str, folder: Path, tmp_path: Path, format_: str) -> None:
    output = tmp_path / "report"
    arguments = ["lint", "--bundle", packed, "--format", format_, "-o", str(output), str(folder)]
    assert run(capsys, *arguments) == (1, "", "")
    text = output.read_text()
    assert "M-900" in text
    if format_ in {"json", "sarif"}:
        json.loads(text)


def test_a_level_hides_what_is_below(capsys, packed: str, folder: Path) -> None:
    status, out, _ = run(capsys, "lint", "--bundle", packed, "--level", "critical", str(folder))
    assert status == 0
    assert "1 below the level" in out


def test_rules_can_be_chosen_by_reference_or_name(capsys, packed: str, folder: Path) -> None:
    for chosen in ("M-900", "m-900", "rule-m-900"):
        assert run(capsys, "lint", "--bundle", packed, "--rule", chosen, str(folder))[0] == 1
        status, out, err = run(capsys, "lint", "--bundle", packed, "--without", chosen, str(folder))
        assert (status, out) == (2, "")
        assert "no rule is left" in err


def test_rules_for_no_manifest_are_no_all_clear(capsys, packed: str, folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    assert run(capsys, "lint", "--bundle", packed, "--rules-from", str(own), str(folder))[0] == 2
    status, _, err = run(capsys, "rules", "test", str(own))
    assert status == 2
    assert "own holds no rule" in err
    (own / "S-7-mine.yaml").write_text(yamlwriting.to_yaml(rule_factories.signature("S-7")))
    assert run(capsys, "lint", "--bundle", packed, "--rules-from", str(own), str(folder))[0] == 2


@pytest.mark.parametrize("command", ["lint", "find"])
def test_an_empty_pipe_is_no_all_clear(capsys, packed: str, monkeypatch, command: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n")))
    status, out, err = run(capsys, command, "--bundle", packed, "-")
    assert (status, out) == (2, "")
    assert err == "soundings: standard input is empty; did the command that writes to it fail?\n"


def test_an_unknown_rule_is_refused_with_the_nearest_name(capsys, packed: str, folder: Path) -> None:
    status, out, err = run(capsys, "lint", "--bundle", packed, "--rule", "M-90", str(folder))
    assert (status, out) == (2, "")
    assert err == "soundings: there is no rule M-90 over manifests; did you mean M-900?\n"


@pytest.mark.parametrize(
    ("name", "message"),
    [("missing.yaml", "cannot be read: No such file or directory"), ("empty", "holds no file that ends in")],
)
def test_an_unreadable_file_is_named(capsys, packed: str, tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    status, _, err = run(capsys, "lint", "--bundle", packed, str(tmp_path / name))
    assert status == 2
    assert name in err
    assert message in err


def test_lint_uses_the_rules_of_a_folder(capsys, packed: str, folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    rule = rule_factories.manifest_rule("M-7", name="mine", kinds=("CronJob",), expr="true")
    (own / "M-7-mine.yaml").write_text(yamlwriting.to_yaml(rule))
    status, out, _ = run(capsys, "lint", "--bundle", packed, "--rules-from", str(own), str(folder))
    assert status == 1
    assert out.count("M-7 mine") == 2
    status, out, _ = run(capsys, "rules", "test", str(own))
    assert status == 1
    assert "own/M-7-mine.yaml:" in out
    assert "it fires on this example" in out


@pytest.mark.parametrize("command", ["find", "match"])
def test_find_lists_the_stories(capsys, packed: str, tmp_path: Path, command: str) -> None:
    log = tmp_path / "log"
    log.write_text("Warning  too many missed start times\n")
    status, out, _ = run(capsys, command, "--bundle", packed, str(log))
    assert status == 1
    assert out.startswith("Seen before (1 line read)\n\nKF-900 Runs pile up\n")
    assert "Beware: checkov CKV_K8S_15 demands what causes this again." in out
    status, out, _ = run(capsys, command, "--bundle", packed, "--format", "json", str(log))
    assert json.loads(out)["stories"][0]["ref"] == "KF-900"
    status, out, _ = run(capsys, command, "--bundle", packed, "--format", "markdown", str(log))
    assert out.startswith("**Seen before**")


def test_find_takes_words(capsys, packed: str) -> None:
    status, out, _ = run(capsys, "find", "--bundle", packed, "why", "do", "runs", "pile", "up")
    assert status == 0
    assert "Closest stories. A guess by words: " in out
    assert "KF-900 Runs pile up" in out


def test_find_reads_standard_input(capsys, packed: str, monkeypatch) -> None:
    seen = io.TextIOWrapper(io.BytesIO(b"too many missed start times from 10.1.2.3\n"))
    monkeypatch.setattr(sys, "stdin", seen)
    status, out, _ = run(capsys, "find", "--bundle", packed, "--mask-addresses", "-")
    assert status == 1
    assert "10.1.2.3" not in out


@pytest.mark.parametrize("name", ["missing.log", "logs/missing", "manifest.yaml"])
def test_a_file_that_is_not_there_is_not_taken_for_words(capsys, packed: str, name: str) -> None:
    status, out, err = run(capsys, "find", "--bundle", packed, name)
    assert (status, out) == (2, "")
    assert f"{name} cannot be read: No such file or directory" in err


@pytest.mark.parametrize("words", ["", "-", "\x00", "OR", '"', "1 2 3", "the of and", "\udcff", "(a+)+$"])
def test_find_answers_odd_words(capsys, packed: str, words: str) -> None:
    status, out, _ = run(capsys, "find", "--bundle", packed, "--", words, "x")
    assert status == 0
    assert out


def test_a_compressed_log_is_no_all_clear(capsys, packed: str, tmp_path: Path) -> None:
    path = tmp_path / "incident.log.gz"
    path.write_bytes(gzip.compress(b"too many missed start times"))
    status, out, err = run(capsys, "find", "--bundle", packed, str(path))
    assert (status, out) == (2, "")
    assert "incident.log.gz is compressed" in err


def test_find_exits_with_0_without_a_story_seen_before(capsys, packed: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("Started container\nCreated container\n")
    status, out, err = run(capsys, "find", "--bundle", packed, str(log))
    assert (status, err) == (0, "")
    assert out.startswith("No line here tells of a failure. (2 lines read)\n")
    assert "kubectl get events" in out


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kf-900", "checkov CKV_K8S_15: contradicts. It pulls at every start."),
        ("KF-901", "None: It is a thought."),
        ("m-900", "concurrencyPolicy"),
        ("rule-s-900", "too many missed start times?"),
        ("ckv_k8s_15", "checkov CKV_K8S_15: contradicts KF-900 Runs pile up"),
    ],
)
def test_explain_describes_stories_rules_and_checks(capsys, packed: str, name: str, expected: str) -> None:
    status, out, _ = run(capsys, "explain", "--bundle", packed, name)
    assert status == 0
    assert expected in out


def test_explain_suggests_the_nearest_name(capsys, packed: str) -> None:
    status, _, err = run(capsys, "explain", "--bundle", packed, "KF-90")
    assert status == 2
    assert "Did you mean KF-90" in err


@pytest.mark.parametrize(
    "target", ["prometheus", "admission", "kyverno", "gatekeeper", "kube-linter", "resolve", "taxonomy"]
)
def test_exports_are_written(capsys, packed: str, target: str) -> None:
    status, out, _ = run(capsys, "export", "--bundle", packed, target)
    assert status == 0
    assert "https://soundings.example.org" in out


def test_an_exported_bundle_can_be_used(capsys, packed: str, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.json"
    assert run(capsys, "export", "--bundle", packed, "-o", str(copy), "bundle")[0] == 0
    read = bundle.unpacked(copy.read_bytes())
    assert set(read.compiled) == {rule.expr for rule in BUNDLE.manifest_rules}
    assert structs.replace(read, compiled={}) == BUNDLE
    of_copy, of_first = (run(capsys, "lint", "--bundle", name, str(folder)) for name in (str(copy), packed))
    assert of_copy == of_first


def test_a_damaged_bundle_is_refused(capsys, tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    path.write_text("{}")
    status, _, err = run(capsys, "rules", "list", "--bundle", str(path))
    assert status == 2
    assert "is no bundle" in err


@pytest.mark.parametrize("arguments", [[], ["lint"], ["lint", "--level", "high-ish", "x"], ["dance"]])
def test_unknown_arguments_are_refused_with_a_hint(capsys, arguments: list[str]) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert "--help" in err


@pytest.mark.parametrize(
    "command", [["lint"], ["find"], ["match"], ["explain"], ["rules", "test"], ["export"], ["check"]]
)
def test_help_has_examples(capsys, command: list[str]) -> None:
    status, out, _ = run(capsys, *command, "--help")
    assert status == 0
    assert "examples:\n  soundings " in out
    assert "exit status:" in out


def test_version_is_printed(capsys) -> None:
    status, out, err = run(capsys, "--version")
    assert (status, err) == (0, "")
    assert out.startswith("soundings ")


def test_columns_of_the_list_of_rules_are_separated(capsys, tmp_path: Path) -> None:
    rule = rule_factories.manifest_rule(name="a" + "-very" * 11 + "-long-name", message="Runs pile up.")
    (tmp_path / "b.json").write_bytes(bundle.packed(structs.replace(BUNDLE, manifest_rules=(rule,))))
    _, out, _ = run(capsys, "rules", "list", "--bundle", str(tmp_path / "b.json"))
    assert "-long-name  Runs pile up." in out


def test_a_checkout_uses_the_catalogue_in_its_folder(capsys) -> None:
    status, out, _ = run(capsys, "rules", "list")
    assert status == 0
    assert "M-2   critical  cronjob-field-misplaced" in out


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m incidents.cli rules list | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ
    )
    assert done.stderr == ""
    assert done.stdout.startswith("M-1 ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_an_unwritable_output_exits_with_2() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "incidents.cli", "rules", "list"]
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "soundings: standard output cannot be written: No space left on device\n"


def test_the_command_does_not_import_django() -> None:
    code = (
        "import sys; sys.modules['django'] = None\n"
        "from incidents.cli import main\n"
        "sys.exit(main(['explain', 'KF-15']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
