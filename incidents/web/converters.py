from incidents.stories.document import REF_PATTERN


class Ref:
    """A reference in any case; the view leads to the spelling that lasts."""

    regex = REF_PATTERN.strip("^$").replace("A-Z", "A-Za-z")

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
