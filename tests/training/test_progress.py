"""What is shown after which steps."""

from incidents.training.progress import Progress
from tests.training.samples import drill


def right(made) -> str:
    return next("g" + one.key for one in made.board if made.is_right(one))


def wrong(made) -> str:
    return next("g" + one.key for one in made.board if not made.is_right(one))


def test_at_first_there_is_the_opening_and_labels_alone():
    progress = Progress(drill())
    assert not any((progress.opened, progress.injects, progress.hints, progress.board, progress.guesses))
    assert progress.resolution is None
    assert [key for key, _ in progress.closed] == ["c1", "s2", "v1"]


def test_exhibits_open_in_the_order_they_are_asked_for():
    progress = Progress.read(drill(), "v1.c1")
    assert [one.key for one in progress.opened] == ["v1", "c1"]
    assert [key for key, _ in progress.closed] == ["s2"]


def test_time_passes_by_waiting_and_by_trying():
    progress = Progress.read(drill(), "w.x1")
    assert len(progress.injects) == 2
    assert not progress.allows("w")
    assert [move.result for move in progress.tried] == ["made_it_worse"]
    assert [key for key, _ in progress.untried] == ["x2"]


def test_hints_come_one_by_one():
    progress = Progress.read(drill(), "h.h.h.h")
    assert (progress.text, len(progress.hints)) == ("h.h.h", 3)


def test_a_guess_needs_the_board():
    made = drill()
    assert not Progress(made).allows(right(made))
    assert Progress.read(made, f"b.{right(made)}").is_solved


def test_a_wrong_guess_leaves_the_board_and_reveals_nothing():
    made = drill()
    progress = Progress.read(made, f"b.{wrong(made)}")
    assert progress.resolution is None
    assert wrong(made)[1:] not in {key for key, _ in progress.board}
    assert [guess.is_right for guess in progress.guesses] == [False]


def test_the_right_guess_and_giving_up_both_resolve_it_and_nothing_comes_after():
    made = drill()
    solved, given_up = Progress.read(made, f"b.{right(made)}.c1"), Progress.read(made, "r.c1")
    assert solved.resolution == given_up.resolution == made.resolution
    assert (solved.is_solved, given_up.is_solved) == (True, False)
    assert not solved.opened


def test_steps_that_the_drill_does_not_know_are_left_out():
    assert Progress.read(drill(), "..c1.c1.c99.x7.gnothing.v1.<b>").text == "c1.v1"
    assert len(Progress.read(drill(), "w." * 100_000).steps) == 2
