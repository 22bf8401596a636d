"""A story as a model reads it: short enough to read at once, with a reference to quote before each part."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from msgspec import Struct, structs

from incidents.answering.answer import OUTCOMES
from incidents.answering.wording import shortened
from incidents.mcp.knowledge import Knowledge, ToolFailed
from incidents.rules.bundle import StoryDigest
from incidents.rules.reports.phrasing import visible
from incidents.stories import durations, export
from incidents.stories.anchors import anchored_parts
from incidents.stories.document import ANCHORED, Check, Fix, Story, Symptom

MOST_BRIEF = 4500
"""Characters of a story unless all of it is asked for: 1,500 tokens of three characters, at most."""
MOST_WHOLE = 60_000
"""Characters of a whole story."""
STEPS = ((900, 20), (500, 14), (380, 12), (300, 10), (240, 9), (200, 8), (160, 7), (130, 6), (80, 4), (40, 2))
"""Characters of a text and items of a section, tried until a story is short enough."""
LEFT_OUT = ("timeline", "evidence", "observations", "actions", "disagreements")
"""Lists of a document that only the whole story has."""


class BriefItem(Struct, frozen=True):
    """A part of a story: the reference to quote, its text, and lines that are copied and never shortened."""

    ref: str
    text: str
    verbatim: str = ""


class BriefSection(Struct, frozen=True):
    title: str
    items: tuple[BriefItem, ...]


def brief(ref: str, knowledge: Knowledge, *, last: str = "") -> str:
    """The story in at most `MOST_BRIEF` characters. Raises `ToolFailed` for an unknown one.

    `last`: the last paragraph, instead of what else can be asked for.
    """
    digest = knowledge.digest(ref)
    story = knowledge.story(digest.ref)
    sections = [*(_sections(story) if story else _sections_of_digest(digest))]
    head = [f"# {digest.ref} {shortened(digest.title, 300)}", knowledge.url(digest.ref)]
    facts = shortened("; ".join(_facts(story)), 500) if story else ""
    text = ""
    for characters, items in STEPS:
        blocks = ["\n".join(filter(None, [*head, facts])), shortened(digest.summary, characters * 2)]
        blocks += [_section(one, characters, items) for one in sections if one.items]
        text = "\n\n".join(filter(None, [*blocks, last or _footer(digest, story)])) + "\n"
        if len(text) <= MOST_BRIEF:
            return text
    return text[: MOST_BRIEF - 2] + "…\n"


def whole(ref: str, knowledge: Knowledge) -> str:
    """All of a story as Markdown. Raises `ToolFailed` for an unknown one."""
    digest = knowledge.digest(ref)
    story = knowledge.story(digest.ref)
    if story is None:
        return brief(ref, knowledge)
    text = f"{knowledge.url(digest.ref)}\n\n{export.to_markdown(story)}"
    if len(text) <= MOST_WHOLE:
        return text
    left = len(text) - MOST_WHOLE
    return (
        f"{text[:MOST_WHOLE]}\n\n… {left:,} characters are left out; a part is told whole by its reference.\n"
    )


def part(ref: str, anchor: str, knowledge: Knowledge) -> str:
    """One part, such as the factor `f2`, with all that is said of it. Raises `ToolFailed`."""
    digest = knowledge.digest(ref)
    story = knowledge.story(digest.ref)
    quoted = f"{digest.ref}#{anchor}"
    told = _parts(story) if story else _parts_of_digest(digest)
    if anchor not in told:
        raise ToolFailed(f"{digest.ref} has no part {anchor[:20]!r}. It has {', '.join(told)}.")
    head = f"{quoted}, of {digest.ref} {digest.title}\n{knowledge.url(quoted)}\n\n"
    return f"{head}{told[anchor]()}"[:MOST_WHOLE] + "\n"


def _parts(story: Story) -> dict[str, Callable[[], str]]:
    return {name: partial(_alone, story, name) for _, name, _ in anchored_parts(story) if name}


def _alone(story: Story, anchor: str) -> str:
    """The part as the export of stories writes it: that of a story that has nothing else."""
    kept = {name: tuple(one for one in getattr(story, name) if one.id == anchor) for name in ANCHORED}
    nothing = dict.fromkeys(("summary", "withdrawal", "trigger", "detection", "body"))
    alone = structs.replace(story, **kept, **nothing, no_fix_known=False, disagreements=(), relations=())
    return export.to_markdown(alone).partition("\n## ")[2].partition("\n")[2].strip()


def _parts_of_digest(digest: StoryDigest) -> dict[str, Callable[[], str]]:
    return {
        anchor: partial("\n\n".join, filter(None, [text, digest.observables.get(anchor)]))
        for anchor, text in digest.parts.items()
    }


def _facts(story: Story) -> Iterator[str]:
    yield story.kind.replace("_", " ")
    yield from [organisation] if (organisation := story.organisation) else []
    yield from [f"began {start}"] if (start := story.occurred.start) else []
    yield from (f"{name.replace('_', ' ')}: {one.text}" for name, one in durations.of(story).known())
    yield from [", ".join(story.components)] if story.components else []
    yield from [", ".join(one.name for one in story.technologies)] if story.technologies else []
    if story.withdrawal:
        yield f"WITHDRAWN, do not rely on it: {story.withdrawal.reason}"


def _sections(story: Story) -> Iterator[BriefSection]:
    def quoted(anchor: str) -> str:
        return f"{story.ref}#{anchor}"

    yield _titled(
        "Check first", (BriefItem(quoted(one.id), _check(one), one.command or "") for one in story.checks)
    )
    yield _titled("What people saw", (BriefItem(quoted(one.id), *_symptom(one)) for one in story.symptoms))
    yield _titled("Why", (BriefItem(quoted(one.id), one.text) for one in story.factors))
    yield _titled("What was tried", (BriefItem(quoted(one.id), _fix(one)) for one in story.fixes))
    yield _titled("Takeaways", (BriefItem(quoted(one.id), one.text) for one in story.takeaways))
    impacts = (
        BriefItem(quoted(one.id), one.text or ", ".join(map(export.amount, one.quantities)) or one.effect)
        for one in story.impacts
    )
    yield _titled("Impact", impacts)
    related = (f"{one.type.replace('_', ' ')} {one.to}" for one in story.relations)
    yield _titled("Related stories", (BriefItem("", one) for one in related))
    sources = (
        BriefItem(quoted(one.id), f"{one.title} {one.url or ''}".rstrip()) for one in story.sources[:2]
    )
    yield _titled("Sources", sources)


def _sections_of_digest(digest: StoryDigest) -> Iterator[BriefSection]:
    if check := digest.first_check:
        yield _titled("Check first", [BriefItem("", check.text, check.command or "")])
    for title, letter in (("What people saw", "s"), ("Why", "f")):
        parts = [(anchor, text) for anchor, text in digest.parts.items() if anchor.startswith(letter)]
        items = (
            BriefItem(f"{digest.ref}#{anchor}", text, digest.observables.get(anchor, "").strip())
            for anchor, text in parts
        )
        yield _titled(title, items)
    tried = (BriefItem("", f"({one.phase}) {OUTCOMES[one.outcome]}: {one.text}") for one in digest.fixes)
    yield _titled("What was tried", tried)
    yield _titled("Takeaways", (BriefItem("", text) for text in digest.takeaways))


def _titled(title: str, items: Iterable[BriefItem]) -> BriefSection:
    return BriefSection(title, tuple(items))


def _check(check: Check) -> str:
    changes = "(CHANGES SOMETHING) " if check.changes else ""
    return changes + " ".join(filter(None, [check.question, check.look, check.answer]))


def _symptom(symptom: Symptom) -> tuple[str, str]:
    return symptom.text, (symptom.observable or "").strip()


def _fix(fix: Fix) -> str:
    return f"({fix.phase}) {OUTCOMES[fix.outcome]}: {fix.text}"


def _section(section: BriefSection, characters: int, most: int) -> str:
    lines = [_item(one, characters) for one in section.items[:most]]
    if (left := len(section.items) - most) > 0:
        lines.append(f"- {left} more")
    return "\n".join([f"## {section.title}", *lines])


def _item(item: BriefItem, characters: int) -> str:
    text = (
        f"- {item.ref} {shortened(item.text, characters)}"
        if item.ref
        else f"- {shortened(item.text, characters)}"
    )
    lines = item.verbatim.splitlines()
    if len(item.verbatim) > characters * 2 or not lines:
        return text
    return "\n".join([text, *(f"    {visible(line)}" for line in lines)])


def _footer(digest: StoryDigest, story: Story | None) -> str:
    if story is None:
        return "This is a digest; the address above has the whole story."
    counts = (f"{name} ({len(getattr(story, name))})" for name in LEFT_OUT if getattr(story, name))
    left = ", ".join(counts) or "the narrative"
    return f"Not shown: {left}. Ask for it with `whole`, or for one part in full, such as {digest.ref}#f1."
