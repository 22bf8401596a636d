"""A lookup table in JSON: checks of other tools and our own rules, each with its stories.

`tools.checkov.CKV_K8S_15` lists stories with their relations: the responses of `/resolve`, without a server.
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
    table = {"address": bundle.address, "tools": tools}
    return f"{msgspec.json.format(msgspec.json.encode(table), indent=2).decode()}\n"


def checks(bundle: Bundle) -> Iterator[Mapping]:
    """The checks of other tools, and our own rules as checks of the tool `soundings`."""
    yield from bundle.mappings
    for rule in (*bundle.manifest_rules, *bundle.alert_rules, *bundle.signatures):
        for ref, relation in dict.fromkeys((link.ref, link.relation) for link in rule.stories):
            yield Mapping(OURS, rule.ref, ref, relation)


def _story(one: Mapping, stories: Stories) -> Json:
    entry: Json = {
        "ref": one.story,
        "title": stories.title(one.story),
        "url": stories.url(one.story),
        "relation": one.relation,
    }
    return entry | {"note": one.note} if one.note else entry
