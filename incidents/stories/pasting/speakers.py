"""Who said a line: nicks of IRC, names of chats, programs of system logs."""

import re
from typing import NamedTuple

_NICK = re.compile(r"<[ @+%&~]?(?P<nick>[^\s<>]{1,40})>[ \t]+(?=\S)")
_COLUMN = re.compile(r"(?P<nick>[@+%&~]?[^\s|]{1,40})(?:\t|[ ]+\|[ ])[ \t]*(?=\S)")
_ACTION = re.compile(r"\*[ \t]+(?P<nick>[^\s*]{1,40})[ \t]+(?=\S)")
_NAME = re.compile(
    r"@?(?P<name>[^\W\d][\w.@+-]{0,39}(?:[ ][A-Z(][\w.()’'-]{0,39}){0,3}"
    r"(?:[ ]\[?(?:bot|APP|Bot)\]?)?):[ \t]+(?=\S)"
)
_OF_A_LOG = re.compile(
    r"(?P<host>[A-Za-z][\w.-]{0,80})[ ](?P<program>[A-Za-z][\w./@-]{0,60})(?:\[\d{1,8}\])?:[ ]?(?=\S)"
)
_ALONE = re.compile(r"@?[^\W\d_][\w.’'@()+-]{0,39}(?:[ ][\w.’'@()+-]{1,40}){0,4}(?:[ ]APP)?")
_WHOLE_NAME = re.compile(r"[^\W\d_a-z][\w.’'-]{1,39}(?:[ ][^\W\d_a-z][\w.’'()-]{0,39}){1,3}")
_HEADER = re.compile(
    r"[ ]{0,3}(?P<name>[^\d\s\[:][^\[\t:]{0,60}?)(?:[ ]{2,4}|[ ](?=\[)|\t)(?P<time>\[?\d[^\]]{1,40}\]?)[ ]*"
)
_BEFORE_A_TIME = frozenset(
    {"at", "by", "until", "till", "since", "from", "around", "about", "before", "after"}
)
_NO_SPEAKER = re.compile(
    r"error|errors|warning|warn|info|debug|fatal|panic|critical|note|notes|todo|update|"
    r"edit|fyi|re|fw|cause|result|reason|status|http|https|alert|alarm|problem|question|"
    r"answer|action|decision|impact|summary|fix|symptom|root|trigger|then|also|later|now|"
    r"fixed|resolved|resolution|mitigation|detection|severity|exception|event|message|ps|"
    r"nb|time|date",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"bot\b|\bbot|\bapp\b|alertmanager|pager|jenkins|github|gitlab|argocd|grafana", re.IGNORECASE
)


class Said(NamedTuple):
    text: str
    speaker: str | None = None
    is_program: bool = False


def of_chat(text: str) -> Said:
    """The speaker before a line of a chat."""
    for pattern in (_NICK, _ACTION, _COLUMN, _NAME):
        if found := pattern.match(text):
            name = found[1].lstrip("@+%&~")
            if not _NO_SPEAKER.fullmatch(name) and any(map(str.isalpha, name)):
                return Said(text[found.end() :], name, is_program(name))
    return Said(text)


def of_log(text: str) -> Said:
    """The program that wrote a line of a system log, behind its host, which stays in the text."""
    if found := _OF_A_LOG.match(text):
        return Said(f"{found['host']}: {text[found.end() :]}", found["program"], is_program=True)
    return of_chat(text)


def is_program(name: str) -> bool:
    return bool(_PROGRAM.search(name))


def above(line: str) -> tuple[str, str] | None:
    """A name and the time behind it, of a line that has nothing else, such as `ana.oncall [11:43 PM]`."""
    found = _HEADER.fullmatch(line) if len(line) <= 120 else None
    if not found or not is_name(found["name"]) or found["name"].split()[-1].lower() in _BEFORE_A_TIME:
        return None
    return found["name"], found["time"]


def is_name(line: str) -> bool:
    """Whether a line may be the name that a chat writes above a message."""
    return len(line) <= 80 and bool(_ALONE.fullmatch(line.strip()))


def is_whole_name(line: str) -> bool:
    """Whether it is first and last name and nothing else, such as `Ana Oncall`."""
    return len(line) <= 80 and bool(_WHOLE_NAME.fullmatch(line))
