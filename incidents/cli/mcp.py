"""`soundings mcp`: serves an assistant over the Model Context Protocol, from the bundle alone."""

import argparse
from importlib import import_module

from incidents.cli import shipped
from incidents.cli.arguments import version
from incidents.cli.outcome import ALL_CLEAR, CommandFailed
from incidents.mcp.knowledge import Knowledge

OF_THE_EXTRA = frozenset({"mcp", "mcp_types", "anyio"})
MISSING = (
    "the server for assistants needs the extra mcp of this package; from a checkout: pip install '.[mcp]', "
    "else: pip install 'soundings[mcp] @ git+https://YOUR-GIT-HOST/soundings'"
)


def run(options: argparse.Namespace) -> int:
    try:
        server = import_module("incidents.mcp.server")
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in OF_THE_EXTRA:
            raise
        raise CommandFailed(MISSING) from None
    server.serve(knowledge(options.bundle), version=version())
    return ALL_CLEAR


def knowledge(source: shipped.Source) -> Knowledge:
    """Documents and index come with the package alone; what a server exports has digests."""
    bundle = shipped.for_finding(source)
    if source is not None:
        return Knowledge(bundle)
    return Knowledge(bundle, documents=shipped.documents, index=shipped.INDEX)
