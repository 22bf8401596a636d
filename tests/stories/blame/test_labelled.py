"""The check against the labelled sentences of `benchmarks/sets/blame`."""

import pytest

from benchmarks import labelled

LEAST_PRECISION, LEAST_RECALL = 0.9, 0.8


@pytest.mark.parametrize("name", ["tuning", "held-out", "late"])
def test_precision_and_recall_hold(name):
    measured = labelled.agreement(labelled.read(labelled.SETS / f"{name}.tsv"))
    assert measured.precision >= LEAST_PRECISION
    assert measured.recall >= LEAST_RECALL


def test_half_of_the_sentences_are_blameful():
    sentences = [one for path in labelled.SETS.glob("*.tsv") for one in labelled.read(path)]
    assert len(sentences) >= 200
    assert 0.45 <= sum(bool(one.kinds) for one in sentences) / len(sentences) <= 0.55
