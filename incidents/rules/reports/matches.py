"""The matches of a pasted text, as JSON values and as text for a terminal."""

from typing import Any

import msgspec

from incidents.rules.bundle import Bundle
from incidents.rules.match.matcher import Matches
from incidents.rules.match.ranking import Reason, StoryMatch
from incidents.rules.reports.sources import Stories
from incidents.rules.reports.text import counted, visible

MAX_SHOWN = 5
"""Stories shown in the text report."""


def as_json(matches: Matches, bundle: Bundle) -> dict[str, Any]:
    stories = Stories(bundle)
    return {
        "lines": matches.lines,
        "stories": [_match(match, stories) for match in matches.stories],
        "too_few": [
            {"rule": one.signature.ref, "hits": one.hits, "needed": one.signature.min}
            for one in matches.too_few
        ],
    }


def write(matches: Matches, bundle: Bundle) -> str:
    return f"{msgspec.json.format(msgspec.json.encode(as_json(matches, bundle)), indent=2).decode()}\n"


def _match(match: StoryMatch, stories: Stories) -> dict[str, Any]:
    return {
        "ref": match.story.ref,
        "title": match.story.title,
        "url": stories.url(match.story.ref),
        "score": round(match.score, 2),
        "why": [_reason(reason) for reason in match.reasons],
        "next_checks": [check.text for check in match.next_checks],
        "fixes": [
            {"text": fix.text, "outcome": fix.outcome, "phase": fix.phase} for fix in match.story.fixes
        ],
        "takeaways": list(match.story.takeaways),
        "contradicting": [
            {"tool": one.tool, "check": one.check, "note": one.note} for one in match.contradicting
        ],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    sighting = reason.sighting
    return {
        "rule": sighting.signature.ref,
        "name": sighting.signature.name,
        "message": sighting.signature.message,
        "hits": sighting.hits,
        "more": sighting.more,
        "links": [{"relation": link.relation, "target": link.target} for link in reason.links],
        "lines": [
            {"number": line.number, "text": line.text, "marks": [list(mark) for mark in line.marks]}
            for line in sighting.lines
        ],
    }


def text(matches: Matches, bundle: Bundle) -> str:
    if not matches.stories:
        return _nothing(matches)
    stories = Stories(bundle)
    shown = [_story_lines(match, stories) for match in matches.stories[:MAX_SHOWN]]
    left = len(matches.stories) - len(shown)
    more = [f"{left} more; --format json lists all of them."] if left else []
    return "\n\n".join([*shown, *more]) + "\n"


def _nothing(matches: Matches) -> str:
    seen = ", ".join(f"{one.signature.ref} ({one.hits} of {one.signature.min})" for one in matches.too_few)
    few = f" Too few hits to count: {seen}." if seen else ""
    return f"Nothing in {counted(matches.lines, 'line')} looks like a known story.{few}\n"


def _story_lines(match: StoryMatch, stories: Stories) -> str:
    lines = [f"{match.story.ref} {match.story.title}", f"  {stories.url(match.story.ref)}"]
    for reason in match.reasons:
        sighting = reason.sighting
        lines.append(
            f"  {sighting.signature.ref} {sighting.signature.message} ({counted(sighting.hits, 'hit')})"
        )
        lines += [f"    {line.number}: {visible(line.text)}" for line in sighting.lines]
    lines += [f"  Check next: {check.text}" for check in match.next_checks]
    lines += [f"  Fix ({fix.outcome}): {fix.text}" for fix in match.story.fixes]
    lines += [
        f"  Beware: {one.tool} {one.check} demands what causes this again." for one in match.contradicting
    ]
    return "\n".join(lines)
