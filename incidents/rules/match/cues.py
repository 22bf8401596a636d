"""Failure cues: whether any line of a text tells of a failure, known or not."""

from collections.abc import Iterable
from functools import cache

from incidents.rules.match import signatures

WORDS = """
    error errors failed failure failing fatal panic exception traceback crash crashed crashing
    abort aborted denied forbidden unauthorized refused rejected unreachable unhealthy unavailable
    evicted eviction timeout timedout oomkilled oomkilling exhausted throttled throttling insufficient
    crashloopbackoff deadlock defunct servfail sigkill sigsegv stacktrace
"""
PHRASES = """
    cannot|can't|could not|couldn't|unable to|timed out|deadline exceeded|no route to host|reset by peer
    out of memory|oom-killer|oom killer|no space left|disk full|too many|blocked for|no such|not found
    took too long|is not healthy|not ready|exited with|terminated with|core dumped|lost connection|gave up
"""
MILD = """
    warning warn exceeded corrupt corrupted lost stuck hang hung invalid unrecognized unknown expired missing
    conflict deprecated retrying dropped dropping backlog slow restarting killed killing skipping
"""
"""Words that say something in a line without a level, or of the level of a warning."""
LEVELS = (
    r"\blevel\"?[=:] ?\"?(?:error|err|fatal|panic|crit\w*|alert|emerg|warn\w*)\b",
    r"\[(?:error|err|fatal|crit|alert|emerg|warn\w*)\]",
    r"^[EF]\d{4} ",
)
IN_CLUSTERS = (
    r"\b\w*BackOff\b",
    r"\bErr[A-Z]\w+",
    r"\b(?:Failed|Unhealthy|NotReady|OOM)[A-Z]\w*",
    r"\bNotReady\b",
    r"\b(?:Unknown|Evicted|ContainerCannotRun|Error)\s+\d",
    r"\b(?:Pending|Terminating|ContainerCreating|Init:\d+/\d+)\s+\d+\s+\S*\d\d?[mhd]",
    r"\b0/\d+\s+Running\s+\d+\s+(?:\([^)]*\)\s+)?\S*\d[mhd]",
    r"(?i:\bexit (?:code|status):? *[1-9]\d*)",
    r"\bHTTP/\d(?:\.\d)?\"? 5\d\d\b",
    r"(?i:\b(?:status|code)(?:_?code)?\"?[=: ]+5\d\d\b)",
)

QUIET = (
    r"\b(?:INFO|DEBUG|TRACE|NOTICE|LOG|Normal)\b|\[(?:info|debug|notice)\]|^[ID]\d{4} "
    r"|\blevel\"?[=:] ?\"?(?:info|debug|trace)\b"
)
"""Levels of lines in which mild words say nothing."""

NAMED = (
    r"(?i:\b(?:errors?|err|errs|fail(?:ed|ures?)|exceptions?|warnings?|lost|missing|dropped|unavailable"
    r"|unreachable)"
)
HARMLESS = (
    r"(?i:\b(?:no|0|zero|without|any) (?:errors?|fail\w+|exceptions?|warnings?|issues?|problems?)\b)",
    NAMED + r" 0\b)",
    NAMED + r"\"?(?:[=:]| [=:]) ?(?:\"?(?:0+(?:\.0+)?\b|null\b|nil\b|none\b|false\b|<nil>|-\s)|\"\"))",
    r"#(?:failure|success)=\d+",
    r"(?i:[\w-]*(?:timeout|deadline|backoff|threshold)[\w-]*\"?(?:[=:]| [=:]) ?\"?[\dfn])",
    r"--?[\w-]*(?:error|fail|timeout|retry|missing|unknown)[\w-]*",
    r"\b[\w.-]+/[\w-]+:No(?:Execute|Schedule)\b",
    r"\bnode\.[\w.-]+/[\w-]+\b",
    r"[\w/.-]+\.(?:js|ts|css|png|html|log|go|py|rb|rs|java|yaml|yml|json|conf)\b",
    r"(?i:\bon-?(?:error|failure)\b|\bOnFailure\b|error[_-]page|error[_-]log)",
)

LONGEST_LINE = 1000
"""Bytes read before and after a cue; what follows them counts as another line."""
MOST_LINES = 1000
"""Harmless lines read; a text with more of them is not called silent."""


def _words(some: str) -> str:
    return rf"\b(?:{'|'.join(some.split())})\b"


def _any(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{one})" for one in patterns)


_PHRASES = "|".join(line.strip() for line in PHRASES.splitlines() if line.strip())
_STRONG = _any((f"(?i:{_words(WORDS)}|{_PHRASES})", *(f"(?i:{one})" for one in LEVELS), *IN_CLUSTERS))
_CUE = _any((_STRONG, f"(?i:{_words(MILD)})"))
_HARMLESS = _any(HARMLESS)
_compiled = cache(signatures.compiled)


def has_failure(text: bytes) -> bool:
    """Whether a line still has a cue when what is harmless is left out of it."""
    read = end = 0
    for found in _compiled(_CUE).finditer(text):
        start, after = found.span()
        if start < end:
            continue
        end = _end(text, after)
        read += 1
        if read > MOST_LINES or _tells(text[_begin(text, start) : end]):
            return True
    return False


def _end(text: bytes, place: int) -> int:
    """The end of the line, or of a word in a long one."""
    latest = place + LONGEST_LINE
    if (end := text.find(b"\n", place, latest)) >= 0:
        return end
    return len(text) if latest >= len(text) else max(text.rfind(b" ", place, latest), place)


def _begin(text: bytes, place: int) -> int:
    earliest = max(0, place - LONGEST_LINE)
    return max(earliest, text.rfind(b"\n", earliest, place) + 1)


def _tells(line: bytes) -> bool:
    cue = _STRONG if _compiled(QUIET).search(line) else _CUE
    return _compiled(cue).search(_without_harmless(line)) is not None


def _without_harmless(line: bytes) -> bytes:
    parts, position = [], 0
    for found in _compiled(_HARMLESS).finditer(line):
        start, end = found.span()
        parts.append(line[position:start])
        position = end
    return b" ".join([*parts, line[position:]])
