"""An answer as Markdown, to paste into the channel of an incident."""

import re
from collections.abc import Iterator

from incidents.answering import wording
from incidents.answering.answer import OUTCOMES, Answer, SeenGroup, SeenStory
from incidents.rules.match.ranking import NextCheck
from incidents.rules.reports.phrasing import counted, visible

MOST_GROUPS, MOST_STORIES, MOST_LINES = 3, 6, 3
MOST_FIXES = 4
LONGEST_TEXT = 220
"""Characters of a fix."""
FENCE = re.compile(r"`{3,}")


def write(found: Answer, *, address: str) -> str:
    heading = wording.heading(found).rstrip(".")
    lines = [f"**{heading}** ({counted(found.lines, 'line')} read)", ""] if heading else []
    for group in found.groups[:MOST_GROUPS]:
        lines += [*_group(group, address), ""]
    if not found.is_healthy:
        lines += [f"**Closest stories** {wording.guess(found.closest)}", ""]
        lines += [f"- {one.ref} {_line(one.title)} {address}/{one.ref}" for one in found.closest.stories]
        lines.append("")
    if not found.groups:
        lines += ["**What tells more**", "", *_commands(found.paste_next)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _group(group: SeenGroup, address: str) -> Iterator[str]:
    if len(group.stories) == 1:
        yield from _single(group, group.stories[0], address)
    else:
        yield from _several(group, address)
    yield from _evidence(group)


def _single(group: SeenGroup, seen: SeenStory, address: str) -> Iterator[str]:
    yield f"**{seen.ref} {_line(seen.title)}** ({seen.confidence}) {address}/{seen.ref}"
    yield from _checks(group.checks)
    yield from _fixes(seen)


def _several(group: SeenGroup, address: str) -> Iterator[str]:
    yield f"**{_line(group.message)}** ({group.confidence})"
    if group.question:
        yield f"- Which one? {_line(group.question)}"
    yield from _checks(group.checks)
    for seen in group.stories[:MOST_STORIES]:
        answer = f": {_line(seen.match.answer)}" if seen.match.answer else ""
        yield f"- {seen.ref} {_line(seen.title)}{answer} {address}/{seen.ref}"
    if (left := len(group.stories) - MOST_STORIES) > 0:
        yield f"- {left} more"


def _checks(checks: tuple[NextCheck, ...]) -> Iterator[str]:
    for check in checks:
        yield f"- Check: {_line(check.text)}"
        if check.command:
            yield from ["", *_fenced([check.command]), ""]


def _commands(checks: tuple[NextCheck, ...]) -> Iterator[str]:
    for check in checks:
        yield f"- {check.text}: `{check.command}`"


def _fixes(seen: SeenStory) -> Iterator[str]:
    for fix in (*seen.tried, *seen.unclear)[:MOST_FIXES]:
        yield f"- {OUTCOMES[fix.outcome]}: {_line(fix.text)}"
    for check in seen.match.contradicting:
        yield f"- Beware: {check.tool} {check.check} demands what causes this again."


def _evidence(group: SeenGroup) -> Iterator[str]:
    rules = ", ".join(one.signature.ref for one in group.recognitions)
    shown = {line.number: line.text for one in group.recognitions for line in one.lines}
    yield f"- Why ({rules}):"
    yield ""
    yield from _fenced([f"{number}: {visible(shown[number])}" for number in sorted(shown)[:MOST_LINES]])


def _fenced(lines: list[str]) -> Iterator[str]:
    """A block of code that nothing in its lines can end."""
    longest = max((len(found) for line in lines for found in FENCE.findall(line)), default=2)
    fence = "`" * (longest + 1)
    yield from [fence, *lines, fence]


def _line(text: str) -> str:
    return wording.shortened(text, LONGEST_TEXT)
