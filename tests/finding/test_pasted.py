import pytest

from incidents.finding import pasted


def test_lines_are_read_once() -> None:
    text = "all is well\n10:00:01 pod a is ready\n10:00:02 pod a is ready\nerror: no space left on device\n"
    assert pasted.lines(text) == ["all is well", "pod a is ready", "error: no space left on device"]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("2026-03-02T10:30:00.123Z took 15ms", "took"),
        ("dial tcp 10.3.0.10:53: i/o timeout", "dial tcp : i/o timeout"),
        ("web-5d78c9869d-abcde crashed", "web crashed"),
        ("sha256:0123456789abcdef0123 pulled", "pulled"),
        ("uid 8c2e4d1a-1111-2222-3333-444455556666 gone", "uid gone"),
        ("ndots:5 concurrencyPolicy", "ndots: concurrencyPolicy"),
    ],
)
def test_what_differs_from_run_to_run_is_dropped(line: str, kept: str) -> None:
    assert pasted.lines(f"{line}\nand another line")[0] == kept


def test_a_number_in_a_sentence_is_meant() -> None:
    assert pasted.lines("502 after a rollout") == ["502 after a rollout"]
