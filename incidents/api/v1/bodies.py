"""The bodies that clients send for analysis: read whole, bounded, refused with every fault at its place."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from incidents import jsontree, structs
from incidents.api import problems
from incidents.api.errors import Failed
from incidents.api.problems import ProblemItem
from incidents.api.v1.query import text
from incidents.errors import Refused
from incidents.rules.lint.linter import File
from incidents.rules.record import Level
from incidents.stories import fields
from incidents.structs import Wording

MOST = 4 * 2**20
"""Bytes of one request."""
JSON = "application/json"
WHOLE = "whole"
LONGEST_POINTER = 200
MOST_FILES = 1000
MOST_QUERIES = 1000
BLANK = b" \t\r\n"
NOT_BLANK = r"[^ \t\r\n]"
WORDING = Wording(
    "The body is not understood.",
    {NOT_BLANK: "is blank; write the text"},
    verbatim=True,
)


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What clients send as JSON. What is read and what OpenAPI describes both follow from its fields."""


Declared = TypeVar("Declared", bound=Body)


class LintFile(Body, frozen=True, kw_only=True):
    """Without a path it is named after its place in the list."""

    content: str
    path: Annotated[str, Meta(min_length=1, max_length=500)] | UnsetType = UNSET

    def named(self, number: int) -> File:
        path = f"file-{number}.yaml" if self.path is UNSET else self.path
        return File(path, self.content.encode("utf-8", "replace"))


class LintFiles(Body, frozen=True, kw_only=True):
    """`before`: the files as they were, for the rules that compare."""

    files: Annotated[tuple[LintFile, ...], Meta(min_length=1, max_length=MOST_FILES)]
    before: Annotated[tuple[LintFile, ...], Meta(max_length=MOST_FILES)] = ()
    level: Annotated[Level, Meta(description="Goes before the one in the address.")] | UnsetType = UNSET


class FindText(Body, frozen=True, kw_only=True):
    """Addresses are masked where the body or the address asks for it."""

    text: Annotated[str, Meta(pattern=NOT_BLANK)]
    mask_addresses: bool = False


class CheckedText(Body, frozen=True, kw_only=True):
    text: Annotated[str, Meta(pattern=NOT_BLANK)]


class ResolveQuery(Body, frozen=True, kw_only=True):
    tool: Annotated[str, text(format="tool")]
    rule: Annotated[str, text()]


class ResolveQueries(Body, frozen=True, kw_only=True):
    queries: Annotated[tuple[ResolveQuery, ...], Meta(max_length=MOST_QUERIES)]


class ActionBody(Body, frozen=True, kw_only=True):
    """What is written of an action. `owner` is a user name, empty where nobody owns it."""

    title: Annotated[str, Meta(pattern=NOT_BLANK)]
    type: fields.ActionType = "prevent"
    priority: fields.Priority = "medium"
    strength: str = ""
    owner: str = ""
    due: Annotated[str, Meta(description="A day, such as 2026-05-31.")] | None = None
    factor: str = ""
    tracker_url: str = ""
    needed: str = ""


class ActionWords(Body, frozen=True, kw_only=True):
    """`evidence` to finish an action; `reason` to drop it or to open it again."""

    evidence: str = ""
    reason: str = ""


class SightingBody(Body, frozen=True, kw_only=True):
    """An episode: what was seen by whom, and when. At least one of `story` and `rule` is needed."""

    source: Annotated[str, Meta(description="What saw it, such as `checkov`.", pattern=NOT_BLANK)]
    external_id: Annotated[
        str, Meta(description="What the source calls it, the same each time it reports.", pattern=NOT_BLANK)
    ]
    started: Annotated[str, Meta(description="A point in time with its zone, as RFC 3339 has it.")]
    ended: Annotated[str, Meta(description="Empty while it lasts.")] = ""
    story: Annotated[str, Meta(description="Reference of the story, in any case.")] = ""
    rule: Annotated[str, Meta(description="Reference of the rule, in any case.")] = ""
    name: Annotated[str, Meta(description="For people, such as the name of the alert.")] = ""
    environment: Annotated[str, Meta(description="Where, such as `production`.")] = ""


class Whole(BaseParser):
    """Any body, as bytes."""

    media_type = "*/*"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, bytes]:
        return {WHOLE: stream.read(MOST + 1)}


def content(request: Request, *, most: int = MOST) -> bytes:
    """The body. Raises `Failed` if it is empty, packed, a form, or larger than `most` bytes."""
    _check_form(request)
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdecimal() or int(told[:12]) > most:
        raise too_large(most)
    data = sent(request)
    if not data.strip(BLANK):
        raise refused([("", "is empty; send what to analyse")])
    if len(data) > most:
        raise too_large(most)
    return data


def sent(request: Request) -> bytes:
    """What arrived, whatever it is."""
    data = request.data
    whole: bytes = data.get(WHOLE, b"") if isinstance(data, dict) else b""
    return whole


def too_large(most: int = MOST) -> Failed:
    detail = f"The body is larger than {most // 2**20} MiB; nothing of it was read. Send less at once."
    return Failed(problems.TOO_LARGE, detail)


def _check_form(request: Request) -> None:
    """What was packed, or wrapped in a form, would be read as something else, in which nothing is wrong."""
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        raise Failed(problems.NOT_READ, "The body is packed; send it without “Content-Encoding”.")
    if _media_type(request) == "multipart/form-data":
        raise Failed(
            problems.NOT_READ, "A form with files is not read here; send the text itself as the body."
        )
    if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
        raise Failed(problems.LENGTH_REQUIRED, problems.LENGTH_REQUIRED.meaning)


def _media_type(request: Request) -> str:
    return str(request.content_type or "").partition(";")[0].strip().lower()


def is_json(request: Request) -> bool:
    told = _media_type(request)
    return told in {JSON, "text/json"} or told.endswith("+json")


def read(declared: type[Declared], data: bytes) -> Declared:
    """Raises `Failed` naming every fault with its JSON pointer, keys that are there twice among them."""
    try:
        return structs.from_tree(jsontree.read(data), declared, words=WORDING)
    except Refused as problem:
        raise refused((fault.pointer, fault.message) for fault in problem.faults) from None


def refused(faults: Iterable[tuple[str, str]]) -> Failed:
    """A problem from pairs of a JSON pointer and what to write there."""
    found = [ProblemItem(pointer=pointer[:LONGEST_POINTER], message=message) for pointer, message in faults]
    detail = "; ".join(f"{fault.pointer or 'the body'} {fault.message}" for fault in found)
    return Failed(problems.INVALID_BODY, detail, faults=found)
