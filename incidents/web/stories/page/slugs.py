"""The words of the vocabulary that the page of a story says."""

from collections.abc import Iterator

from incidents.stories.document import Story


def slugs(story: Story) -> set[str]:
    return {slug for some in (_of_head(story), _of_parts(story)) for slug in some if slug}


def _of_head(story: Story) -> Iterator[str | None]:
    yield from (story.kind, story.status, story.visibility, story.environment, *story.components)
    yield story.trigger.type if story.trigger else None
    yield story.detection.method if story.detection else None
    yield story.severity.level if story.severity else None
    yield from (one.name for one in story.technologies)
    yield from (party.role for party in story.organisations)


def _of_parts(story: Story) -> Iterator[str | None]:
    for symptom in story.symptoms:
        yield from (symptom.kind, symptom.component)
    for factor in story.factors:
        yield from (factor.dimension, factor.failure_mode, *factor.components)
        yield from (one.name for one in factor.technologies)
    for fix in story.fixes:
        yield from (fix.phase, fix.outcome)
    for impact in story.impacts:
        yield from (impact.effect, impact.scope, impact.environment)
    yield from (observation.kind for observation in story.observations)
    yield from (event.phase for event in story.timeline)
    yield from (piece.kind for piece in story.evidence)
    yield from (source.kind for source in story.sources)
