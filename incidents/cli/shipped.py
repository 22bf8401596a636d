"""Loads the bundle of a command: from the package, from a file, from a server, or from a folder of rules."""

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import msgspec

from incidents.cli.outcome import CommandFailed
from incidents.decoding import decoder
from incidents.errors import Refused
from incidents.rules import bundle
from incidents.rules.bundle import Bundle, Kind, LintBundle

PACKED = Path(__file__).with_name("bundle.json")
"""Added when the package is built. A source checkout uses the folder of fixtures instead."""
INDEX = Path(__file__).with_name("index")
"""The search index of that bundle."""
STORIES = Path(__file__).with_name("stories.json")
"""The whole documents of its stories."""
FIXTURES = Path(__file__).parents[2] / "fixtures"
ADDRESS = "https://soundings.example.org"


Source = Path | str | None
"""An exported file, the address of a server, or `None` for the bundle of the package."""


def load(source: Source = None) -> Bundle:
    """The bundle. The variable SOUNDINGS_URL replaces the address in it."""
    return _addressed(_found(source, bundle.unpacked))


def for_finding(source: Source = None) -> Bundle:
    """The bundle with the words of its stories analysed, if it comes from the package."""
    return _addressed(_found(source, bundle.unpacked, analysed=True))


def for_linting(source: Source = None) -> LintBundle:
    """The part of the bundle that the linter needs."""
    return _addressed(_found(source, bundle.unpacked_for_linting))


def _addressed(found: Kind) -> Kind:
    address = os.environ.get("SOUNDINGS_URL", "").rstrip("/")
    return msgspec.structs.replace(found, address=address) if address else found


def _found(source: Source, unpacked: Callable[[bytes], Kind], *, analysed: bool = False) -> Kind | Bundle:
    try:
        if isinstance(source, str):
            return unpacked(import_module("incidents.cli.served").fetch(source))
        if source is not None:
            return unpacked(source.read_bytes())
        if PACKED.exists():
            return unpacked(PACKED.read_bytes())
        return _from_checkout(analysed=analysed)
    except OSError as error:
        raise CommandFailed(f"{error.filename} cannot be read: {error.strerror}") from None
    except Refused as refused:
        raise CommandFailed(f"{source or PACKED}: {refused}") from None


def _from_checkout(*, analysed: bool) -> Bundle:
    # Imported here because it is slow to load, and the package ships a ready-made bundle.
    bundling = import_module("incidents.bundling")
    found: Bundle = bundling.bundle_folder(FIXTURES, address=ADDRESS, analysed=analysed)
    return found


def documents() -> dict[str, bytes]:
    """The documents of the stories of the package, as JSON by reference."""
    if not STORIES.exists():
        found: dict[str, bytes] = import_module("incidents.bundling").documents(FIXTURES)
        return found
    try:
        raw = decoder(dict[str, msgspec.Raw]).decode(STORIES.read_bytes())
    except (OSError, msgspec.MsgspecError, UnicodeError) as error:
        raise CommandFailed(f"{STORIES} cannot be read: {error}; install the package anew") from None
    return {ref: bytes(one) for ref, one in raw.items()}


def with_rules(base: LintBundle, folder: Path) -> LintBundle:
    """The bundle `base` with the rules of a folder instead of its own."""
    try:
        own = import_module("incidents.rules.folder").read(folder)
    except Refused as refused:
        raise CommandFailed(str(refused)) from None
    return msgspec.structs.replace(base, manifest_rules=own.manifest_rules)
