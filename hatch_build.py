"""Build hook: adds the catalogue to the package of the command line as one bundle file."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = "incidents/cli/bundle.json"


class BundleHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from incidents import bundling
        from incidents.cli.shipped import ADDRESS
        from incidents.rules import bundle
        from incidents.rules.cel import compiling

        made = Path(self.directory) / "bundle.json"
        made.parent.mkdir(parents=True, exist_ok=True)
        whole = bundling.bundle_folder(root / "fixtures", address=ADDRESS)
        made.write_bytes(bundle.packed(compiling.with_compiled_conditions(whole)))
        build_data["force_include"][str(made)] = BUNDLE
