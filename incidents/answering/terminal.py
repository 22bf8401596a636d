"""An answer as text for a terminal."""

from collections.abc import Iterator

from incidents.answering import wording
from incidents.answering.answer import OUTCOMES, Answer, CloseStories, SeenGroup, SeenStory
from incidents.rules.match.ranking import NextCheck
from incidents.rules.match.recognition import Recognition
from incidents.rules.reports.phrasing import counted, visible

MOST_GROUPS = 5


def write(found: Answer, *, address: str) -> str:
    heading = wording.heading(found)
    blocks = [f"{heading} ({counted(found.lines, 'line')} read)"] if heading else []
    blocks += ["\n".join(_group(group, address)) for group in found.groups[:MOST_GROUPS]]
    if (left := len(found.groups) - MOST_GROUPS) > 0:
        blocks.append(f"{left} more; --format json lists all of them.")
    if found.too_few or found.over:
        blocks.append("\n".join(_not_counted(found)))
    if not found.is_healthy:
        blocks.append("\n".join(_closest(found.closest, address)))
    if not found.groups:
        blocks.append("\n".join(["What tells more:", *_commands(found.paste_next)]))
    return "\n\n".join(blocks) + "\n"


def _group(group: SeenGroup, address: str) -> Iterator[str]:
    if len(group.stories) == 1:
        yield from _single(group, group.stories[0], address)
        return
    yield f"{len(group.stories)} stories have such a line: {group.message}"
    if group.question:
        yield f"  Which one? {group.question}"
    yield from _checks(group.checks)
    for seen in group.stories:
        yield f"  {seen.ref} {seen.title} ({seen.confidence})"
        yield f"    {address}/{seen.ref}"
        if seen.match.answer:
            yield f"    If: {seen.match.answer}"
        yield from (f"    {line}" for line in _fixes(seen))
    yield from _evidence(group)


def _single(group: SeenGroup, seen: SeenStory, address: str) -> Iterator[str]:
    yield f"{seen.ref} {seen.title}"
    yield f"  {address}/{seen.ref}"
    yield f"  {seen.confidence}"
    yield from _checks(group.checks)
    yield from (f"  {line}" for line in _fixes(seen))
    yield from _evidence(group)


def _checks(checks: tuple[NextCheck, ...]) -> Iterator[str]:
    for check in checks:
        yield f"  Check: {check.text}"
        if check.command:
            yield f"    $ {check.command}"


def _commands(checks: tuple[NextCheck, ...]) -> Iterator[str]:
    for check in checks:
        yield f"  {check.text}:"
        yield f"    $ {check.command}"


def _fixes(seen: SeenStory) -> Iterator[str]:
    yield from (f"{OUTCOMES[fix.outcome]}: {fix.text}" for fix in seen.tried)
    if seen.unclear:
        more = f"{len(seen.unclear)} more" if seen.tried else "; ".join(fix.text for fix in seen.unclear)
        yield f"{OUTCOMES['unknown']}: {more}"
    for check in seen.match.contradicting:
        yield f"Beware: {check.tool} {check.check} demands what causes this again."


def _evidence(group: SeenGroup) -> Iterator[str]:
    for recognition in group.recognitions:
        yield f"  {_named(recognition)}"
        yield from (f"    {line.number}: {visible(line.text)}" for line in recognition.lines)


def _named(recognition: Recognition) -> str:
    return f"{recognition.signature.ref} {recognition.signature.message} ({wording.hits(recognition)})"


def _not_counted(found: Answer) -> Iterator[str]:
    yield "Does not count"
    yield from (f"  {_named(one)}" for one in found.too_few)
    yield from (f"  {_named(one)}; a later line says that it is over" for one in found.over)


def _closest(closest: CloseStories, address: str) -> Iterator[str]:
    yield f"{'Closest stories. ' if closest.stories else ''}{wording.guess(closest)}"
    for story in closest.stories:
        yield f"  {story.ref} {story.title}"
        yield f"    {address}/{story.ref}"
