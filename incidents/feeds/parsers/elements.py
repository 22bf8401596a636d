"""Trees of XML and HTML: the one module that knows lxml.

No document reaches out or expands an entity; broken markup is read as far as possible.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as parser_of_html

from incidents.errors import Fault
from incidents.feeds import charset

Element = Any
"""An element of lxml, which has no types of its own."""
DECLARED = re.compile(rb"""<\?xml[^>]{0,200}encoding\s{0,5}=\s{0,5}["']([A-Za-z0-9_.:-]{1,40})["']""")
META = re.compile(rb"""<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
HEAD = 2_000
DECLARATION = re.compile(r"\A\s{0,100}<\?xml[^>]{0,500}\?>")
BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "br", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"}
)
BLOCKS |= {"blockquote", "section", "article", "dt", "dd", "table"}
UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "title"})
LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,10}[\s/>]|&(?:[a-zA-Z]{2,10}|#[0-9]{1,6});")


def xml(data: bytes, declared: str | None = None) -> tuple[Element | None, list[Fault]]:
    """The root element, None if there is none, and what was wrong, with lines."""
    found = DECLARED.search(data[:HEAD])
    said = found.group(1).decode("ascii") if found else None
    text, faults = charset.decode(data, declared or said)
    # The text is decoded, so what the declaration says of its charset is over. Lines stay.
    head = DECLARATION.match(text)
    text = "\n" * text.count("\n", 0, head.end()) + text[head.end() :] if head else text
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        return None, [*faults, Fault("", f"is no XML: {error.msg}", error.lineno or None)]
    errors = list(parser.error_log)
    if root is not None and errors:
        first = errors[0]
        message = f"is broken XML, read as far as possible: {first.message}"
        faults.append(Fault("", message, first.line or None))
    return root, faults


def html(data: bytes, declared: str | None = None) -> tuple[Element | None, list[Fault]]:
    """The root element of a page, None for an empty one."""
    found = META.search(data[:HEAD])
    text, faults = charset.decode(data, declared or (found.group(1).decode("ascii") if found else None))
    return _page(text), faults


def _page(text: str) -> Element | None:
    parser = parser_of_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False, no_network=True
    )
    try:
        return parser_of_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def name(element: Element) -> str:
    """The local name in small letters; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def children(element: Element, wanted: str) -> list[Element]:
    return [one for one in element if name(one) == wanted]


def content(element: Element | None) -> str:
    """All text inside, as it stands."""
    return "" if element is None else "".join(element.itertext(etree.Element, etree.Entity)).strip()


def line(element: Element) -> int:
    return element.sourceline or 0


def last_line(element: Element) -> int:
    """The last line on which something begins inside the element."""
    last = line(element)
    for one in element.iterdescendants():
        last = max(last, (one.sourceline or 0) + (one.text or "").count("\n"))
    return last


def plain(text: str) -> str:
    """The words of HTML, a line for each block; of HTML that was escaped twice, too."""
    for _ in range(2):
        if not LOOKS_LIKE_HTML.search(text):
            break
        root = _page(f"<div>{text}</div>")
        if root is None:
            return ""
        text = words(root)
    return "\n".join(filter(None, (" ".join(row.split()) for row in text.split("\n"))))


def words(root: Element, *, without: frozenset[str] = frozenset()) -> str:
    """The text that a reader sees; code is put in back-ticks. `without`: elements that are left out."""
    return "".join(_words(root, without))


def _words(root: Element, without: frozenset[str]) -> Iterator[str]:
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = name(element)
        if event == "start":
            if element is not root and (tag in UNSEEN or tag in without):
                walk.skip_subtree()
                yield " "
                continue
            yield "\n" if tag in BLOCKS else "`" if _is_code(element) else ""
            yield element.text or ""
        else:
            if not (element is not root and (tag in UNSEEN or tag in without)):
                yield "`" if _is_code(element) else "\n" if tag in BLOCKS else ""
            if element is not root:
                yield element.tail or ""


def _is_code(element: Element) -> bool:
    parent = element.getparent()
    return name(element) == "code" and (parent is None or name(parent) != "pre")


def links(root: Element) -> list[str]:
    return [one.get("href") for one in root.iter("a") if one.get("href")]
