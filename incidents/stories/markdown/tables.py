"""Rows of tables in a postmortem: action items, and a timeline as lines."""

import re
from collections.abc import Iterator, Mapping, Sequence

from incidents.stories.drafting import Content
from incidents.stories.markdown.blocks import MarkdownBlock, MarkdownPassage

COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(
        ("action item", "action items", "action", "task", "description", "item", "title"), "text"
    ),
    "type": "type",
    **dict.fromkeys(("owner", "assignee", "who", "responsible"), "owner"),
    **dict.fromkeys(("bug", "ticket", "issue", "link", "tracker", "jira", "tracking bug"), "tracker_url"),
    **dict.fromkeys(("status", "state"), "status"),
    **dict.fromkeys(("due", "due date", "deadline", "date"), "due"),
    **dict.fromkeys(("priority", "prio"), "priority"),
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "type": {
        **{word: word for word in ("detect", "prevent", "mitigate", "process", "document", "investigate")},
        "other": "",
        "repair": "mitigate",
    },
    "status": {
        **dict.fromkeys(("open", "todo", "to do", "in progress", "new", "wip"), "open"),
        **dict.fromkeys(("done", "closed", "complete", "completed", "fixed"), "done"),
        **dict.fromkeys(("dropped", "wontfix", "won't fix"), "dropped"),
    },
    "priority": {
        **dict.fromkeys(("high", "p0", "p1"), "high"),
        **dict.fromkeys(("medium", "p2"), "medium"),
        **dict.fromkeys(("low", "p3", "p4"), "low"),
    },
}
ADDRESS = re.compile(r"https?://[^\s<>\"()\[\]]{1,1900}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")
TASK = re.compile(r"\[([ xX])\][ ]+(.*)", re.DOTALL)
NOTHING = frozenset({"", "-", "–", "n/a", "none"})
Named = Sequence[tuple[str, str]]


def rows(table: MarkdownBlock) -> Iterator[Named]:
    """The cells of each row with the names of their columns, without empty ones."""
    if not table.rows:
        return
    names = [name.strip("*_ ") for name in table.rows[0][1]]
    for _, cells in table.rows[1:]:
        named = [
            (name, cell) for name, cell in zip(names, cells, strict=False) if cell.lower() not in NOTHING
        ]
        if named:
            yield named


def action(cells: Named) -> Content:
    """A row of a draft. What has no field, or does not fit its field, stands behind the text."""
    row: Content = {}
    more: list[str] = []
    for name, cell in cells:
        field = COLUMNS.get(name.lower(), "")
        value = _value(field, cell)
        if value is None or field in row:
            more.append(f"{name}: {cell}")
        else:
            row[field] = value
        if field == "tracker_url" and "done" in re.findall("[a-z]+", cell.lower()):
            row.setdefault("status", "done")
    return row | {"text": "\n".join(filter(None, (str(row.get("text", "")), *more)))}


def _value(field: str, cell: str) -> str | None:
    if field in WORDS:
        return WORDS[field].get(cell.strip("*_ ").lower())
    if field == "tracker_url":
        found = ADDRESS.search(cell)
        return found.group() if found else None
    if field == "due":
        return cell if DAY.fullmatch(cell) else None
    return cell if field else None


def task(text: str) -> Content:
    """An item of a list, which may have a box to tick."""
    found = TASK.fullmatch(text)
    if not found:
        return {"text": text}
    return {"text": found[2], "status": "open" if found[1] == " " else "done"}


def lines(block: MarkdownBlock) -> Sequence[MarkdownPassage]:
    """The passages of a timeline, each beginning with its time."""
    if block.kind == "table":
        return [MarkdownPassage(" ".join(filter(None, cells)), line) for line, cells in block.rows[1:]]
    if block.items:
        return block.items
    return [MarkdownPassage(one, number) for number, one in enumerate(block.text.split("\n"), block.line)]
