"""Build hook: adds the catalogue to the package of the command line: bundle, search index, stories."""

import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE, INDEX = "incidents/cli/bundle.json", "incidents/cli/index"
STORIES = "incidents/cli/stories.json"


class BundleHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        sys.path.insert(0, str(root))
        import msgspec

        from incidents import bundling
        from incidents.answering import memory
        from incidents.cli.shipped import ADDRESS
        from incidents.rules import bundle
        from incidents.rules.cel import compiling

        made = Path(self.directory) / "bundle.json"
        made.parent.mkdir(parents=True, exist_ok=True)
        whole = bundling.bundle_folder(root / "fixtures", address=ADDRESS, analysed=True)
        # The index has the words of the stories; those that only lint need not read them.
        plain = msgspec.structs.replace(whole, analysed=None)
        made.write_bytes(bundle.packed(compiling.with_compiled_conditions(plain)))
        index = Path(self.directory) / "index"
        shutil.rmtree(index, ignore_errors=True)
        memory.write(whole, index)
        stories = Path(self.directory) / "stories.json"
        documents = bundling.documents(root / "fixtures")
        stories.write_bytes(msgspec.json.encode({ref: msgspec.Raw(one) for ref, one in documents.items()}))
        build_data["force_include"] |= {str(made): BUNDLE, str(index): INDEX, str(stories): STORIES}
