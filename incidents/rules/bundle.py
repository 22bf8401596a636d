"""The bundle: all rules and digests of their stories in one value, for use without a server."""

from hashlib import sha256
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from incidents.decoding import decoder
from incidents.errors import Fault, Refused
from incidents.rules.record import AlertRule, ManifestRule, Mapping, NoDetectionReason, Signature


class Attempt(Struct, frozen=True, omit_defaults=True):
    """A fix that was tried in a story, and its outcome."""

    text: str
    outcome: str
    phase: str


class StoryCheck(Struct, frozen=True, omit_defaults=True):
    """What a story says to ask first. `command` only reads; without one, `text` says where to look."""

    text: str
    command: str | None = None


class StoryDigest(Struct, frozen=True, omit_defaults=True):
    """The part of a story that reports and the matcher need.

    `parts`: the text of a factor or symptom by anchor.
    """

    ref: str
    title: str
    summary: str
    organisation: str | None = None
    parts: dict[str, str] = {}
    observables: dict[str, str] = {}
    """What a person would see of a symptom, verbatim, by anchor; each line stands for itself."""
    first_check: StoryCheck | None = None
    fixes: tuple[Attempt, ...] = ()
    takeaways: tuple[str, ...] = ()


class LintBundle(Struct, frozen=True, omit_defaults=True):
    """The part of a bundle that the linter needs.

    `address`: where the stories can be read, such as `https://soundings.example.org`. The permanent link of a
    story is this address, a slash and the reference.
    """

    address: str
    manifest_rules: tuple[ManifestRule, ...] = ()
    stories: tuple[StoryDigest, ...] = ()
    compiled: dict[str, bytes] = {}
    """Compiled conditions by their text; a missing one is compiled when it is needed."""


class AnalysedTexts(Struct, frozen=True):
    """The words of stories as the index of words takes them: by reference, then by field.

    `format` is that of the fields; those of another format are not used.
    """

    format: int
    fields: dict[str, dict[str, str | int]]


class PreparedSignatures(Struct, frozen=True):
    """What the matcher needs to know of signatures and stories before it reads a text.

    `recorded`: specific lines of stories by symptom, such as `KF-16#s2`. `heads`: the beginnings of patterns.
    """

    recorded: dict[str, tuple[str, ...]]
    heads: dict[str, str]


class Bundle(LintBundle, frozen=True, omit_defaults=True):
    alert_rules: tuple[AlertRule, ...] = ()
    signatures: tuple[Signature, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    no_detection: tuple[NoDetectionReason, ...] = ()
    analysed: AnalysedTexts | None = None
    """A story that is missing in it is analysed when stories are searched."""
    prepared: PreparedSignatures | None = None
    """What the matcher otherwise works out when it is made."""


Kind = TypeVar("Kind", bound=LintBundle)


class Packed(Struct, frozen=True):
    """A bundle as a JSON file, with the hash of its content."""

    format: int
    sha256: str
    """Hash of the exact bytes of `bundle`."""
    bundle: Raw


FORMAT = 1


def content_hash(bundle: Bundle) -> str:
    return sha256(msgspec.json.encode(bundle)).hexdigest()


def packed(bundle: Bundle) -> bytes:
    """The bundle as a file: equal bundles give equal bytes."""
    return msgspec.json.encode(
        Packed(format=FORMAT, sha256=content_hash(bundle), bundle=Raw(msgspec.json.encode(bundle)))
    )


def unpacked(data: bytes) -> Bundle:
    """The bundle in a file. Raises `Refused` for a damaged or foreign file, or an unknown format."""
    return _decoded(data, Bundle)


def unpacked_for_linting(data: bytes) -> LintBundle:
    """The part that the linter needs, which is faster to decode. Raises as `unpacked` does."""
    return _decoded(data, LintBundle)


def _decoded(data: bytes, kind: type[Kind]) -> Kind:
    try:
        found = decoder(Packed).decode(data)
        if found.format != FORMAT:
            raise _refused(f"has format {found.format}; format {FORMAT} is known here: update soundings")
        if sha256(bytes(found.bundle)).hexdigest() != found.sha256:
            raise _refused("is damaged: its content does not have the hash it names")
        return decoder(kind).decode(found.bundle)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise _refused(f"is no bundle: {error}") from None


def _refused(message: str) -> Refused:
    return Refused("The bundle cannot be read.", [Fault("", message)])
