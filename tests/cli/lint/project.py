"""A folder of manifests, and `soundings lint` run in it."""

import json
from pathlib import Path

import pytest

from incidents import cli
from incidents.rules import bundle
from incidents.rules.bundle import Bundle
from tests import rule_factories

BAD, GOOD = rule_factories.BAD, rule_factories.GOOD


class Project:
    """A folder of manifests, and the command run in it."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capsys = capsys
        rules = (rule_factories.manifest_rule(), rule_factories.manifest_rule("M-901", level="low"))
        self.bundle = root.parent / "bundle.json"
        self.bundle.write_bytes(bundle.packed(Bundle("https://soundings.example.org", manifest_rules=rules)))

    def write(self, **files: str) -> None:
        for name, text in files.items():
            path = self.root / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def lint(self, *arguments: str) -> tuple[int, str]:
        status = cli.run(["lint", "--bundle", str(self.bundle), *arguments])
        printed = self.capsys.readouterr()
        return status, printed.out + printed.err

    def known(self) -> list[str]:
        return [one["path"] for one in json.loads((self.root / "known.json").read_bytes())["findings"]]
