"""`soundings explain`: describes a story, a rule, or a check of another tool."""

import argparse
from collections.abc import Iterator
from difflib import get_close_matches

from incidents.cli import shipped
from incidents.cli.outcome import ALL_CLEAR, CommandFailed, write_output
from incidents.rules.bundle import Bundle, StoryDigest
from incidents.rules.record import AlertRule, ManifestRule, Mapping, Rule


def run(options: argparse.Namespace) -> int:
    bundle = shipped.load(options.bundle)
    write_output(explained(options.name, bundle), options.output)
    return ALL_CLEAR


def explained(name: str, bundle: Bundle) -> str:
    stories = {story.ref: story for story in bundle.stories}
    rules = {rule.ref: rule for rule in all_rules(bundle)}
    by_name = {rule.name: rule for rule in rules.values()}
    checks = [one for one in bundle.mappings if one.check.lower() == name.lower()]
    if story := stories.get(name.upper()):
        return "\n".join(_story(story, bundle)) + "\n"
    if rule := rules.get(name.upper()) or by_name.get(name.lower()):
        return "\n".join(_rule(rule, bundle)) + "\n"
    if checks:
        return "\n".join(_checks(checks, stories)) + "\n"
    known = [*stories, *rules, *by_name, *dict.fromkeys(one.check for one in bundle.mappings)]
    near = get_close_matches(name.upper(), stories, n=2) or get_close_matches(name, known, n=3)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise CommandFailed(f"there is no story, rule or check called {name}.{hint}")


def all_rules(bundle: Bundle) -> tuple[Rule, ...]:
    return (*bundle.manifest_rules, *bundle.alert_rules, *bundle.signatures)


def _story(story: StoryDigest, bundle: Bundle) -> Iterator[str]:
    yield f"{story.ref} {story.title}"
    yield f"{bundle.address}/{story.ref}"
    yield from _section("", [story.summary])
    yield from _section("Symptoms and factors", [f"{anchor}  {text}" for anchor, text in story.parts.items()])
    yield from _section("Fixes", [f"{fix.outcome} ({fix.phase}): {fix.text}" for fix in story.fixes])
    yield from _section("Takeaways", story.takeaways)
    rules = [
        f"{rule.ref} {rule.name}: {link.relation} {link.target or ''}".rstrip()
        for rule in all_rules(bundle)
        for link in rule.stories
        if link.ref == story.ref
    ]
    reason = next((one.reason for one in bundle.no_detection if one.story == story.ref), None)
    yield from _section("Rules", rules or ([f"None: {reason}"] if reason else []))
    of_tools = [one for one in bundle.mappings if one.story == story.ref]
    against = [_mapping(one) for one in of_tools if one.relation == "contradicts"]
    yield from _section("Checks of other tools that cause it again", against)
    others = [_mapping(one) for one in of_tools if one.relation != "contradicts"]
    yield from _section("Checks of other tools", others)


def _rule(rule: Rule, bundle: Bundle) -> Iterator[str]:
    titles = {story.ref: story.title for story in bundle.stories}
    yield f"{rule.ref} {rule.name} ({rule.confidence}, {rule.status})"
    yield f"{bundle.address}/rules/{rule.ref}"
    yield from _section("What happens", [rule.message])
    yield from _section("What to do", [rule.fix])
    links = [
        f"{link.relation} {link.ref}{'#' + link.target if link.target else ''} {titles.get(link.ref, '')}"
        for link in rule.stories
    ]
    yield from _section("Why", links)
    condition = rule.expr if isinstance(rule, ManifestRule | AlertRule) else rule.pattern
    yield from _section("Condition", condition.strip().splitlines())
    yield from _section("Known false positives", rule.false_positives)


def _checks(checks: list[Mapping], stories: dict[str, StoryDigest]) -> Iterator[str]:
    for one in checks:
        title = stories[one.story].title if one.story in stories else ""
        yield f"{one.tool} {one.check}: {one.relation} {one.story} {title}"
        if one.note:
            yield f"  {one.note}"


def _mapping(one: Mapping) -> str:
    return f"{one.tool} {one.check}: {one.relation}" + (f". {one.note}" if one.note else "")


def _section(title: str, lines: list[str] | tuple[str, ...]) -> Iterator[str]:
    if lines:
        yield ""
        if title:
            yield f"{title}:"
        yield from (f"  {line}" if title else line for line in lines)
