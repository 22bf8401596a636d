"""The usual headings of postmortems, and the part of a story that each one stands for."""

import re
from typing import Literal

Topic = Literal[
    "summary", "body", "impacts", "factors", "trigger", "fixes", "detection", "actions", "went_well",
    "lucky", "takeaways", "timeline", "authors", "date", "symptoms", "other",
]  # fmt: skip
NAMES: dict[Topic, str] = {
    "summary": "summary|overview|executive summary|abstract|tldr|incident summary",
    "body": "what happened|narrative|description|background|incident description",
    "impacts": "impact|customer impact|user impact|business impact|impacts",
    "factors": "root cause|root causes|root causes and trigger|contributing factors|contributing factor|"
    "cause|causes|root cause analysis|what went wrong|things that went wrong|what went poorly|"
    "things that went poorly|what didnt go so well|what did not go so well|what could have gone better",
    "trigger": "trigger",
    "fixes": "resolution|recovery|mitigation|remediation|fixes|mitigation and resolution",
    "detection": "detection",
    "actions": "action items|actions|action item|follow up|follow ups|followup actions|follow up actions|"
    "follow up items|corrective actions|next steps",
    "went_well": "what went well|things that went well",
    "lucky": "where we got lucky|where did we get lucky|got lucky|luck|things that got lucky",
    "takeaways": "lessons learned|takeaways|lessons|what we learned|key takeaways",
    "timeline": "timeline|incident timeline|chronology",
    "authors": "authors|author",
    "date": "date|incident date",
    "symptoms": "symptoms|what people saw",
    "other": "status|responders|messaging|supporting information|owner|internal email|external message|"
    "hows wed do|howd we do|how did we do|appendix|references|glossary",
}
TOPICS: dict[str, Topic] = {name: topic for topic, names in NAMES.items() for name in names.split("|")}
BEHIND = re.compile(r"\([^()]{0,80}\)[ ]{0,3}$")
LABEL = re.compile(r"[ ]{0,3}(?:\*\*|__)([^*_\n]{1,60}?):?(?:\*\*|__):?[ \t]{0,9}(.*)")


def topic(heading: str) -> Topic | None:
    """None for a heading that is none of the usual ones. `Timeline (UTC)` is `Timeline`."""
    bare = BEHIND.sub("", heading[:200].strip())
    words = re.sub(r"[^a-z0-9 ]", "", bare.lower().replace("-", " ").replace("_", " "))
    return TOPICS.get(" ".join(words.split()).lstrip("0123456789 "))


def label(line: str) -> tuple[str, str] | None:
    """Heading and text of a line such as `**Impact**: half of all requests failed`."""
    found = LABEL.fullmatch(line)
    return (found[1], found[2]) if found and topic(found[1]) else None
