"""Reads every manifest of a folder without evaluating any rule: `python -m benchmarks.parsing FOLDER`.

This is the lower bound for the time of linting.
"""

import sys
from pathlib import Path

from incidents.rules.lint import manifests

SUFFIXES = {".yaml", ".yml", ".json"}

if __name__ == "__main__":
    for path in sorted(one for one in Path(sys.argv[1]).rglob("*") if one.suffix in SUFFIXES):
        manifests.read(path.name, path.read_bytes())
