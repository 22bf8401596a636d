import json

import pytest

from incidents import jsontree
from incidents.errors import Refused


def pointers(data: str) -> list[str]:
    with pytest.raises(Refused) as caught:
        jsontree.read(data)
    assert {fault.message for fault in caught.value.faults} == {"appears twice; keep one"}
    return [fault.pointer for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ('{"a": 1, "a": 1}', ["/a"]),
        ('{"a": 1, "b": 2, "a": 3, "b": 4, "a": 5}', ["/a", "/b"]),
        ('{"files": [{"path": "x"}, {"path": "x", "path": "y"}]}', ["/files/1/path"]),
        ('{"a/b": {"~": 1, "~": 2}}', ["/a~1b/~0"]),
        ('{"a": {"b": 1, "b": 2}, "a": 3}', ["/a"]),
    ],
)
def test_a_key_that_is_there_twice_is_refused_at_its_place(data: str, found: list[str]) -> None:
    assert pointers(data) == found


@pytest.mark.parametrize(
    "value", [None, [], {}, "é\U0001f600", 1.5, {"a": [{"a": 1}, {"a": [True, None]}]}, 10**30]
)
def test_json_is_read_as_it_stands(value: object) -> None:
    assert jsontree.read(json.dumps(value)).value == value
    assert jsontree.read(json.dumps(value, ensure_ascii=False).encode()).value == value


@pytest.mark.parametrize(
    "data",
    ['{"a": "\\ud800"}', '{"\\udfff": 1}', "Infinity", "-1e999", "\ufeff{}", b"\xff\xfe{\x00", b"", "1 2"],
)
def test_what_is_no_json_is_refused(data: str | bytes) -> None:
    with pytest.raises(Refused) as caught:
        jsontree.read(data)
    assert caught.value.faults[0].message.startswith("is no JSON: ")


def test_half_a_surrogate_pair_is_refused_and_a_whole_one_is_not() -> None:
    assert jsontree.read('"\\ud83d\\ude00"').value == "\U0001f600"
