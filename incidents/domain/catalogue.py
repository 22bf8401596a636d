"""The vocabulary, stories and rules that ship, loaded into the database. Loading again changes nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal

from incidents.domain import rules, stories, vocabulary
from incidents.domain.rules import tools
from incidents.errors import Outdated, Refused
from incidents.models import Incident, NoDetection, Rule, Tool
from incidents.rules import folder as rule_folder
from incidents.rules import reading, record
from incidents.rules.proof import run
from incidents.rules.proof.result import Proof
from incidents.stories import vocabulary as terms
from incidents.stories.reading import folder
from incidents.stories.reading.folder import WrittenStory
from incidents.stories.vocabulary import Vocabulary

ORIGIN = "catalogue"
LOADED = "Loaded from the catalogue."
CHANGED = "The catalogue changed."
LoadOutcome = Literal["created", "updated", "unchanged", "kept", "refused"]
"""`kept`: a person has edited the story or rule here, so the catalogue's version was not loaded."""


@dataclass(frozen=True)
class LoadResult:
    """What loading one story, one rule, the checks of one tool or the list without detection came to."""

    name: str
    """The reference, the tool or the file's stem."""
    outcome: LoadOutcome
    problem: Refused | None = None
    path: Path | None = None
    """Of a story: its file."""


def load_terms(*, path: Path) -> Vocabulary:
    shipped = terms.from_yaml(path.read_bytes())
    vocabulary.load(shipped=shipped)
    return shipped


def story_files(root: Path) -> list[Path]:
    return sorted(root.glob("*/*.yaml"), key=lambda path: (path.parent.name, len(path.name), path.name))


def load_stories(*, paths: list[Path], words: Vocabulary, now: datetime) -> Iterator[LoadResult]:
    """Each story in a transaction of its own: what was loaded before a crash stays loaded."""
    for path in paths:
        try:
            if path.is_symlink() or path.parent.is_symlink():
                raise Refused("It is a symbolic link, which may lead to any file.", [])
            written = folder.read_whole(path, vocabulary=words)
            outcome = _again_if_outdated(partial(_save_story, written, now))
            yield LoadResult(written.story.ref, outcome, path=path)
        except Refused as problem:
            yield LoadResult(path.stem, "refused", problem, path)


def load_rules(*, shipped: rule_folder.Catalogue, now: datetime) -> Iterator[LoadResult]:
    """Rules, checks of tools and the list without detection, after the stories that they name."""
    for rule in shipped.rules:
        yield _result(rule.ref, partial(_again_if_outdated, partial(_save_rule, rule, now)))
    for tool in shipped.tools:
        yield _result(tool.tool, partial(_save_checks, tool, now))
    yield _result(rule_folder.NO_DETECTION, partial(_save_no_detection, shipped.no_detection, now))


def _result(name: str, load_one: Callable[[], LoadOutcome]) -> LoadResult:
    try:
        return LoadResult(name, load_one())
    except Refused as problem:
        return LoadResult(name, "refused", problem)


def _again_if_outdated(save: Callable[[], LoadOutcome]) -> LoadOutcome:
    """Somebody may save between the look at the current revision and the save: that one decides."""
    try:
        return save()
    except Outdated:
        return save()


def _save_story(written: WrittenStory, now: datetime) -> LoadOutcome:
    known = Incident.objects.select_related("revision").filter(ref=written.story.ref).first()
    if known and (known.revision is None or known.revision.origin != ORIGIN):
        return "kept"
    saved = stories.save(
        story=written.story,
        based_on=known.revision_number if known else None,
        origin=ORIGIN,
        now=now,
        reason=CHANGED if known else LOADED,
        pictures=written.pictures,
    )
    return _updated(saved.changed) if known else "created"


def _save_rule(rule: record.Rule, now: datetime) -> LoadOutcome:
    known = Rule.objects.select_related("revision").filter(ref=rule.ref).first()
    if known is None:
        rules.save(rule=rule, proof=_proof(rule), based_on=None, origin=ORIGIN, now=now, reason=LOADED)
        return "created"
    if known.current_revision.origin != ORIGIN:
        return "kept"
    if known.is_proven and reading.trusted(known.current_revision.document) == rule:
        return "unchanged"
    saved = rules.save(
        rule=rule,
        proof=_proof(rule),
        based_on=known.revision_number,
        origin=ORIGIN,
        now=now,
        reason=CHANGED,
    )
    return _updated(saved.changed)


def _save_checks(tool: rule_folder.ToolFile, now: datetime) -> LoadOutcome:
    known = Tool.objects.filter(slug=tool.tool).exists()
    changed = tools.replace(tool=tool, now=now)
    return _updated(changed) if known else "created"


def _save_no_detection(entries: Sequence[record.NoDetectionReason], now: datetime) -> LoadOutcome:
    known = NoDetection.objects.exists()
    changed = tools.replace_no_detection(entries=entries, now=now)
    return "created" if changed and not known else _updated(changed)


def _updated(changed: bool) -> LoadOutcome:
    return "updated" if changed else "unchanged"


def _proof(rule: record.Rule) -> Proof:
    """Alerts need promtool, which may be missing here: their tests ran before the catalogue shipped."""
    return Proof(run.prove(rule).faults)
