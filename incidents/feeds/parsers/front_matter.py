"""Markdown files with YAML front matter, one for each story, in a folder, a zip or a tar archive."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from incidents import yamlnodes, yamltree
from incidents.errors import Fault, Refused
from incidents.feeds import archives, charset, dates, kinds, wording
from incidents.feeds.found import FoundStory, Locator, Part
from incidents.feeds.parsers.linked import addresses_of
from incidents.feeds.received import Received
from incidents.yamltree import Plain, step

SUFFIX = ".md"
OPENS = re.compile(r"---[ \t]*\n")
CLOSES = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
NO_STORY = frozenset(
    {"readme.md", "contributing.md", "license.md", "code_of_conduct.md", "changelog.md", "_index.md"}
)


def parse(received: Received) -> Iterator[Part]:
    count = 0
    try:
        for one in _files(received):
            if isinstance(one, Fault):
                yield one
            elif PurePosixPath(one.name).name.lower() not in NO_STORY:
                count += 1
                yield from _file(one.name, one.data, received)
    except Refused as refused:
        yield from refused.faults
        return
    if not count:
        where = f" below {received.folder}" if received.folder else ""
        yield Fault("", f"holds no file *{SUFFIX}{where}")


def _files(received: Received) -> Iterator[archives.ArchivedFile | Fault]:
    if not isinstance(received.data, bytes):
        named = ((name, data) for name, data in sorted(received.data.items()) if name.endswith(SUFFIX))
        return (archives.ArchivedFile(*one) for one in named if one[0].startswith(received.folder))
    if archives.is_archive(received.data):
        return archives.files(received.data, below=received.folder, suffix=SUFFIX)
    return iter([archives.ArchivedFile("", received.data)])


def _file(name: str, data: bytes, received: Received) -> Iterator[Part]:
    pointer = step("", name) if name else ""
    text, faults = charset.decode(data)
    yield from (Fault(pointer, fault.message, fault.line) for fault in faults)
    closing = CLOSES.search(text, opening.end()) if (opening := OPENS.match(text)) else None
    if opening is None or closing is None:
        yield Fault(pointer, "has no front matter between two lines of “---”", 1)
        return
    try:
        fields = _fields(text[opening.end() : closing.start()])
    except Refused as refused:
        yield from (Fault(pointer + one.pointer, one.message, one.line) for one in refused.faults)
        return
    body = text[closing.end() :].strip()
    yield _story(name, fields, body, text.rstrip("\n").count("\n") + 1, received.address)


def _fields(text: str) -> dict[str, Plain]:
    """Raises `Refused` with the lines of the file, whose first line is `---`."""
    node = yamlnodes.composed(text, above=1)
    builder = yamltree.Builder(above=1)
    value = builder.build(node) if node is not None else {}
    if builder.faults or builder.doubled:
        raise yamlnodes.unreadable(*builder.all_faults())
    if not isinstance(value, dict):
        raise yamlnodes.unreadable(Fault("", "front matter has to hold fields such as “title: …”", 2))
    return value


def _story(name: str, fields: dict[str, Plain], body: str, lines: int, base: str) -> FoundStory | Fault:
    found = addresses_of(_texts(fields, "url") + _texts(fields, "urls"), base)
    title_raw = _text(fields, "title")
    organisation = _text(fields, "company") or _text(fields, "organisation") or None
    title = wording.plain(title_raw) or _title_of(body, organisation) or PurePosixPath(name).stem
    identifier = _text(fields, "uuid") or _text(fields, "id") or None
    if not (found or body or title_raw):
        return Fault(step("", name) if name else "", "has neither address nor title nor text", 1)
    began = _text(fields, "start_time")
    published_raw = _text(fields, "published") or _text(fields, "date") or None
    terms = (term for key in ("categories", "keywords", "tags", "product") for term in _texts(fields, key))
    return FoundStory(
        title_raw=title_raw,
        title=title,
        locator=Locator(1, lines, name or None),
        external_id=identifier,
        addresses=found,
        organisation_raw=organisation,
        organisation=organisation,
        kind=kinds.of_source(found[0].canonical, title_raw) if found else None,
        published_raw=published_raw,
        published=dates.read(published_raw or "", midnight_is_day=True),
        occurred=dates.read(began, midnight_is_day=True),
        terms_raw=tuple(dict.fromkeys(terms)),
        text=body,
    )


def _title_of(body: str, organisation: str | None) -> str:
    first = wording.plain(body.split("\n\n", 1)[0].lstrip("# ")[:1_000])[:120]
    return f"{organisation}: {first}" if organisation and first else first


def _text(fields: dict[str, Plain], name: str) -> str:
    value = fields.get(name)
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _texts(fields: dict[str, Plain], name: str) -> list[str]:
    value = fields.get(name)
    values = value if isinstance(value, list) else [value]
    return [one.strip() for one in values if isinstance(one, str) and one.strip()]
