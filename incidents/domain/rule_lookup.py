"""One rule, as far as a reader may see the stories behind it."""

from difflib import get_close_matches

from msgspec.structs import replace

from incidents.models import Rule, RuleLink
from incidents.models.incident import Reader
from incidents.rules import reading, record

MOST_NEAR = 5


def seen(*, ref: str, reader: Reader) -> record.Rule | None:
    """Without the links to stories that the reader may not see."""
    head = Rule.objects.visible_to(reader).select_related("revision").filter(ref=ref).first()
    if head is None:
        return None
    rule = reading.trusted(head.current_revision.document)
    links = RuleLink.objects.visible_to(reader).filter(rule=head)
    refs = set(links.values_list("incident__ref", flat=True))
    return replace(rule, stories=tuple(link for link in rule.stories if link.ref in refs))


def near(*, ref: str, reader: Reader) -> list[str]:
    known = Rule.objects.visible_to(reader).values_list("ref", flat=True)
    return get_close_matches(ref.upper(), known, n=MOST_NEAR, cutoff=0.5)
