"""Exports a story as Markdown, under the headings of a postmortem, with anchors before the parts."""

import re
from collections.abc import Iterator, Sequence

from incidents.stories import durations
from incidents.stories.document import (
    Action,
    Check,
    Disagreement,
    Evidence,
    Factor,
    Fix,
    Impact,
    Observation,
    Occurred,
    Part,
    Party,
    Quantity,
    Relation,
    Source,
    Story,
    Symptom,
    Takeaway,
    Technology,
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
    yield "Check first", [_item(part, _check(part)) for part in story.checks]
    yield "Impact", [_item(part, _impact(part)) for part in story.impacts]
    yield "Timeline", [_item(part, _event(part)) for part in story.timeline]
    yield "Contributing factors", [*_trigger(story), *(_item(part, _factor(part)) for part in story.factors)]
    yield "Detection", list(_detection(story))
    yield "What people saw", [_item(part, _symptom(part)) for part in story.symptoms]
    yield "Fixes", [_item(part, _fix(part)) for part in story.fixes] or list(_no_fix(story))
    yield "Takeaways", [_item(part, _takeaway(part)) for part in story.takeaways]
    yield "Observations", [_item(part, _observation(part)) for part in story.observations]
    yield "Evidence", [block for part in story.evidence for block in _evidence(part)]
    yield "Actions", [_item(part, _action(part)) for part in story.actions]
    yield "Sources", [_item(part, _source(part)) for part in story.sources]
    yield "What other sources say", [_item(part, _disagreement(part)) for part in story.disagreements]
    yield "Related", [_item(part, _relation(part)) for part in story.relations]
    yield "Narrative", [story.body] if story.body else []


def _head(story: Story) -> Iterator[str]:
    severity = story.severity and _joined(
        _words(story.severity.level), f"“{story.severity.original}”" if story.severity.original else ""
    )
    facts = {
        "Kind": _words(story.kind),
        "Status": _words(story.status),
        "Organisations": _joined(*map(_party, story.organisations)),
        "Environment": story.environment,
        "Severity": severity and severity + _inferred(story.severity),
        "Occurred": _occurred(story.occurred),
        "Detected": story.detected_at,
        "Mitigated": story.mitigated_at,
        "Resolved": story.resolved_at,
        **{_words(name).capitalize(): duration.text for name, duration in durations.of(story).known()},
        "Time zone": story.time_zone,
        "Components": _joined(*story.components),
        "Technologies": _joined(*map(_technology, story.technologies)),
        "Regions": _joined(*story.regions),
        "Products": _joined(*story.products),
        "Keywords": _joined(*story.keywords),
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
    amounts = _joined(*map(amount, impact.quantities))
    facts = _joined(_words(impact.effect), _words(impact.scope), impact.environment, amounts)
    when = f" ({impact.start or '…'} to {impact.end or '…'})" if impact.start or impact.end else ""
    pointing = _pointing("leads to", impact.leads_to) + _by(impact.sources)
    return f"{facts}{when}{_inferred(impact)}{pointing}{_text(impact.text)}"


def amount(quantity: Quantity) -> str:
    """The quantity in words: `about 5,000 to 6,000 projects (a text)`."""
    words = f"{quantity.value:,}" if quantity.value is not None else _range(quantity)
    if not words:
        return quantity.text or ""
    counted = " ".join(filter(None, ("about" if quantity.about else "", words, quantity.unit)))
    return f"{counted} ({quantity.text})" if quantity.text else counted


def _range(quantity: Quantity) -> str:
    if quantity.least is None or quantity.most is None:
        bound = "at least" if quantity.most is None else "at most"
        end = quantity.least if quantity.most is None else quantity.most
        return "" if end is None else f"{bound} {end:,}"
    return f"{quantity.least:,} to {quantity.most:,}"


def _event(event: TimelineEvent) -> str:
    star = "★ " if event.starred else ""
    facts = _joined(event.at, _words(event.phase), event.actor_role, _joined(*event.evidence))
    return f"{star}{facts}{_by(event.sources)}{_text(event.text)}"


def _party(party: Party) -> str:
    role = "" if party.role == "affected" else f" ({party.role})"
    return f"{party.name or party.description}{role}"


def _technology(one: Technology) -> str:
    since = f" from {one.affected_from}" if one.affected_from else ""
    fixed = f", fixed in {one.fixed_in}" if one.fixed_in else ""
    return f"{one.name}{since}{fixed}"


def _check(check: Check) -> str:
    facts = f"{check.question}{_inferred(check)}"
    pointing = _pointing("tells", check.tells) + _pointing("otherwise", check.otherwise) + _by(check.sources)
    changes = " This command changes something." if check.changes else ""
    command = f"\n\n{_fenced(check.command)}" if check.command else ""
    texts = "".join(f"\n\n{text}" for text in (check.look, check.answer) if text)
    return f"{facts}{pointing}{changes}{command}{texts}"


def _observation(one: Observation) -> str:
    return f"{_words(one.kind)}{_inferred(one)}{_by(one.sources)}{_text(one.text)}"


def _disagreement(one: Disagreement) -> str:
    return f"{one.of}{_pointing('says', one.sources)}: {_joined(one.at, one.text)}"


def _trigger(story: Story) -> Iterator[str]:
    if story.trigger:
        yield f"Trigger: {_words(story.trigger.type)}{_text(story.trigger.text)}"


def _factor(factor: Factor) -> str:
    facts = _joined(_words(factor.dimension), _words(factor.failure_mode), *factor.components)
    used = "; ".join(map(_technology, factor.technologies))
    affected = f"\n\nTechnologies: {used}" if used else ""
    sure = f" (confidence {factor.confidence})" if factor.confidence else ""
    pointing = _pointing("leads to", factor.leads_to) + _by(factor.sources)
    return f"{facts}{_inferred(factor)}{sure}{pointing}{_text(factor.text)}{affected}"


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
    pointing = _pointing("leads to", symptom.leads_to) + _by(symptom.sources)
    return f"{facts}{_inferred(symptom)}{pointing}{_text(symptom.text)}{seen}"


def _fix(fix: Fix) -> str:
    facts = f"{_joined(_words(fix.phase), _words(fix.outcome))}{_inferred(fix)}"
    pointing = _pointing("addresses", fix.addresses) + _pointing("leads to", fix.leads_to)
    pointing += _pointing("side effects", fix.side_effects) + _by(fix.sources)
    pointing += _pointing("outcome according to", fix.outcome_sources)
    return f"{facts}{pointing}{_address(fix.url)}{_text(fix.text)}"


def _no_fix(story: Story) -> Iterator[str]:
    if story.no_fix_known:
        yield "No fix is known."


def _takeaway(takeaway: Takeaway) -> str:
    audience = f" (for {takeaway.audience})" if takeaway.audience else ""
    pointing = _pointing("derived from", takeaway.derived_from) + _by(takeaway.sources)
    facts = f"{audience}{_inferred(takeaway)}{pointing}"
    return f"{facts} {takeaway.text}".lstrip()


def _evidence(evidence: Evidence) -> Iterator[str]:
    facts = _joined(_words(evidence.kind), evidence.role, "redacted" if evidence.redacted else "")
    yield f"### {evidence.id} {facts}".replace("  ", " ")
    yield from filter(None, (evidence.text, evidence.alt_text, evidence.url and f"<{evidence.url}>"))
    if picture := evidence.picture:
        size = f"{picture.width} × {picture.height} pixels"
        yield f"Picture, {size}, {picture.media_type}, SHA-256 {picture.sha256}"
    if evidence.body:
        yield _fenced(evidence.body, evidence.language or "")


def _action(action: Action) -> str:
    facts = _joined(
        _words(action.status) + (f" as of {action.as_of}" if action.as_of else ""),
        _words(action.type),
        f"owner {action.owner}" if action.owner else "no owner",
        f"due {action.due}" if action.due else "",
        f"priority {action.priority}" if action.priority else "",
    )
    proof = action.verified_by
    verified = (
        _pointing("verified by", tuple(filter(None, (proof.rule, proof.url, proof.drill)))) if proof else ""
    )
    pointing = _pointing("addresses", action.addresses) + verified + _by(action.sources)
    return f"{facts}{pointing}{_address(action.tracker_url)}{_text(action.text)}"


def _source(source: Source) -> str:
    title = f"[{source.title}](<{source.url}>)" if source.url else source.title
    archived = f"[archived](<{source.archive_url}>)" if source.archive_url else ""
    names = _joined(*source.external_ids)
    where = _joined(
        *source.authors, source.publisher, source.venue, source.published, source.locator, names, archived
    )
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


def _by(sources: Sequence[str]) -> str:
    return _pointing("according to", sources)


def _address(url: str | None) -> str:
    return f" <{url}>" if url else ""


def _yes_or_no(answer: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[answer]


def _fenced(body: str, language: str = "") -> str:
    """The text in a code fence that is longer than any fence inside it."""
    longest = max(map(len, FENCES.findall(body)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{body.rstrip(chr(10))}\n{fence}"
