"""The arguments of `soundings` and its help texts."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, Protocol

from incidents.cli.outcome import COULD_NOT

LEVELS = ("info", "low", "medium", "high", "critical")
FORMATS = ("text", "json", "sarif", "junit", "github")
TARGETS = (
    "prometheus",
    "admission",
    "kyverno",
    "gatekeeper",
    "kube-linter",
    "resolve",
    "taxonomy",
    "bundle",
    "holmesgpt",
)

ABOUT = """\
Failure stories as rules that run: lint manifests, find what you see, explain what a rule is for.
Needs no database and no network: everything comes with the package, unless --server is options."""
STATUS = """\
exit status:
  0  nothing found
  1  findings at or above the level; of find, stories seen before
  2  could not run, or something could not be checked"""
STATUS_OF_OUTPUT = """\
exit status:
  0  done
  2  could not run"""
STATUS_OF_CHECK = """\
exit status:
  0  done, whatever was found
  1  with --fail: something was found
  2  could not run"""
STATUS_OF_TESTS = """\
exit status:
  0  every rule passes
  1  one does not
  2  could not run, or a rule could not be proven"""

CHECK_FORMATS = ("text", "json", "sarif", "github")

Run = Callable[[argparse.Namespace], int]
_Raw = partial(argparse.RawDescriptionHelpFormatter, width=78)
"""A fixed width, because looking up the width of the terminal takes longer than parsing all arguments."""


class _Commands(Protocol):
    """The result of `add_subparsers`, whose type has no public name."""

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser: ...


def parse(argv: list[str] | None) -> argparse.Namespace:
    given = sys.argv[1:] if argv is None else argv
    return _parser(given[0] if given else "").parse_args(given)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(COULD_NOT, f"soundings: {message}\nTry: {self.prog} --help\n")


def _parser(command: str) -> argparse.ArgumentParser:
    """A parser of the given command alone, or of all commands for an unknown one."""
    parser = _Parser(prog="soundings", description=ABOUT, epilog=STATUS, formatter_class=_Raw)
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands: _Commands = parser.add_subparsers(required=True, metavar="COMMAND")
    known: dict[str, Callable[[_Commands], None]] = {
        "lint": _lint,
        "find": _find,
        "match": partial(_find, name="match"),
        "explain": _explain,
        "rules": _rules,
        "export": _export,
        "check": _check,
        "mcp": _mcp,
    }
    for add in [known[command]] if command in known else known.values():
        add(commands)
    return parser


class _Version(argparse.Action):
    """Prints the installed version."""

    def __call__(self, parser: argparse.ArgumentParser, *_args: Any, **_options: Any) -> NoReturn:
        sys.stdout.write(f"soundings {version()}\n")
        parser.exit()


def version() -> str:
    """Looked up only when it is asked for, because the import is slow."""
    metadata = import_module("importlib.metadata")
    try:
        found: str = metadata.version("soundings")
    except metadata.PackageNotFoundError:
        return "from a checkout"
    return found


def _command(
    commands: _Commands,
    name: str,
    about: str,
    examples: str,
    run: str,
    *,
    status: str = STATUS,
    has_bundle: bool = True,
    has_output: bool = True,
) -> argparse.ArgumentParser:
    """Adds a command. `run`: its module and function, imported when the command runs."""
    parser = commands.add_parser(
        name, help=about, description=about, epilog=f"examples:\n{examples}\n{status}", formatter_class=_Raw
    )
    if has_bundle:
        _add_source(parser)
    if has_output:
        parser.add_argument(
            "-o", "--output", type=Path, metavar="FILE", help="write there instead of standard output"
        )
    parser.set_defaults(run=_lazy(run))
    return parser


def _add_source(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--bundle", type=Path, metavar="FILE", help="rules and stories that a server exported (bundle.json)"
    )
    source.add_argument(
        "--server", metavar="URL", dest="bundle", help="fetch them from this server; nothing is sent to it"
    )


def _lazy(where: str) -> Run:
    module, _, function = where.partition(":")

    def run(options: argparse.Namespace) -> int:
        status: int = getattr(import_module(f"incidents.cli.{module}"), function)(options)
        return status

    return run


def _lint(commands: _Commands) -> None:
    parser = _command(
        commands,
        "lint",
        "Check Kubernetes manifests for what broke elsewhere.",
        "  soundings lint deploy/                     every manifest below the folder\n"
        "  helm template chart | soundings lint -     what a chart renders\n"
        "  soundings lint --before main/ deploy/      also what a change removes\n"
        "  soundings lint --format sarif -o out.sarif deploy/\n"
        "  soundings lint --write-baseline known.json deploy/    from now on, with --baseline,\n"
        "                                                        report what is new\n"
        'To suppress a finding, annotate the object with soundings/ignore: "M-32: and the reason".\n',
        "lint.command:run",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="files, folders, or - for standard input")
    parser.add_argument(
        "--level", choices=LEVELS, default="medium", help="the lowest level to report; default: medium"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    parser.add_argument(
        "--before",
        action="append",
        default=[],
        metavar="PATH",
        help="the manifests before the change: enables the rules that compare; may be repeated",
    )
    parser.add_argument(
        "--rule",
        action="append",
        default=[],
        metavar="RULE",
        help="only this rule, such as M-2; may be repeated",
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="RULE",
        help="skip this rule; may be repeated",
    )
    parser.add_argument(
        "--rules-from", type=Path, metavar="FOLDER", help="your own rules instead of those of the package"
    )
    _add_project(parser)


def _add_project(parser: argparse.ArgumentParser) -> None:
    """What a project says once for all: configuration, excluded files, known findings."""
    parser.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="GLOB",
        help="leave out files and folders, such as vendor or 'deploy/charts/**'; may be repeated",
    )
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="instead of the nearest .soundings.yaml, from the working directory upwards",
    )
    parser.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="report only what this file does not hold, and say what is gone of it",
    )
    parser.add_argument(
        "--write-baseline", type=Path, metavar="FILE", help="write there what is found, as a baseline"
    )


def _find(commands: _Commands, name: str = "find") -> None:
    about = "Find the stories that looked like this: words, a sentence, logs, events, kubectl output."
    parser = _command(
        commands,
        name,
        about if name == "find" else "The older name of find.",
        f"  soundings {name} incident.log\n"
        f"  kubectl get events -A | soundings {name} -\n"
        f"  soundings {name} lookups take five seconds\n"
        "Secrets are masked in what is shown; nothing is stored or sent.\n",
        "find:run",
    )
    parser.add_argument("words", nargs="+", metavar="WORD", help="words, a file, or - for standard input")
    parser.add_argument(
        "--format", choices=("text", "json", "markdown"), default="text", help="default: text"
    )
    parser.add_argument("--mask-addresses", action="store_true", help="mask IP addresses, too")


def _explain(commands: _Commands) -> None:
    parser = _command(
        commands,
        "explain",
        "Explain a story, a rule, or the check of another tool.",
        "  soundings explain KF-15\n  soundings explain M-2\n  soundings explain CKV_K8S_15\n",
        "explain:run",
        status=STATUS_OF_OUTPUT,
    )
    parser.add_argument("name", metavar="NAME", help="KF-15, M-2, A-3, S-6, or the check of a tool")


def _rules(commands: _Commands) -> None:
    about = "List the rules, or run their own tests."
    parser = commands.add_parser("rules", help=about, description=about, formatter_class=_Raw)
    actions: _Commands = parser.add_subparsers(required=True, metavar="ACTION")
    test = _command(
        actions,
        "test",
        "Run the tests of rules: each has to fire on its bad examples and not on its good ones.",
        "  soundings rules test my-rules/      every fault with file and line\n"
        "Tests of alerts need promtool.\n",
        "rules:test",
        status=STATUS_OF_TESTS,
    )
    test.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="default: the packaged rules")
    listed = "  soundings rules list\n"
    _command(actions, "list", "List the rules.", listed, "rules:listed", status=STATUS_OF_OUTPUT)


def _export(commands: _Commands) -> None:
    parser = _command(
        commands,
        "export",
        "Write the rules for the programs that run them.",
        "  soundings export prometheus -o soundings-rules.yaml\n"
        "  soundings export admission | kubectl apply -f -\n"
        "  soundings export holmesgpt -o skills/      a skill for each story\n",
        "export:run",
        status=STATUS_OF_OUTPUT,
    )
    parser.add_argument("target", choices=TARGETS, help="what to write")


def _check(commands: _Commands) -> None:
    parser = _command(
        commands,
        "check",
        "Check a postmortem for blame and shallow causes: what to ask instead.",
        "  soundings check postmortem.md\n"
        "  soundings check story.yaml          a story document, field by field\n"
        "  pbpaste | soundings check -\n"
        "Quotations and code are exempt. It is a warning: only --fail makes it the exit status.\n",
        "check:run",
        status=STATUS_OF_CHECK,
        has_bundle=False,
    )
    parser.add_argument(
        "paths", nargs="+", metavar="FILE", help="text, Markdown, or a story; - for standard input"
    )
    parser.add_argument("--format", choices=CHECK_FORMATS, default="text", help="default: text")
    parser.add_argument("--fail", action="store_true", help="exit with 1 if something was found")


def _mcp(commands: _Commands) -> None:
    _command(
        commands,
        "mcp",
        "Serve an assistant over the Model Context Protocol, on standard input and output.",
        "  claude mcp add soundings -- soundings mcp\n"
        "An assistant starts it by itself; README.md has the configuration.\n"
        "Needs the extra mcp of the package: pip install '.[mcp]'.\n"
        "Nothing is stored, and nothing is sent but the answers.\n",
        "mcp:run",
        status=STATUS_OF_OUTPUT,
        has_output=False,
    )
