"""What kind of source an address is, by its host and by what a list says of it."""

import re
from urllib.parse import urlsplit

VIDEOS = frozenset({"youtube.com", "vimeo.com"})
SLIDES = frozenset({"slideshare.net", "speakerdeck.com", "slides.com"})
WORDS = (
    (re.compile(r"\bslides?\b|\bdeck\b", re.IGNORECASE), "slides"),
    (re.compile(r"\bpost-?\s?mortems?\b|\bincident reports?\b|\brca\b", re.IGNORECASE), "postmortem"),
    (re.compile(r"\bstatus pages?\b", re.IGNORECASE), "status_page"),
    (re.compile(r"\b(?:community|forum|reddit|hacker news)\b", re.IGNORECASE), "forum_post"),
    (re.compile(r"\bnewsletters?\b", re.IGNORECASE), "newsletter"),
    (re.compile(r"\b(?:blog|post|article|thread)\b", re.IGNORECASE), "article"),
)


def of_source(canonical: str, venue: str | None = None) -> str | None:
    """In the words of the story document; None where nothing tells."""
    parts = urlsplit(canonical)
    host, path = parts.hostname or "", parts.path
    if host in VIDEOS:
        return "talk_video"
    if host in SLIDES:
        return "slides"
    if host == "github.com" and re.search(r"/issues/[0-9]", path):
        return "issue"
    if host == "github.com" and re.search(r"/pull/[0-9]", path):
        return "pull_request"
    said = next((kind for words, kind in WORDS if words.search(venue or "")), None)
    if said is None and host.startswith("status."):
        return "status_page"
    return said
