"""The page of a drill: what has been told so far, and the addresses of the next steps."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.html import escape
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from incidents.stories import rendering
from incidents.training import progress as steps
from incidents.training.drill import Drill, Hypothesis, Move, Resolution, Result
from incidents.training.progress import Progress
from incidents.training.spoilers import MARK
from incidents.web.parts import addresses
from incidents.web.parts.badges import Badge, Link

HIDDEN = '<span class="hidden-word">hidden</span>'
RESULTS: dict[Result, Badge] = {
    "helped": Badge("helped", "worked"),
    "helped_partly": Badge("helped in part", "partial"),
    "changed_nothing": Badge("changed nothing", "failed"),
    "made_it_worse": Badge("made it worse", "made_worse"),
    "not_known": Badge("outcome not told", "plain"),
}


@dataclass(frozen=True)
class ShownAlarm:
    html: SafeString
    seen: SafeString


@dataclass(frozen=True)
class ShownClue:
    anchor: str
    label: SafeString
    html: SafeString
    command: SafeString
    seen: SafeString


@dataclass(frozen=True)
class ShownInject:
    anchor: str
    html: SafeString
    when: str


@dataclass(frozen=True)
class ShownMove:
    anchor: str
    html: SafeString
    result: Badge


@dataclass(frozen=True)
class ShownHypothesis:
    """`story` is where the mechanism comes from, once that may be told."""

    key: str
    html: SafeString
    story: Link | None = None
    is_right: bool = False


@dataclass(frozen=True)
class NextStep:
    url: str
    label: SafeString


@dataclass(frozen=True)
class ShownQuestion:
    text: str
    said: tuple[SafeString, ...]


@dataclass(frozen=True)
class ShownRule:
    ref: str
    message: str
    url: str

    @property
    def is_over_manifests(self) -> bool:
        return self.ref.startswith("M-")


@dataclass(frozen=True)
class ShownResolution:
    title: str
    summary: SafeString
    factors: tuple[SafeString, ...]
    board: tuple[ShownHypothesis, ...]
    moves: tuple[ShownMove, ...]
    questions: tuple[ShownQuestion, ...]
    rules: tuple[ShownRule, ...]
    lint: str
    """The address that lints with its rules; blank where none of them is about manifests."""

    @property
    def over_manifests(self) -> tuple[ShownRule, ...]:
        return tuple(rule for rule in self.rules if rule.is_over_manifests)

    @property
    def over_operation(self) -> tuple[ShownRule, ...]:
        """Alerts and signatures, whose messages have gaps that only an alert fills."""
        return tuple(rule for rule in self.rules if not rule.is_over_manifests)


class DrillPage:
    """Knows the drill by its `Progress` alone, which holds back what is not to be told yet."""

    def __init__(self, progress: Progress, ref: str) -> None:
        self.progress = progress
        self.ref = ref

    @property
    def steps(self) -> str:
        return signed(self.ref, self.progress.text)

    @property
    def opening(self) -> tuple[ShownAlarm, ...]:
        return tuple(ShownAlarm(html(one.text), verbatim(one.seen)) for one in self.progress.opening)

    @property
    def opened(self) -> tuple[ShownClue, ...]:
        return tuple(
            ShownClue(one.key, words(one.label), html(one.text), verbatim(one.command), verbatim(one.seen))
            for one in self.progress.opened
        )

    @property
    def injects(self) -> tuple[ShownInject, ...]:
        numbered = enumerate(self.progress.injects, 1)
        return tuple(ShownInject(f"n{number}", html(one.text), one.when) for number, one in numbered)

    @property
    def tried(self) -> tuple[ShownMove, ...]:
        return tuple(moves(self.progress.tried))

    @property
    def hints(self) -> tuple[SafeString, ...]:
        return tuple(html(hint) for hint in self.progress.hints)

    @property
    def ruled_out(self) -> tuple[SafeString, ...]:
        return tuple(words(one.hypothesis.text) for one in self.progress.guesses if not one.is_right)

    @property
    def to_look_at(self) -> tuple[NextStep, ...]:
        return tuple(self._next(key, label, key) for key, label in self.progress.closed)

    @property
    def to_try(self) -> tuple[NextStep, ...]:
        return tuple(self._next(key, text, key) for key, text in self.progress.untried)

    @property
    def wait(self) -> NextStep | None:
        return self._if_possible(steps.WAIT, "Let time pass", f"n{len(self.progress.injects) + 1}")

    @property
    def hint(self) -> NextStep | None:
        number = len(self.progress.hints) + 1
        return self._if_possible(steps.HINT, f"Hint {number} of {self.progress.hints_in_all}", f"h{number}")

    @property
    def open_board(self) -> NextStep | None:
        return self._if_possible(steps.BOARD, "Say what it is", "board")

    @property
    def give_up(self) -> NextStep | None:
        return self._if_possible(steps.RESOLVE, "Show the resolution", "resolution")

    @property
    def board(self) -> tuple[ShownHypothesis, ...]:
        return tuple(ShownHypothesis(key, words(text)) for key, text in self.progress.board)

    @property
    def resolution(self) -> ShownResolution | None:
        told = self.progress.resolution
        return _resolution(told, self.progress.drill) if told else None

    def _if_possible(self, step: str, label: str, anchor: str) -> NextStep | None:
        return self._next(step, label, anchor) if self.progress.allows(step) else None

    def _next(self, step: str, label: str, anchor: str) -> NextStep:
        return NextStep(f"{address(self.ref, self.progress.after(step))}#{anchor}", words(label))


def read(drill: Drill, sent: str) -> Progress | None:
    """The progress that an address holds; None where it is not one of this drill."""
    if not sent:
        return Progress(drill)
    try:
        return Progress.read(drill, _signer(drill.ref).unsign(sent))
    except BadSignature:
        return None


def address(ref: str, progress: Progress) -> str:
    return f"{reverse('drill', args=[ref])}?{urlencode({'steps': signed(ref, progress.text)})}"


def after_guess(ref: str, progress: Progress) -> str:
    return f"{address(ref, progress)}#{'resolution' if progress.is_resolved else 'board'}"


def signed(ref: str, text: str) -> str:
    return _signer(ref).sign(text)


def _signer(ref: str) -> Signer:
    return Signer(salt=f"incidents.drill.{ref}")


def _resolution(told: Resolution, drill: Drill) -> ShownResolution:
    rules = tuple(ShownRule(rule.ref, rule.message, reverse("rule", args=[rule.ref])) for rule in told.rules)
    linted = [rule.ref for rule in rules if rule.is_over_manifests]
    return ShownResolution(
        title=told.title,
        summary=html(told.summary),
        factors=tuple(html(text) for text in told.factors),
        board=tuple(_hypothesis(one, drill) for one in drill.board),
        moves=tuple(moves(told.moves)),
        questions=tuple(
            ShownQuestion(one.text, tuple(html(text) for text in one.said)) for one in told.questions
        ),
        rules=rules,
        lint=f"{reverse('lint')}?{urlencode({'rules': ' '.join(linted)})}" if linted else "",
    )


def _hypothesis(one: Hypothesis, drill: Drill) -> ShownHypothesis:
    story = Link(f"{one.ref} {one.title}", addresses.part(one.ref))
    return ShownHypothesis(one.key, html(one.text), story, drill.is_right(one))


def moves(some: Iterable[Move]) -> Iterable[ShownMove]:
    return (ShownMove(move.key, html(move.text), RESULTS[move.result]) for move in some)


def html(text: str) -> SafeString:
    """Markdown; references to stories are no links, which would lead past the drill."""
    return SafeString(rendering.inline_html(text, prefixes=()).replace(MARK, HIDDEN))


def words(text: str) -> SafeString:
    """Markdown without markup, for links and labels."""
    return SafeString(escape(rendering.plain(text)).replace(MARK, HIDDEN))


def verbatim(text: str) -> SafeString:
    return SafeString(escape(text.rstrip("\n")).replace(MARK, HIDDEN))
