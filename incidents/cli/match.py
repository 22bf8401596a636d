"""`soundings match`: pasted text to the stories that looked like it."""

import argparse

from incidents.cli import files, shipped
from incidents.cli.outcome import ALL_CLEAR, FOUND, CommandFailed, written
from incidents.rules.match import pasted
from incidents.rules.match.matcher import Matcher
from incidents.rules.reports import matches as report


def run(asked: argparse.Namespace) -> int:
    data = files.content(asked.file)
    if pasted.is_packed(data):
        raise CommandFailed(f"{files.printable(asked.file)} {pasted.UNPACK}, such as with zcat")
    bundle = shipped.load(asked.bundle)
    matcher = Matcher(bundle.signatures, bundle.stories, bundle.mappings)
    found = matcher.match(data, addresses=asked.mask_addresses)
    write = report.write if asked.format == "json" else report.text
    written(write(found, bundle), asked.output)
    return FOUND if found.stories else ALL_CLEAR
