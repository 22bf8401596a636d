"""What an assistant is told of rules: those of a story, stories behind the check of a tool, and gaps."""

from collections.abc import Iterator
from difflib import get_close_matches

from incidents.mcp.knowledge import Knowledge, ToolFailed
from incidents.rules import coverage
from incidents.rules.coverage import GAPS, WAYS, Gap
from incidents.rules.exports import resolve
from incidents.rules.record import Mapping, Rule, Signature, StoryLink

MOST_SUGGESTED = 5
MOST_LISTED = 60
"""Stories of a list, in one answer."""
MEANING: dict[Gap, str] = {
    "all": "nothing watches for them at all",
    "prevents": "no rule over manifests prevents them",
    "early": "no rule sees them early",
    "symptom": "no alert fires during them",
    "diagnoses": "no signature recognises their lines",
}


def rules_for(ref: str, knowledge: Knowledge) -> str:
    """The rules and checks of other tools about a story. Raises `ToolFailed` for an unknown one."""
    story, bundle = knowledge.digest(ref), knowledge.bundle
    rules: tuple[Rule, ...] = (*bundle.manifest_rules, *bundle.alert_rules, *bundle.signatures)
    linked = [(rule, link) for rule in rules for link in rule.stories if link.ref == story.ref]
    checks = [one for one in bundle.mappings if one.story == story.ref]
    lines = [f"# Rules for {story.ref} {story.title}", knowledge.url(story.ref), ""]
    lines += [line for rule, link in linked for line in _rule(rule, link)]
    lines.append(_where(linked[0][0], knowledge) if linked else "No rule of Soundings is about it.")
    lines += [
        f"No detection makes sense: {one.reason}" for one in bundle.no_detection if one.story == story.ref
    ]
    if checks:
        lines += ["", "## Checks of other tools", *(_check(one) for one in checks)]
    return "\n".join(lines) + "\n"


def _where(rule: Rule, knowledge: Knowledge) -> str:
    return f"The page of a rule is at such an address: {knowledge.url(f'rules/{rule.ref}')}"


def _rule(rule: Rule, link: StoryLink) -> Iterator[str]:
    about = f"{link.ref}#{link.target}" if link.target else link.ref
    level = "" if isinstance(rule, Signature) else f"{rule.level}, "
    yield f"- {rule.ref} {rule.name} ({level}{rule.status}): {link.relation} {about}"
    yield f"  {rule.message} Do: {rule.fix}"


def _check(one: Mapping) -> str:
    beware = " BEWARE: obeying this check causes the failure again." if one.relation == "contradicts" else ""
    return f"- {one.tool} {one.check}: {one.relation}.{beware}{f' {one.note}' if one.note else ''}"


def resolved(tool: str, rule: str, knowledge: Knowledge) -> str:
    """The stories behind the check of a tool, both in any case. Raises `ToolFailed` for an unknown tool."""
    known: dict[str, list[Mapping]] = {}
    for one in resolve.checks(knowledge.bundle):
        known.setdefault(one.tool.lower(), []).append(one)
    checks = known.get(tool.strip().lower())
    if checks is None:
        raise ToolFailed(
            f"{tool[:80]!r} is no tool that is known here. Known are: {', '.join(sorted(known))}."
        )
    names = {one.check.lower(): one.check for one in checks}
    wanted = rule.strip().lower()
    if wanted not in names:
        near = get_close_matches(wanted[:80], names, n=MOST_SUGGESTED)
        hint = f" Names like it: {', '.join(names[one] for one in near)}." if near else ""
        return f"No story is about {rule[:80]} of {tool}; that says nothing about the check.{hint}\n"
    found = [one for one in checks if one.check.lower() == wanted]
    lines = [
        f"{found[0].tool} {names[wanted]} is about {len(found)} {'story' if len(found) == 1 else 'stories'}."
    ]
    for one in found:
        title = knowledge.digests[one.story].title if one.story in knowledge.digests else ""
        lines += [f"- {one.story} {title}", f"  {_check(one)[2:]} {knowledge.url(one.story)}"]
    return "\n".join(lines) + "\n"


def covered(gap: Gap, knowledge: Knowledge) -> str:
    """How many stories lack each way of being watched for, and which lack this one."""
    found = coverage.of_bundle(knowledge.bundle)
    lines = [
        f"{len(found.ways)} stories; for {len(found.no_detection)} no detection makes sense. Of the others:"
    ]
    lines += [f"- {one}: {len(found.lacking(one))} lack it ({MEANING[one]})" for one in GAPS]
    refs = found.lacking(gap)
    if refs:
        lines += ["", f"Stories of which {MEANING[gap]}:".replace("them", "it")]
    for ref in refs[:MOST_LISTED]:
        has = ", ".join(way for way in WAYS if way in found.ways[ref])
        lines.append(f"- {ref} {knowledge.digests[ref].title}{f' (has: {has})' if has else ''}")
    if (left := len(refs) - MOST_LISTED) > 0:
        lines.append(f"- {left} more; {knowledge.url('coverage')} lists all of them")
    return "\n".join(lines) + "\n"
