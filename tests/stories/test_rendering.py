import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.stories import rendering

ALLOWED_TAG = re.compile(
    r"</?(?:a|blockquote|br|code|em|h[3-6]|hr|li|ol|p|pre|strong|table|tbody|td|th|thead|tr|ul)(?=[ >])"
)
HARMFUL = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<!-- --><script>alert(1)</script><!-- -->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<div style='background:url(javascript:alert(1))'>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](java\\script:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](<javascript:alert(1)>)",
    '[x](https://a.example/ "\\" onmouseover=\\"alert(1)")',
    "[x](https://a.example/\"onmouseover='alert(1)')",
    "[a[b](javascript:alert(1))](javascript:alert(1))",
    "![x](javascript:alert(1))",
    '![x](https://a.example/x.png"onerror="alert(1))',
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "```<script>alert(1)</script>```",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "> <script>alert(1)</script>",
    "- <script>\n- alert(1)</script>",
    "{: onclick=alert(1) }",
    "[x]: javascript:alert(1)\n\n[x]",
    "``` { .yaml onclick=alert(1) }\nx\n```",
]


@pytest.mark.parametrize("text", HARMFUL)
@pytest.mark.parametrize("render", [rendering.html, rendering.inline_html])
def test_harmful_markup_is_removed(text: str, render: object) -> None:
    rendered = rendering.html(text) if render is rendering.html else rendering.inline_html(text)

    assert_harmless(rendered)


def assert_harmless(rendered: str) -> None:
    tags = re.findall(r"<[^>]*>?", rendered)
    assert [tag for tag in tags if not ALLOWED_TAG.match(tag)] == []
    attributes = [name for tag in tags for name in re.findall(r'\s([\w-]+)="', tag)]
    assert set(attributes) <= {"href", "rel", "title", "start", "align", "tabindex"}
    addresses = re.findall(r'href="([^"]*)"', rendered)
    assert all(re.match(r"https?://|mailto:|#|/(?![/\\])", address) for address in addresses)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*HARMFUL, "<", ">", '"', "'", "(", ")", "[", "]", "`", "*", "\n", " ", "&#60;"]),
        max_size=6,
    )
)
def test_harmful_markup_is_removed_in_any_order(pieces: list[str]) -> None:
    assert_harmless(rendering.html("".join(pieces)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a **b** *c* `d`", "<p>a <strong>b</strong> <em>c</em> <code>d</code></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("```yaml\na: <b>\n```", '<pre tabindex="0"><code>a: &lt;b&gt;\n</code></pre>'),
        ("1 < 2 && 3 > 2", "<p>1 &lt; 2 &amp;&amp; 3 &gt; 2</p>"),
        (
            "set OOM_score_adj and `--cpu-cfs-quota=false`",
            "<p>set OOM_score_adj and <code>--cpu-cfs-quota=false</code></p>",
        ),
        ("UTF-8, SHA-256, CVE-2019-11253", "<p>UTF-8, SHA-256, CVE-2019-11253</p>"),
    ],
)
def test_markdown_becomes_html(text: str, expected: str) -> None:
    assert rendering.html(text) == expected


def test_tables_align_without_style() -> None:
    rendered = rendering.html("| a | b |\n|---|--:|\n| 1 | 2 |")

    assert '<td align="right">2</td>' in rendered
    assert "style" not in rendered


@pytest.mark.parametrize(
    ("text", "address", "words"),
    [
        ("[docs](https://a.example/b?c=d&e=f)", "https://a.example/b?c=d&amp;e=f", "docs"),
        ("[docs](https://a.example/a_(b))", "https://a.example/a_(b)", "docs"),
        ("<https://a.example/>", "https://a.example/", "https://a.example/"),
        ("see https://a.example/b_c_d.", "https://a.example/b_c_d", "https://a.example/b_c_d"),
        ("![a graph](https://a.example/x.png)", "https://a.example/x.png", "a graph"),
        ("<a@example.org>", "mailto:a@example.org", "a@example.org"),
        ("[here](#f2)", "#f2", "here"),
        ("[there](/KF-15#f2)", "/KF-15#f2", "there"),
        ("see KF-15.", "/KF-15", "KF-15"),
        ("(KF-15#f2)", "/KF-15#f2", "KF-15#f2"),
    ],
)
def test_links(text: str, address: str, words: str) -> None:
    assert f'<a href="{address}" rel="nofollow noopener">{words}</a>' in rendering.html(text)


@pytest.mark.parametrize(
    "text",
    ["`KF-15`", "XKF-15", "KF-015", "KF-15-2", "KF-15x", "https://a.example/KF-15", "INC-0", "    KF-15"],
)
def test_other_text_is_not_linked(text: str) -> None:
    assert 'href="/' not in rendering.html(text)


def test_references_in_the_text_of_a_link_are_not_linked() -> None:
    rendered = rendering.html("[KF-15 and https://b.example](https://a.example/)")

    assert re.findall(r'href="([^"]*)"', rendered) == ["https://a.example/"]


def test_other_prefixes_can_be_configured() -> None:
    assert 'href="/OPS-7"' in rendering.html("see OPS-7", prefixes={"OPS"})
    assert 'href="/OPS-7"' not in rendering.html("see OPS-7")
    assert "<a" not in rendering.html("see KF-1", prefixes=())


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# a\n\n## b\n\n### c", "345"),
        ("### a\n\n#### b", "34"),
        ("# a\n\n#### b\n\n# c", "343"),
        ("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f", "345666"),
        ("## a\n\n# b", "33"),
    ],
)
def test_headings_start_at_level_three_without_gaps(text: str, levels: str) -> None:
    rendered = rendering.html(text)
    found = [int(level) for level in re.findall(r"<h(\d)>", rendered)]

    assert found[0] == 3
    assert all(after - before <= 1 for before, after in pairwise(found))
    assert "".join(map(str, found)) == levels


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a **b**", "a <strong>b</strong>"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("a\n\n- b", "<p>a</p>\n<ul>\n<li>b</li>\n</ul>"),
        ("# a", "<h3>a</h3>"),
        ("", ""),
    ],
)
def test_a_single_paragraph_has_no_tag_inline(text: str, expected: str) -> None:
    assert rendering.inline_html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a **b** `c` [d](https://a.example/)", "a b c d"),
        ("# a\n\nb\n\n- c\n- d", "a b c d"),
        ("1 < 2 &amp; <b>", "1 < 2 & <b>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"),
        ("```\nx: 1\n```", "x: 1"),
        ("KF-15#f2 `ndots:5`", "KF-15#f2 ndots:5"),
    ],
)
def test_plain_words(text: str, expected: str) -> None:
    assert rendering.plain(text) == expected


HOSTILE = {
    **{f"many {character}": character * 100_000 for character in "[]()*_>`<&!\\#-=|~+:"},
    "open links": "[a](" * 25_000,
    "nested links": "[" * 50_000 + "](a)" * 12_500,
    "unbalanced stars": "**a *b " * 14_000,
    "stars and lines": "*_" * 50_000,
    "escapes": "\\*" * 50_000,
    "tags": "<a " * 33_000,
    "comments": "<!--" * 25_000,
    "sections of data": "<![CDATA[" * 11_000,
    "addresses": "<http://a" * 11_000,
    "dashes": "- " * 50_000,
    "quotes": "> " * 50_000 + "a",
    "underlines": "a\n===\n" * 16_000,
    "definitions": "[a]: b\n" * 14_000,
    "fences": "```\n````\n" * 11_000,
    "wide table": "|" * 300 + "\n" + "|-" * 300 + "|\n" + "|\n" * 49_000,
    "paragraphs": "a\n\n" * 33_000,
    "deep list": "\n".join("    " * depth + "- a" for depth in range(200)),
    "deep quotes": "\n\n".join(">" * depth + " a" for depth in range(1, 400)),
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in HOSTILE.items()])
def test_hostile_text_is_rendered(text: str) -> None:
    # Where a pattern went through the text again and again, this would not come back.
    assert_harmless(rendering.html(text))


def test_an_overlong_block_is_shown_verbatim() -> None:
    assert rendering.html("[INFO] x\n" * 3_000).startswith('<pre tabindex="0"><code>[INFO] x\n[INFO] x')


def test_rendering_works_after_a_too_deeply_nested_text() -> None:
    rendering.html("- " * 9_000 + "a")

    assert rendering.html("*a*") == "<p><em>a</em></p>"
