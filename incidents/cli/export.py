"""`soundings export`: writes the rules in the formats of other programs."""

import argparse
from importlib import import_module

from incidents.cli import shipped
from incidents.cli.outcome import ALL_CLEAR, write_output
from incidents.rules import bundle
from incidents.rules.cel import compiling


def run(options: argparse.Namespace) -> int:
    if options.target == "bundle":
        whole = shipped.for_finding(options.bundle)
        write_output(bundle.packed(compiling.with_compiled_conditions(whole)).decode(), options.output)
        return ALL_CLEAR
    whole = shipped.load(options.bundle)
    module = import_module(f"incidents.rules.exports.{options.target.replace('-', '_')}")
    write_output(module.write(whole), options.output)
    return ALL_CLEAR
