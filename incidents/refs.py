"""References of stories and rules: the patterns that everything which reads one imports."""

import re

PREFIX = r"[A-Z][A-Z0-9]{0,9}"
"""Of a story: `KF`, or the one that an instance has chosen."""
NUMBER = r"[1-9][0-9]{0,8}"
RULE_KINDS = "MAS"
"""Letters of manifest rules, alerts and signatures."""

STORY_PATTERN = rf"^{PREFIX}-{NUMBER}$"
"""Such as `KF-15`. Plain enough for JSON Schema and PostgreSQL."""
RULE_PATTERN = rf"^[{RULE_KINDS}]-[1-9][0-9]{{0,5}}$"
"""Such as `M-2`."""

STORY = re.compile(STORY_PATTERN)
RULE = re.compile(RULE_PATTERN)


def in_order(ref: str) -> tuple[str, int]:
    """Sorts references by prefix and number: `KF-9` comes before `KF-10`."""
    prefix, _, number = ref.partition("-")
    return prefix, int(number)


def in_any_case(pattern: str) -> str:
    """The pattern without its ends, for addresses that people type in small letters."""
    return f"(?ai:{pattern.strip('^$')})"


def objection(prefix: str) -> str | None:
    """Why stories cannot have references with this prefix; None where they can."""
    if not re.fullmatch(PREFIX, prefix):
        return f"{prefix!r}; write a capital letter and up to nine more or digits, such as K8S."
    if prefix in set(RULE_KINDS):
        return f"{prefix!r}, which references of rules begin with; write another one, such as K8S."
    return None
