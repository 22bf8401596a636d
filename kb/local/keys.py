"""The signing key of a local folder, made up at its first start."""

import os
import secrets
import tempfile
from pathlib import Path

KEY_BYTES = 64


def kept(path: Path) -> str:
    """The key in `path`, readable by its owner only. Two first starts at once agree on one key."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_once(path)
    return path.read_text()


def _write_once(path: Path) -> None:
    """The file appears whole or not at all; whoever comes second keeps what is there."""
    handle, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(KEY_BYTES))
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
