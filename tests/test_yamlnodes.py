import pytest

from incidents import yamlnodes, yamltree
from incidents.errors import Refused

COUNTED = "# " + "[" * yamlnodes.SAFE_DEPTH + "\n"
"""Enough characters to disable the estimate, so that every value is counted."""


@pytest.mark.parametrize("before", ["", COUNTED])
def test_both_ways_of_counting_accept_the_same_depth(before: str) -> None:
    deepest = yamlnodes.MAX_DEPTH

    assert yamltree.read(before + "[" * deepest + "]" * deepest).value
    with pytest.raises(Refused, match="more than 100 levels"):
        yamltree.read(before + "[" * (deepest + 1) + "]" * (deepest + 1))


@pytest.mark.parametrize("before", ["", COUNTED])
def test_lines_above_are_counted(before: str) -> None:
    with pytest.raises(Refused) as caught:
        yamlnodes.composed(before + "a: 1\nb: ]", above=10)

    assert caught.value.faults[0].line == 10 + before.count("\n") + 2


@pytest.mark.parametrize(
    "text", ["a: !x 1", "- !x 1", "!x a: 1", "[!x 1]", "{a: !x 1}", "[1,!x 2]", "? !x a\n: 1", "a:\n !x 1"]
)
def test_every_tag_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="holds the tag !x"):
        yamlnodes.composed(text)


def test_an_exclamation_mark_is_text() -> None:
    assert yamltree.read("a: well!\nb: '!x'\nc: |\n  #!/bin/sh\n").value == {
        "a": "well!",
        "b": "!x",
        "c": "#!/bin/sh\n",
    }
