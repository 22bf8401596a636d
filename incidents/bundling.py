"""Builds bundles: digests of stories, and the bundle of a folder with stories and rules."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from incidents.answering import memory
from incidents.finding import indexing
from incidents.finding.storage.schema import FORMAT
from incidents.refs import in_order
from incidents.rules import folder as rule_folder
from incidents.rules.bundle import AnalysedTexts, Attempt, Bundle, StoryCheck, StoryDigest
from incidents.rules.folder import Catalogue
from incidents.rules.match.matcher import prepare
from incidents.rules.record import Signature
from incidents.stories import texts, vocabulary
from incidents.stories.document import Story
from incidents.stories.reading import folder as story_folder
from incidents.stories.vocabulary import Vocabulary


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
        first_check=_first_check(story),
        fixes=tuple(Attempt(fix.text, fix.outcome, fix.phase) for fix in story.fixes),
        takeaways=tuple(takeaway.text for takeaway in story.takeaways),
    )


def _first_check(story: Story) -> StoryCheck | None:
    """The first that changes nothing, in the order of the author."""
    check = next((one for one in story.checks if not one.changes), None)
    if check is None:
        return None
    words = (check.question, None if check.command else check.look, check.answer)
    return StoryCheck(" ".join(filter(None, words)), check.command)


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


def bundle_folder(root: Path, *, address: str, analysed: bool = False) -> Bundle:
    """Reads a folder with `terms.yaml`, `stories/` and `rules/`. Raises `Refused` for a faulty file.

    `analysed`: whether to analyse the words of the stories, which takes longer than reading them.
    """
    words = vocabulary.from_yaml((root / "terms.yaml").read_bytes())
    stories = _stories(root, words)
    catalogue = rule_folder.read(root / "rules")
    made = make_bundle(catalogue, map(digest, stories), address=address)
    if not analysed:
        return made
    fields = {story.ref: _fields(story, catalogue.signatures, words) for story in stories}
    return msgspec.structs.replace(
        made,
        analysed=AnalysedTexts(FORMAT, fields),
        prepared=prepare(made.signatures, made.stories),
    )


def documents(root: Path) -> dict[str, bytes]:
    """The documents of the stories of such a folder, as JSON by reference. Raises `Refused`."""
    words = vocabulary.from_yaml((root / "terms.yaml").read_bytes())
    return {story.ref: msgspec.json.encode(story) for story in _stories(root, words)}


def _stories(root: Path, words: Vocabulary) -> list[Story]:
    """In the order of their references."""
    stories = [story_folder.read(path, vocabulary=words) for path in (root / "stories").glob("*/*.yaml")]
    return sorted(stories, key=lambda story: in_order(story.ref))


def _fields(story: Story, signatures: Iterable[Signature], words: Vocabulary) -> dict[str, str | int]:
    slugs = {
        "component": texts.all_components(story),
        "failure_mode": {factor.failure_mode for factor in story.factors},
    }
    terms = [term for facet, some in slugs.items() for term in words.facets[facet].terms if term.slug in some]
    fields = indexing.text_fields(
        {
            **texts.by_field(story),
            "signatures": memory.recognised_by(story.ref, signatures),
            "terms": [name for term in terms for name in (term.label, *term.synonyms)],
        }
    )
    return {name: value for name, value in fields.items() if not isinstance(value, list)}
