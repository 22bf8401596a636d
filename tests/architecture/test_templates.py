import re

from tests.architecture import tree

INLINE = {
    "a script with content": re.compile(
        r"<script\b(?![^>]*\btype=\"application/(?:ld\+)?json\")[^>]*>(?!\s*</script>)", re.IGNORECASE
    ),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an unescaped value": re.compile(r"\{%\s*autoescape\s+off"),
}
REMOTE = re.compile(
    r"<(?:script|link|img|iframe|source)\b[^>]*\s(?:src|href)=[\"']?(?:https?:)?//", re.IGNORECASE
)


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def test_templates_hold_no_script_and_no_style():
    faults = [
        f"{name}:{line_of(tree.text(name), found.start())} has {fault}"
        for name in tree.templates()
        for fault, pattern in INLINE.items()
        for found in pattern.finditer(tree.text(name))
    ]
    assert not faults, tree.report(faults, "The Content-Security-Policy forbids it; use static/:")


def test_pages_load_nothing_from_elsewhere():
    faults = [
        f"{name}:{line_of(tree.text(name), found.start())} {found.group()}"
        for name in tree.templates()
        for found in REMOTE.finditer(tree.text(name))
    ]
    assert not faults, tree.report(faults, "Serve it from static/:")
