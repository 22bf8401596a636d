"""`soundings find`: finds the stories that looked like what somebody has in hand."""

import argparse
import re
from importlib import import_module
from pathlib import Path

from incidents.answering.answer import answer
from incidents.answering.memory import closest_of
from incidents.cli import files, shipped
from incidents.cli.outcome import ALL_CLEAR, FOUND, CommandFailed, write_output
from incidents.rules.match import pasted
from incidents.rules.match.matcher import Matcher

MODULES = {"text": "terminal", "json": "document", "markdown": "markdown"}
LIKE_A_FILE = re.compile(r".*[/\\].*|.*\.(?:log|txt|out|json|ya?ml|gz|zip|xz)", re.DOTALL)


def run(options: argparse.Namespace) -> int:
    text = _text(options.words)
    bundle = shipped.for_finding(options.bundle)
    found = answer(
        text,
        matcher=Matcher(bundle.signatures, bundle.stories, bundle.mappings, bundle.prepared),
        closest=closest_of(bundle, shipped.INDEX if options.bundle is None else None),
        addresses=options.mask_addresses,
    )
    module = import_module(f"incidents.answering.{MODULES[options.format]}")
    write_output(module.write(found, address=bundle.address), options.output)
    return FOUND if found.groups else ALL_CLEAR


def _text(words: list[str]) -> bytes:
    """What one name of a file holds, or standard input; anything else is itself what is looked for."""
    (name, *others) = words
    if others or not (name == files.STANDARD_INPUT or LIKE_A_FILE.fullmatch(name) or Path(name).is_file()):
        return " ".join(words).encode("utf-8", "surrogateescape")
    data = files.content(name)
    if pasted.is_compressed(data):
        raise CommandFailed(f"{files.printable(name)} {pasted.DECOMPRESS}, for example with zcat")
    return data
