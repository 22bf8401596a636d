"""The texts of a story by what they say of it: what search reads, and what its results quote."""

from collections.abc import Iterator, Mapping

from incidents.stories import components
from incidents.stories.document import Story


def by_field(story: Story) -> Mapping[str, list[str]]:
    """`names`, `seen`, `symptoms`, `summary`, `factors` and `rest`."""
    return {field: [text for text in texts(story) if text] for field, texts in FIELDS.items()}


def quotable(story: Story) -> list[str]:
    """The texts that results quote, those that were seen first; without the title."""
    return [text for some in (_observations, _factors, _narrative) for text in some(story) if text]


def all_components(story: Story) -> set[str]:
    """All components named in the story, and everything above them in the tree."""
    named = {*story.components, *(name for factor in story.factors for name in factor.components)}
    named |= {symptom.component for symptom in story.symptoms if symptom.component}
    return components.with_all_above(named)


def all_technologies(story: Story) -> set[str]:
    named = (*story.technologies, *(one for factor in story.factors for one in factor.technologies))
    return {one.name for one in named}


Texts = Iterator[str | None]


def _names(story: Story) -> Texts:
    yield story.title
    yield story.ref
    yield from story.aliases
    yield from (party.name for party in story.organisations)
    yield from story.keywords
    yield from story.products
    yield from (technology.name for technology in story.technologies)


def _seen(story: Story) -> Texts:
    yield from (symptom.observable for symptom in story.symptoms)


def _symptoms(story: Story) -> Texts:
    yield from (symptom.text for symptom in story.symptoms)


def _observations(story: Story) -> Texts:
    for symptom in story.symptoms:
        yield symptom.text
        yield symptom.observable


def _summary(story: Story) -> Texts:
    yield story.summary


def _factors(story: Story) -> Texts:
    for factor in story.factors:
        yield factor.text
        yield from (f"{one.name} {one.affected_from or ''}" for one in factor.technologies)


def _rest(story: Story) -> Texts:
    yield from (fix.text for fix in story.fixes)
    yield from (takeaway.text for takeaway in story.takeaways)
    yield from (observation.text for observation in story.observations)
    yield from (impact.text for impact in story.impacts)
    yield from (event.text for event in story.timeline)
    yield from (action.text for action in story.actions)
    yield story.trigger.text if story.trigger else None
    yield story.detection.gap_text if story.detection else None
    yield story.body
    for item in story.evidence:
        yield item.text
        yield item.body
    yield from story.regions


def _narrative(story: Story) -> Texts:
    yield story.summary
    yield from _rest(story)


FIELDS = {
    "names": _names,
    "seen": _seen,
    "symptoms": _symptoms,
    "summary": _summary,
    "factors": _factors,
    "rest": _rest,
}
