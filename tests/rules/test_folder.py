from pathlib import Path

import pytest

from incidents import yamlwriting
from incidents.errors import Fault, Refused
from incidents.rules import folder, reading
from incidents.yamltree import Tree
from tests.rules.records import ALERT, MANIFEST, SIGNATURE


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, value in (("manifests/M-1", MANIFEST), ("alerts/A-1", ALERT), ("signatures/S-1", SIGNATURE)):
        path = tmp_path / f"{name}.yaml"
        path.parent.mkdir()
        path.write_text(yamlwriting.to_yaml(reading.from_tree(Tree(value))))
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "checkov.yaml").write_text(
        "tool: checkov\ntitle: Checkov\nurl: https://www.checkov.io\nchecks:\n"
        "  - {check: CKV_K8S_15, story: KF-40, relation: contradicts, note: pulls again}\n"
    )
    (tmp_path / "no-detection.yaml").write_text(
        "stories:\n  - {story: KF-9, reason: inside the application}\n"
    )
    return tmp_path


def refused(root: Path) -> list[str]:
    with pytest.raises(Refused) as caught:
        folder.read(root)
    return [str(fault) for fault in caught.value.faults]


def test_everything_below_the_folder_is_read(root: Path) -> None:
    read = folder.read(root)

    assert [rule.ref for rule in read.rules] == ["M-1", "A-1", "S-1"]
    assert [(one.tool, one.check, one.story, one.relation, one.note) for one in read.mappings] == [
        ("checkov", "CKV_K8S_15", "KF-40", "contradicts", "pulls again")
    ]
    assert [(one.story, one.reason) for one in read.no_detection] == [("KF-9", "inside the application")]
    assert read.tools[0].url == "https://www.checkov.io"


def test_rules_are_in_the_order_of_their_numbers(root: Path) -> None:
    for number in (10, 2):
        value = SIGNATURE | {"ref": f"S-{number}"}
        (root / f"signatures/S-{number}.yaml").write_text(yamlwriting.to_yaml(reading.from_tree(Tree(value))))

    assert [rule.ref for rule in folder.read(root).signatures] == ["S-1", "S-2", "S-10"]


def test_every_fault_of_every_file_has_its_line(root: Path) -> None:
    path = root / "signatures/S-1.yaml"
    path.write_text(path.read_text().replace("status: test", "status: new").replace("weight: 2", "weight: 9"))
    (root / "alerts/A-1.yaml").write_text("ref: a: b")
    (root / "manifests/twin.yaml").write_text((root / "manifests/M-1.yaml").read_text())
    (root / "mappings/checkov.yaml").write_text("tool: checkov\nchecks:\n  - {check: a, story: b}\n")

    faults = refused(root)

    assert [fault.split(" ")[0] for fault in faults] == [
        "alerts/A-1.yaml:1:",
        "manifests/twin.yaml:1:",
        "mappings/checkov.yaml:3:",
        "mappings/checkov.yaml:3:",
        "signatures/S-1.yaml:3:",
        f"signatures/S-1.yaml:{_line(path, 'weight')}:",
    ]
    assert "M-1 is also in manifests/M-1.yaml" in faults[1]


def _line(path: Path, start: str) -> int:
    return next(
        number for number, line in enumerate(path.read_text().splitlines(), 1) if line.startswith(start)
    )


def test_duplicate_checks_and_missing_replacements_are_faults(root: Path) -> None:
    path = root / "signatures/S-1.yaml"
    path.write_text(path.read_text().replace("status: test", "status: deprecated\nreplaced_by: S-7"))
    checks = root / "mappings/checkov.yaml"
    checks.write_text(checks.read_text() + "  - {check: CKV_K8S_15, story: KF-40, relation: detects}\n")

    assert refused(root) == [
        "mappings/checkov.yaml:6: /checks/1: appears twice; keep one",
        "signatures/S-1.yaml:4: /replaced_by: there is no rule S-7 here",
    ]


def test_a_later_fault_gets_its_file_and_line(root: Path) -> None:
    read = folder.read(root)

    fault = read.fault("S-1", Fault("/tests/bad/0", "it does not fire"))

    assert str(fault) == f"signatures/S-1.yaml:{fault.line}: /tests/bad/0: it does not fire"
    assert "OOMKilled" in (root / "signatures/S-1.yaml").read_text().splitlines()[(fault.line or 0) - 1]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no folder"):
        folder.read(tmp_path / "nowhere")


def test_a_link_that_leads_out_of_the_folder_is_refused(root: Path, tmp_path_factory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "M-2.yaml"
    outside.write_text("secret: text")
    (root / "manifests" / "M-2.yaml").symlink_to(outside)
    assert refused(root) == ["manifests/M-2.yaml: is a symbolic link that leads out of the folder"]


def test_a_link_within_the_folder_is_followed(root: Path) -> None:
    """The layout of a ConfigMap that Kubernetes has mounted."""
    (root / "manifests").rename(root / "..data")
    (root / "manifests").mkdir()
    (root / "..data" / "M-1.yaml").rename(root / "..data" / "M-1.text")
    (root / "manifests" / "M-1.yaml").symlink_to(root / "..data" / "M-1.text")
    assert [rule.ref for rule in folder.read(root).manifest_rules] == ["M-1"]
