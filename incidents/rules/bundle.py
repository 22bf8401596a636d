"""Everything that detection needs, in one value: what a linter takes along when there is no server to ask."""

from msgspec import Struct

from incidents.rules.record import AlertRule, ManifestRule, Mapping, NoDetection, Signature


class Attempt(Struct, frozen=True, omit_defaults=True):
    """A fix of a story, with what became of it."""

    text: str
    outcome: str
    phase: str


class StoryDigest(Struct, frozen=True, omit_defaults=True):
    """What an answer tells of a story. `parts`: the text of a factor or symptom, by its anchor."""

    ref: str
    title: str
    summary: str
    organisation: str | None = None
    parts: dict[str, str] = {}
    fixes: tuple[Attempt, ...] = ()
    takeaways: tuple[str, ...] = ()


class Bundle(Struct, frozen=True, omit_defaults=True):
    """`address`: where the stories can be read, such as `https://soundings.example.org`; a story's own
    permanent link is that, a slash and its reference."""

    address: str
    manifest_rules: tuple[ManifestRule, ...] = ()
    alert_rules: tuple[AlertRule, ...] = ()
    signatures: tuple[Signature, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    no_detection: tuple[NoDetection, ...] = ()
    stories: tuple[StoryDigest, ...] = ()
