"""Composes every manifest of a folder with the places of its values, and does nothing with them.

`python -m benchmarks.parsing FOLDER`: what linting takes at least.
"""

import sys
from pathlib import Path

from incidents.rules.lint import manifests

SUFFIXES = {".yaml", ".yml", ".json"}

if __name__ == "__main__":
    for path in sorted(one for one in Path(sys.argv[1]).rglob("*") if one.suffix in SUFFIXES):
        manifests.read(path.name, path.read_bytes())
