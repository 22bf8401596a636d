from incidents.rules import record
from incidents.stories.document import REF_PATTERN


class NameConverter:
    """What somebody may have called a story. The database refuses to compare text that holds a NUL."""

    regex = r"[^/\x00]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TermSlug(NameConverter):
    """Of a tree, where a slash leads one level down."""

    regex = r"[^\x00]*[^/\x00]"


class Ref:
    """A reference in any case; the view leads to the spelling that lasts."""

    regex = REF_PATTERN.strip("^$").replace("A-Z", "A-Za-z")

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class RuleRef(Ref):
    """The same of a rule, such as `M-2`."""

    regex = record.REF_PATTERN.strip("^$").replace("[MAS]", "[MASmas]")
