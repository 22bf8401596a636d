"""What a web process is made of, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "'incidents.web.stories.story' in sys.modules and 'incidents.api.v1.views.story' in sys.modules",
            "True",
        ),
        ("gc.get_freeze_count() > gc.get_count()[0]", "True"),
        (
            "[name for name in ('celery', 'cel_expr_python', 're2', 'pytest') if name in sys.modules]",
            "[]",
        ),
    ],
    ids=[
        "every view is loaded",
        "the collector leaves alone what is loaded",
        "only what a web process needs",
    ],
)
def test_loading_the_application(asked: str, said: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import gc, sys, kb.wsgi; print({asked})"],
        cwd=ROOT,
        env=os.environ | {"SOUNDINGS_VAR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == said
