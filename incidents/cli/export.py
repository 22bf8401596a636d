"""`soundings export`: the rules for the programs that run them."""

import argparse
from importlib import import_module

from incidents.cli import shipped
from incidents.cli.outcome import ALL_CLEAR, written
from incidents.rules import bundle
from incidents.rules.cel import compiling


def run(asked: argparse.Namespace) -> int:
    whole = shipped.load(asked.bundle)
    if asked.target == "bundle":
        written(bundle.packed(compiling.with_compiled_conditions(whole)).decode(), asked.output)
        return ALL_CLEAR
    module = import_module(f"incidents.rules.exports.{asked.target.replace('-', '_')}")
    written(module.write(whole), asked.output)
    return ALL_CLEAR
