"""The stories as a taxonomy in SARIF 2.1.0, by which other tools can classify their findings."""

import msgspec

from incidents.rules.bundle import Bundle, StoryDigest
from incidents.rules.reports import sarif
from incidents.rules.reports.sources import Stories


def write(bundle: Bundle) -> str:
    stories = Stories(bundle)
    run = {
        "tool": {"driver": {"name": "Soundings", "informationUri": bundle.address}},
        "taxonomies": [sarif.taxonomy(stories, [_taxon(story, stories) for story in bundle.stories])],
        "results": [],
    }
    log = {"$schema": sarif.SCHEMA, "version": "2.1.0", "runs": [run]}
    return f"{msgspec.json.format(msgspec.json.encode(log), indent=2).decode()}\n"


def _taxon(story: StoryDigest, stories: Stories) -> sarif.Json:
    lessons = "\n".join(f"- {takeaway}" for takeaway in story.takeaways)
    return sarif.taxon(story.ref, stories) | {
        "fullDescription": {"text": story.summary},
        "help": {"text": lessons or story.summary},
    }
