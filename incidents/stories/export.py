"""Exports a story as Markdown, under the headings of a postmortem, with anchors before the parts."""

import re
from collections.abc import Iterator, Sequence

from incidents.stories.document import (
    Action,
    Evidence,
    Factor,
    Fix,
    Impact,
    Occurred,
    Part,
    Quantity,
    Relation,
    Source,
    Story,
    Symptom,
    Takeaway,
    TimelineEvent,
)

INDENT = "    "
FENCES = re.compile(r"`{3,}")


def to_markdown(story: Story) -> str:
    blocks = [f"# {story.ref}: {story.title}", *_head(story)]
    for heading, content in _sections(story):
        if content:
            blocks += [f"## {heading}", *content]
    return "\n\n".join(block.strip("\n") for block in blocks) + "\n"


def _sections(story: Story) -> Iterator[tuple[str, list[str]]]:
    yield "Summary", [story.summary] if story.summary else []
    yield "Impact", [_item(part, _impact(part)) for part in story.impacts]
    yield "Timeline", [_item(part, _event(part)) for part in story.timeline]
    yield "Contributing factors", [*_trigger(story), *(_item(part, _factor(part)) for part in story.factors)]
    yield "Detection", list(_detection(story))
    yield "What people saw", [_item(part, _symptom(part)) for part in story.symptoms]
    yield "Fixes", [_item(part, _fix(part)) for part in story.fixes] or list(_no_fix(story))
    yield "Takeaways", [_item(part, _takeaway(part)) for part in story.takeaways]
    yield "Evidence", [block for part in story.evidence for block in _evidence(part)]
    yield "Actions", [_item(part, _action(part)) for part in story.actions]
    yield "Sources", [_item(part, _source(part)) for part in story.sources]
    yield "Related", [_item(part, _relation(part)) for part in story.relations]
    yield "Narrative", [story.body] if story.body else []


def _head(story: Story) -> Iterator[str]:
    severity = story.severity and _joined(
        _words(story.severity.level), f"“{story.severity.original}”" if story.severity.original else ""
    )
    facts = {
        "Kind": _words(story.kind),
        "Status": _words(story.status),
        "Organisation": story.organisation,
        "Environment": story.environment,
        "Severity": severity and severity + _inferred(story.severity),
        "Occurred": _occurred(story.occurred),
        "Detected": story.detected_at,
        "Mitigated": story.mitigated_at,
        "Resolved": story.resolved_at,
        "Components": _joined(*story.components),
        "Authors": _joined(*story.authors),
        "Licence": story.licence,
    }
    yield "\n".join(f"- {name}: {fact}" for name, fact in facts.items() if fact)
    if story.withdrawal:
        successor = f" See {story.withdrawal.successor}." if story.withdrawal.successor else ""
        yield f"Withdrawn: {story.withdrawal.reason}{successor}"


def _occurred(occurred: Occurred) -> str:
    if occurred.start is None:
        return "unknown"
    return f"{occurred.start} to {occurred.end}" if occurred.end else occurred.start


def _item(part: Part, text: str) -> str:
    """A list item; further lines are indented so that they belong to it."""
    anchor = getattr(part, "id", "")
    name = f"**{anchor}** " if anchor else ""
    return f"- {name}{text}".replace("\n", f"\n{INDENT}").replace(f"\n{INDENT}\n", "\n\n")


def _impact(impact: Impact) -> str:
    facts = _joined(
        _words(impact.effect), _words(impact.scope), impact.environment, _quantity(impact.quantity)
    )
    return f"{facts}{_inferred(impact)}{_text(impact.text)}"


def _quantity(quantity: Quantity | None) -> str:
    if quantity is None or quantity.value is None:
        return quantity.text or "" if quantity else ""
    amount = f"{quantity.value} {quantity.unit or ''}".strip()
    return f"{amount} ({quantity.text})" if quantity.text else amount


def _event(event: TimelineEvent) -> str:
    star = "★ " if event.starred else ""
    facts = _joined(event.at, _words(event.phase), event.actor_role, _joined(*event.evidence))
    return f"{star}{facts}{_text(event.text)}"


def _trigger(story: Story) -> Iterator[str]:
    if story.trigger:
        yield f"Trigger: {_words(story.trigger.type)}{_text(story.trigger.text)}"


def _factor(factor: Factor) -> str:
    facts = _joined(_words(factor.dimension), _words(factor.failure_mode), *factor.components)
    versions = [
        _joined(
            version.product,
            f"since {version.introduced}" if version.introduced else "",
            f"until {version.fixed}" if version.fixed else "",
        )
        for version in factor.versions
    ]
    affected = f"\n\nVersions: {'; '.join(versions)}" if versions else ""
    sure = f" (confidence {factor.confidence})" if factor.confidence else ""
    text = f"{facts}{_inferred(factor)}{sure}{_pointing('leads to', factor.leads_to)}{_text(factor.text)}"
    return text + affected


def _detection(story: Story) -> Iterator[str]:
    if detection := story.detection:
        answers = {
            "Method": _words(detection.method),
            "An alert fired": _yes_or_no(detection.alert_fired),
            "It pointed to the problem": _yes_or_no(detection.pointed_to_problem),
        }
        yield "\n".join(f"- {question}: {answer}" for question, answer in answers.items() if answer)
        if detection.gap_text:
            yield detection.gap_text


def _symptom(symptom: Symptom) -> str:
    facts = _joined(_words(symptom.kind), symptom.component)
    seen = f"\n\n{_fenced(symptom.observable)}" if symptom.observable else ""
    return f"{facts}{_inferred(symptom)}{_pointing('leads to', symptom.leads_to)}{_text(symptom.text)}{seen}"


def _fix(fix: Fix) -> str:
    facts = f"{_joined(_words(fix.phase), _words(fix.outcome))}{_inferred(fix)}"
    pointing = _pointing("addresses", fix.addresses) + _pointing("side effects", fix.side_effects)
    return f"{facts}{pointing}{_address(fix.url)}{_text(fix.text)}"


def _no_fix(story: Story) -> Iterator[str]:
    if story.no_fix_known:
        yield "No fix is known."


def _takeaway(takeaway: Takeaway) -> str:
    audience = f" (for {takeaway.audience})" if takeaway.audience else ""
    facts = f"{audience}{_inferred(takeaway)}{_pointing('derived from', takeaway.derived_from)}"
    return f"{facts} {takeaway.text}".lstrip()


def _evidence(evidence: Evidence) -> Iterator[str]:
    facts = _joined(_words(evidence.kind), evidence.role, "redacted" if evidence.redacted else "")
    yield f"### {evidence.id} {facts}".replace("  ", " ")
    yield from filter(None, (evidence.text, evidence.alt_text, evidence.url and f"<{evidence.url}>"))
    if evidence.body:
        yield _fenced(evidence.body, evidence.language or "")


def _action(action: Action) -> str:
    facts = _joined(
        _words(action.status),
        _words(action.type),
        f"owner {action.owner}" if action.owner else "no owner",
        f"due {action.due}" if action.due else "",
        f"priority {action.priority}" if action.priority else "",
    )
    proof = action.verified_by
    verified = (
        _pointing("verified by", tuple(filter(None, (proof.rule, proof.url, proof.drill)))) if proof else ""
    )
    pointing = _pointing("addresses", action.addresses) + verified
    return f"{facts}{pointing}{_address(action.tracker_url)}{_text(action.text)}"


def _source(source: Source) -> str:
    title = f"[{source.title}](<{source.url}>)" if source.url else source.title
    archived = f"[archived](<{source.archive_url}>)" if source.archive_url else ""
    published = source.published.date if source.published else None
    where = _joined(*source.authors, source.publisher, source.venue, published, source.locator, archived)
    return f"{title}, {_joined(_words(source.kind), _words(source.role), where)}"


def _relation(relation: Relation) -> str:
    on = f" on {relation.on}" if relation.on else ""
    return f"{_words(relation.type)} {relation.to}{on}{_text(relation.note)}"


def _joined(*facts: str | None) -> str:
    return ", ".join(fact for fact in facts if fact)


def _words(slug: str | None) -> str:
    return slug.replace("_", " ") if slug else ""


def _text(text: str | None) -> str:
    return f": {text}" if text else ""


def _inferred(part: object) -> str:
    return " (inferred)" if getattr(part, "basis", "stated") == "inferred" else ""


def _pointing(how: str, targets: Sequence[str]) -> str:
    return f" ({how} {_joined(*targets)})" if targets else ""


def _address(url: str | None) -> str:
    return f" <{url}>" if url else ""


def _yes_or_no(answer: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[answer]


def _fenced(body: str, language: str = "") -> str:
    """The text in a code fence that is longer than any fence inside it."""
    longest = max(map(len, FENCES.findall(body)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{body.rstrip(chr(10))}\n{fence}"
