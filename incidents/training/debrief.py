"""What to talk about after a drill: questions that ask what and how, with what the story says to them."""

from collections.abc import Iterator

from incidents.stories.document import Story
from incidents.training.drill import DebriefQuestion

IN_VAIN = frozenset({"failed", "reverted", "made_worse"})


def questions(story: Story) -> Iterator[DebriefQuestion]:
    """Those to which the story has nothing are asked where they are worth it by themselves."""
    yield DebriefQuestion(
        "What did you look at first, and what did it tell you?",
        tuple(f"{check.question} {check.answer or ''}".strip() for check in story.checks),
    )
    gap = story.detection.gap_text if story.detection else None
    yield DebriefQuestion(
        "How would this be noticed with us, and how long would it take?", (gap,) if gap else ()
    )
    if in_vain := tuple(fix.text for fix in story.fixes if fix.outcome in IN_VAIN):
        yield DebriefQuestion(
            "What was tried without success, and what made it look right at that moment?", in_vain
        )
    if lucky := tuple(one.text for one in story.observations if one.kind == "lucky"):
        yield DebriefQuestion("Where was luck involved, and what would have happened without it?", lucky)
    later = tuple(fix.text for fix in story.fixes if fix.phase in {"prevention", "upstream"})
    yield DebriefQuestion("What would keep it from happening with us?", later)
    yield DebriefQuestion(
        "What do we take away, and what do we do about it?", tuple(one.text for one in story.takeaways)
    )
