"""Globs over paths, as in `.gitignore`: `vendor`, `*.tpl.yaml`, `deploy/charts/**`, `/generated/`."""

import posixpath
import re
from collections.abc import Iterable
from importlib import import_module

LONGEST = 500
"""In characters."""
PARTS = re.compile(r"\*\*/|\*\*|\*|\?|[^*?]+")
ABOVE = re.compile(r"\A(?:\.{1,2}/)+")
"""What a path outside the folder begins with; no glob is about it."""
WILD = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


class Globs:
    """Globs over relative paths with slashes. What is below a folder that matches, matches, too.

    `*` and `?` end at a slash, `**` does not; other characters stand for themselves. A glob without a slash
    before its end matches at any depth, another one from the top. One that ends in a slash matches folders.
    """

    def __init__(self, globs: Iterable[str] = (), *, folder: str = "") -> None:
        """`folder`: from where paths start, as seen from where the globs do.

        Raises `ValueError` for a glob that `objection` refuses.
        """
        self._folder = folder
        self._globs = tuple(dict.fromkeys(globs))
        for glob in self._globs:
            if reason := objection(glob):
                raise ValueError(f"“{glob}” {reason}")
        # RE2 takes linear time, however many stars there are. Loading it takes longer than most runs have to.
        every = "|".join(f"({_pattern(glob)})" for glob in self._globs)
        self._fullmatch = import_module("re2").compile(f"(?s){every}").fullmatch if self._globs else None

    def matching(self, path: str) -> str | None:
        """The first glob that matches the path; that of a folder ends in a slash."""
        if self._fullmatch is None:
            return None
        if self._folder and not path.startswith("/"):
            path = posixpath.normpath(f"{self._folder}/{path}") + ("/" if path.endswith("/") else "")
        found = self._fullmatch(ABOVE.sub("", path))
        parts = found.groups() if found else ()
        return next((glob for glob, part in zip(self._globs, parts, strict=False) if part is not None), None)


def objection(glob: str) -> str | None:
    """Why a glob cannot be used; `None` for one that can."""
    if not glob.strip("/ "):
        return "matches nothing; write one such as vendor or deploy/charts/**"
    if len(glob) > LONGEST:
        return f"has more than {LONGEST} characters"
    if glob.startswith("!"):
        return "begins with “!”, which is not known here; name what to exclude"
    if glob.startswith("../"):
        return "begins with “../”; what is above is not linted"
    return None


def _pattern(glob: str) -> str:
    inner = glob.removeprefix("./").strip("/")
    start = "" if glob.startswith(("/", "./")) or "/" in inner else "(?:.*/)?"
    below = "/.*" if glob.endswith("/") else "(?:/.*)?"
    return f"{start}{_body(inner)}{below}"


def _body(inner: str) -> str:
    return "".join(WILD.get(part, re.escape(part)) for part in PARTS.findall(inner))
