"""Why an entry of a blog or a status page may be no failure story."""

import re

TELLS_OF_FAILURE = re.compile(
    r"\b(?:incidents?|outages?|post-?\s?mortems?|root[- ]causes?|rca|down(?:time)?|unavailab\w+|degrad\w+"
    r"|disrupt\w+|fail(?:s|ed|ing|ures?)?|broke(?:n)?|crash\w*|errors?|lost|corrupt\w*|retrospective"
    r"|what happened)\b",
    re.IGNORECASE,
)
LOOKED_AT = 5_000
"""Characters of the text."""
POST = "is a post that names no incident, outage or failure"
MAINTENANCE = "is scheduled maintenance"


def doubt_of_post(title: str, text: str) -> str | None:
    """None where the words tell of a failure."""
    return None if TELLS_OF_FAILURE.search(f"{title}\n{text[:LOOKED_AT]}") else POST
