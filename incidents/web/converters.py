from incidents import refs
from incidents.models.user import RESERVED_NAMES


class NameConverter:
    """What somebody may have called a story. The database refuses to compare text that holds a NUL."""

    regex = r"[^/\x00]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class AccountName(NameConverter):
    """A user name; behind a tilde, which no name has, where a page has the address of that name."""

    def to_python(self, value: str) -> str:
        return value.removeprefix("~")

    def to_url(self, value: str) -> str:
        return f"~{value}" if value.casefold() in RESERVED_NAMES else value


class TermSlug(NameConverter):
    """Of a tree, where a slash leads one level down."""

    regex = r"[^\x00]*[^/\x00]"


class Ref:
    """A reference in any case; the view leads to the spelling that lasts."""

    regex = refs.in_any_case(refs.STORY_PATTERN)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class RuleRef(Ref):
    """The same of a rule, such as `M-2`."""

    regex = refs.in_any_case(refs.RULE_PATTERN)


class ContentHash(Ref):
    """SHA-256 in hexadecimal, as documents write it."""

    regex = r"[0-9a-f]{64}"
