"""The files of the project, as the tests of the house rules see them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("run", "test", "benchmarks/run")  # Python without a suffix
APPLICATION = ("kb/", "incidents/")


@cache
def files() -> tuple[str, ...]:
    """Paths from the root: what git tracks, and what it would track if it were added."""
    listing = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(
        ["git", "-c", "safe.directory=*", *listing], cwd=ROOT, capture_output=True, text=True, check=True
    )
    # A file that is deleted but not yet committed is still listed.
    return tuple(sorted({name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()}))


@cache
def text(name: str) -> str:
    """The content; what is not UTF-8 (images, archives) reads as empty."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def python(*folders: str) -> list[str]:
    """Python files below `folders` (all, without any), but not the generated migrations."""
    return [
        name
        for name in files()
        if (name.endswith(".py") or name in PROGRAMS)
        and not name.startswith("incidents/migrations/")
        and (not folders or name.startswith(folders))
    ]


def templates() -> list[str]:
    return [name for name in files() if "templates/" in name and not name.endswith(".py")]


@cache
def syntax(name: str) -> ast.Module:
    return ast.parse(text(name), filename=name)


def functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(syntax(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(name: str) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything the file imports: `from a import b` is `a.b`."""
    for node in ast.walk(syntax(name)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def is_within(dotted: str, *packages: str) -> bool:
    return any(dotted == package or dotted.startswith(package + ".") for package in packages)


def report(faults: list[str], advice: str) -> str:
    return f"{advice}\n" + "\n".join(f"  {fault}" for fault in faults)
