"""`soundings match`: finds the stories that looked like a given text."""

import argparse

from incidents.cli import files, shipped
from incidents.cli.outcome import ALL_CLEAR, FOUND, CommandFailed, write_output
from incidents.rules.match import pasted
from incidents.rules.match.matcher import Matcher
from incidents.rules.reports import matches as report


def run(options: argparse.Namespace) -> int:
    data = files.content(options.file)
    if pasted.is_compressed(data):
        raise CommandFailed(f"{files.printable(options.file)} {pasted.DECOMPRESS}, for example with zcat")
    bundle = shipped.load(options.bundle)
    matcher = Matcher(bundle.signatures, bundle.stories, bundle.mappings)
    found = matcher.match(data, addresses=options.mask_addresses)
    write = report.write if options.format == "json" else report.text
    write_output(write(found, bundle), options.output)
    return FOUND if found.stories else ALL_CLEAR
