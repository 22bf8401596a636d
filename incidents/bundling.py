"""Builds bundles: digests of stories, and the bundle of a folder with stories and rules."""

from collections.abc import Iterable
from pathlib import Path

from incidents.rules import folder as rule_folder
from incidents.rules.bundle import Attempt, Bundle, StoryDigest
from incidents.rules.folder import Catalogue
from incidents.stories import folder as story_folder
from incidents.stories import vocabulary
from incidents.stories.document import Story


def digest(story: Story) -> StoryDigest:
    return StoryDigest(
        ref=story.ref,
        title=story.title,
        summary=story.summary or "",
        organisation=story.organisation,
        parts={
            **{symptom.id: symptom.text for symptom in story.symptoms},
            **{factor.id: factor.text for factor in story.factors},
        },
        observables={one.id: one.observable for one in story.symptoms if one.observable},
        fixes=tuple(Attempt(fix.text, fix.outcome, fix.phase) for fix in story.fixes),
        takeaways=tuple(takeaway.text for takeaway in story.takeaways),
    )


def make_bundle(catalogue: Catalogue, stories: Iterable[StoryDigest], *, address: str) -> Bundle:
    return Bundle(
        address=address,
        manifest_rules=catalogue.manifest_rules,
        alert_rules=catalogue.alert_rules,
        signatures=catalogue.signatures,
        mappings=catalogue.mappings,
        no_detection=catalogue.no_detection,
        stories=tuple(stories),
    )


def bundle_folder(root: Path, *, address: str) -> Bundle:
    """Reads a folder with `terms.yaml`, `stories/` and `rules/`. Raises `Refused` for a faulty file."""
    words = vocabulary.from_yaml((root / "terms.yaml").read_bytes())
    stories = [story_folder.read(path, vocabulary=words) for path in (root / "stories").glob("*/*.yaml")]
    stories.sort(key=lambda story: (story.ref.partition("-")[0], int(story.ref.partition("-")[2])))
    return make_bundle(rule_folder.read(root / "rules"), map(digest, stories), address=address)
