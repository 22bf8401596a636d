"""States of one list in order: ours, and real ones in the folder that TEST_FEEDS names, if there is one."""

import os
from pathlib import Path

OURS = Path(__file__).parent / "samples" / "states"
RECORDED = Path(os.environ["TEST_FEEDS"]) if "TEST_FEEDS" in os.environ else None
FOLDERS = [OURS, *sorted(path for path in (RECORDED.iterdir() if RECORDED else ()) if path.is_dir())]


def of(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.md"))
