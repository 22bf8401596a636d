"""Measures finding on a set of questions: how often the right story comes first, and how long it takes."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import asking, relevance, site
from benchmarks.questions import Question, QuestionSet
from benchmarks.relevance import Ask

LIST, PAGE = "list", "page"


def main(folder: str) -> None:
    questions = QuestionSet.read(Path(folder))
    with site.served() as served, _ways(served) as ways:
        for_sentences = {LIST: asking.listed} | ways
        print(relevance.HEAD)
        remarks = [*_right("sentences", questions.sentences, for_sentences)]
        remarks += _right("texts", questions.texts, ways)
        print(f"\n{relevance.QUIET_HEAD}")
        _quiet("sentences about something else", questions.strange, for_sentences)
        _quiet("healthy texts", questions.healthy, ways)
    print("\nNot among the first three on the page, or not alike:\n", *remarks, sep="\n")


@contextmanager
def _ways(served: site.Site) -> Iterator[Mapping[str, Ask]]:
    with tempfile.TemporaryDirectory() as temporary:
        command_line = asking.on_command_line(Path(temporary))
        yield {PAGE: asking.found, "API": asking.over_api(served), "command line": command_line}


def _right(asked: str, questions: Sequence[Question], ways: Mapping[str, Ask]) -> Iterator[str]:
    """Prints a row for each way to ask. What is missed on the page, and what others answer otherwise."""
    answers = {how: relevance.answered(questions, ask) for how, ask in ways.items()}
    for how, some in answers.items():
        print(relevance.row(asked, how, some), flush=True)
    page = answers[PAGE]
    yield from relevance.misses(page)
    for how, some in answers.items():
        if how not in {LIST, PAGE}:
            yield from relevance.differences(page, some, how)


def _quiet(asked: str, questions: Sequence[Question], ways: Mapping[str, Ask]) -> None:
    for how, ask in ways.items():
        print(relevance.quiet_row(asked, how, relevance.answered(questions, ask)), flush=True)
