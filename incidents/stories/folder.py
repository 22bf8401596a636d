"""Stories kept as YAML files: long evidence may stand in a file of its own, in `evidence/` beside them."""

from pathlib import Path

import msgspec

from incidents.errors import Fault, Refused
from incidents.stories import reading
from incidents.stories.document import Evidence, Story
from incidents.stories.vocabulary import Vocabulary
from incidents.yamltree import decoded

EVIDENCE = "evidence"


def read(path: Path, *, vocabulary: Vocabulary) -> Story:
    """The story of one file, its evidence brought in. Raises `Refused` naming lines of that file."""
    story = reading.from_yaml(path.read_bytes(), vocabulary=vocabulary)
    evidence = tuple(
        _with_body(item, path.parent / EVIDENCE, index) for index, item in enumerate(story.evidence)
    )
    return msgspec.structs.replace(story, evidence=evidence)


def _with_body(item: Evidence, folder: Path, index: int) -> Evidence:
    if item.file is None or item.body is not None:
        return item
    try:
        body = decoded((folder / item.file).read_bytes())
    except FileNotFoundError:
        fault = Fault(f"/evidence/{index}/file", f"there is no {EVIDENCE}/{item.file} beside the story")
        raise Refused("The story is not whole.", [fault]) from None
    return msgspec.structs.replace(item, body=body.rstrip("\n") + "\n")
