"""Checks of the parts of a story: what they refer to, what evidence holds, what commands do."""

import re
from collections.abc import Iterator
from itertools import chain

from incidents.errors import Fault
from incidents.stories import anchors
from incidents.stories.document import ANCHORED, Impact, Party, Story

PARTS_OF_LETTER = {letter: name for name, letter in ANCHORED.items()}
REFERRING = (
    "addresses",
    "derived_from",
    "leads_to",
    "evidence",
    "tells",
    "sources",
    "outcome_sources",
)
"""Fields that name parts of the same story by their anchors."""
PICTURED = frozenset({"graph", "screenshot", "image"})
CHANGING = re.compile(
    r"""
    \bkubectl\b.*\s(?:apply(?!\s+view-last-applied)|create|delete|edit|patch|replace|scale|drain|cordon|uncordon|taint|label|annotate|set
        |autoscale|expose|run|cp|rollout\s+(?:restart|undo|pause|resume))\b
    | \bhelm\b.*\s(?:install|upgrade|uninstall|rollback|delete)\b
    | \b(?:terraform|pulumi)\s+(?:apply|destroy|import|up)\b
    | \betcdctl\b.*\s(?:put|del|defrag|compact(?:ion)?|snapshot\s+restore|member\s+(?:add|remove|update))\b
    | \b(?:docker|podman|crictl|nerdctl)\s+(?:rmi?|rmp|stop|stopp|kill|restart|run|prune|update)\b
    | \bsystemctl\s+(?:start|stop|restart|reload|enable|disable|mask|kill)\b
    | \baws\b.*\s(?:delete|terminate|create|put|modify|update|reboot|stop|start|detach|attach|set)-[a-z-]+
    | \bgcloud\b.*\s(?:delete|create|update|reset|stop|start|resize|set)\b
    | \bcurl\b.*\s(?:-X\s*|--request[\s=])(?:POST|PUT|PATCH|DELETE)\b
    | (?:^|[|;&]\s*|\bsudo\s+)(?:rm|mv|kill|pkill|killall|reboot|shutdown|dd|mkfs\S*|truncate)\s
    | \bsed\s+(?:-[a-z]*\s+)*-[a-z]*i\b
    | \bsysctl\s+(?:-\S+\s+)*-?w\b
    | \b(?:DROP|TRUNCATE|ALTER)\s+(?:TABLE|DATABASE|INDEX)\b | \bDELETE\s+FROM\b | \bINSERT\s+INTO\b
    | \bUPDATE\s+\S+\s+SET\b
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
"""Commands that are known to change something. No proof that others do not."""


def faults(story: Story) -> Iterator[Fault]:
    yield from chain(_dangling(story), _evidence(story), _checks(story), _disagreements(story))
    for index, party in enumerate(story.organisations):
        yield from _party(party, f"/organisations/{index}")
    for index, impact in enumerate(story.impacts):
        yield from _quantities(impact, f"/impacts/{index}/quantities")


def _dangling(story: Story) -> Iterator[Fault]:
    known = {anchor for _, anchor, _ in anchors.anchored_parts(story) if anchor}
    for pointer, anchor, part in anchors.anchored_parts(story):
        for field in REFERRING:
            for index, target in enumerate(getattr(part, field, ())):
                place = f"{pointer}/{field}/{index}"
                if target not in known:
                    yield Fault(place, f"{target} is none of the {PARTS_OF_LETTER[target[:1]]} of this story")
                elif target == anchor:
                    yield Fault(place, f"{target} points to itself")


def _disagreements(story: Story) -> Iterator[Fault]:
    known = {anchor for _, anchor, _ in anchors.anchored_parts(story) if anchor}
    for index, one in enumerate(story.disagreements):
        place = f"/disagreements/{index}"
        if one.of[-1:].isdigit() and one.of not in known:
            yield Fault(f"{place}/of", f"{one.of} is no part of this story")
        for number, source in enumerate(one.sources):
            if source not in known:
                yield Fault(f"{place}/sources/{number}", f"{source} is none of the sources of this story")
        if not one.sources:
            yield Fault(f"{place}/sources", "names none; say which source says so")
        if one.at is None and one.text is None:
            yield Fault(place, "is empty: give at or text, what the other source says")


def _evidence(story: Story) -> Iterator[Fault]:
    for index, evidence in enumerate(story.evidence):
        pointer = f"/evidence/{index}"
        if (evidence.picture or evidence.kind in PICTURED) and not evidence.alt_text:
            yield Fault(f"{pointer}/alt_text", "describe the picture for those who cannot see it")
        if evidence.file and evidence.body is None and evidence.picture is None:
            yield Fault(f"{pointer}/file", f"the file {evidence.file} is not here; put its text into body")
        if (evidence.body, evidence.picture, evidence.url, evidence.alt_text) == (None,) * 4:
            yield Fault(pointer, "is empty: give body, picture, url or alt_text")


def _checks(story: Story) -> Iterator[Fault]:
    for index, check in enumerate(story.checks):
        pointer = f"/checks/{index}"
        if check.command is None and check.look is None:
            yield Fault(pointer, "needs a command that answers the question, or look: where to look")
        if check.changes and index == 0:
            yield Fault(
                f"{pointer}/changes", "the first check only reads; put one that changes nothing first"
            )
        found = CHANGING.search(check.command or "")
        if found and not check.changes:
            words = " ".join(found.group().split())[:80]
            yield Fault(
                f"{pointer}/command", f"“{words}” changes something; say changes: true, or ask in another way"
            )
        if story.ref in check.otherwise:
            yield Fault(f"{pointer}/otherwise", "names this story; it is for the stories it would be instead")


def _party(party: Party, pointer: str) -> Iterator[Fault]:
    if party.name is None and party.description is None:
        yield Fault(pointer, "needs a name, or a description where the source gives no name")


def _quantities(impact: Impact, pointer: str) -> Iterator[Fault]:
    for index, one in enumerate(impact.quantities):
        place = f"{pointer}/{index}"
        if (one.value, one.least, one.most, one.text) == (None,) * 4:
            yield Fault(place, "is empty: give value, from and to, or text")
        if one.value is not None and (one.least is not None or one.most is not None):
            yield Fault(f"{place}/value", "is given beside from or to; write the value or the range")
        if one.least is not None and one.most is not None and one.most < one.least:
            yield Fault(f"{place}/to", f"{one.most} is less than {one.least}")
