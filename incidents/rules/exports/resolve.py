"""What the checks of other tools, and our own rules, have to do with stories: one JSON object to look up in.

`tools.checkov.CKV_K8S_15` lists stories, each with its relation: the answers of `/resolve`, for whoever
has no server to ask.
"""

from collections.abc import Iterator

import msgspec

from incidents.rules.bundle import Bundle
from incidents.rules.record import Mapping
from incidents.rules.reports.sources import Stories

OURS = "soundings"
Json = dict[str, object]


def write(bundle: Bundle) -> str:
    stories = Stories(bundle)
    tools: dict[str, dict[str, list[Json]]] = {}
    for one in checks(bundle):
        tools.setdefault(one.tool, {}).setdefault(one.check, []).append(_story(one, stories))
    told = {"address": bundle.address, "tools": tools}
    return f"{msgspec.json.format(msgspec.json.encode(told), indent=2).decode()}\n"


def checks(bundle: Bundle) -> Iterator[Mapping]:
    """Of other tools, and of `soundings` itself by the references of its rules."""
    yield from bundle.mappings
    for rule in (*bundle.manifest_rules, *bundle.alert_rules, *bundle.signatures):
        for ref, relation in dict.fromkeys((link.ref, link.relation) for link in rule.stories):
            yield Mapping(OURS, rule.ref, ref, relation)


def _story(one: Mapping, stories: Stories) -> Json:
    told: Json = {
        "ref": one.story,
        "title": stories.title(one.story),
        "url": stories.url(one.story),
        "relation": one.relation,
    }
    return told | {"note": one.note} if one.note else told
