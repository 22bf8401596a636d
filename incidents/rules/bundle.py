"""Everything that detection needs, in one value: what a linter takes along when there is no server to ask."""

from hashlib import sha256
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from incidents.decoding import decoder
from incidents.errors import Fault, Refused
from incidents.rules.record import AlertRule, ManifestRule, Mapping, NoDetectionReason, Signature


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


class LintBundle(Struct, frozen=True, omit_defaults=True):
    """What linting takes of a bundle.

    `address`: where the stories can be read, such as `https://soundings.example.org`; a story's own permanent
    link is that, a slash and its reference.
    """

    address: str
    manifest_rules: tuple[ManifestRule, ...] = ()
    stories: tuple[StoryDigest, ...] = ()
    compiled: dict[str, bytes] = {}
    """Conditions of manifest rules by their text; one that is missing is compiled when it is needed."""


class Bundle(LintBundle, frozen=True, omit_defaults=True):
    alert_rules: tuple[AlertRule, ...] = ()
    signatures: tuple[Signature, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    no_detection: tuple[NoDetectionReason, ...] = ()


Kind = TypeVar("Kind", bound=LintBundle)


class Packed(Struct, frozen=True):
    """A bundle as a file: JSON, with a hash that says what is in it."""

    format: int
    sha256: str
    """Of the bundle's JSON to the letter."""
    bundle: Raw


FORMAT = 1


def content_hash(bundle: Bundle) -> str:
    return sha256(msgspec.json.encode(bundle)).hexdigest()


def packed(bundle: Bundle) -> bytes:
    """The same bytes for the same content."""
    return msgspec.json.encode(
        Packed(format=FORMAT, sha256=content_hash(bundle), bundle=Raw(msgspec.json.encode(bundle)))
    )


def unpacked(data: bytes) -> Bundle:
    """Raises `Refused` for what is no bundle, is damaged, or was packed in a form that is not known here."""
    return _decoded(data, Bundle)


def unpacked_for_linting(data: bytes) -> LintBundle:
    """Passes over what linting does not need, and raises as `unpacked` does."""
    return _decoded(data, LintBundle)


def _decoded(data: bytes, kind: type[Kind]) -> Kind:
    try:
        found = decoder(Packed).decode(data)
        if found.format != FORMAT:
            raise _refused(f"has form {found.format}; form {FORMAT} is known here: update soundings")
        if sha256(bytes(found.bundle)).hexdigest() != found.sha256:
            raise _refused("is damaged: its content does not have the hash it names")
        return decoder(kind).decode(found.bundle)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise _refused(f"is no bundle: {error}") from None


def _refused(message: str) -> Refused:
    return Refused("The bundle cannot be read.", [Fault("", message)])
