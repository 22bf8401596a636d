"""What the tools of an assistant ask: a bundle, and whole documents of its stories where there are any."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from incidents import refs
from incidents.answering.answer import Answer, CloseStories, answer
from incidents.answering.memory import closest_of
from incidents.decoding import decoder
from incidents.rules.bundle import Bundle, StoryDigest
from incidents.rules.lint.linter import Linter
from incidents.rules.match.matcher import Matcher
from incidents.stories.document import Story

Documents = Mapping[str, bytes]
"""The documents of stories as JSON, by reference."""


class ToolFailed(Exception):
    """A tool cannot answer; the text says why and what to ask instead."""


class Knowledge:
    """A bundle, ready to be asked often. What takes a while is made with the first question that needs it."""

    def __init__(
        self, bundle: Bundle, *, documents: Callable[[], Documents] = dict, index: Path | None = None
    ) -> None:
        """`documents`: reads those of the bundle's stories. `index`: the folder with its search index."""
        self.bundle = bundle
        self.digests = {story.ref: story for story in bundle.stories}
        self._read_documents = documents
        self._index = index

    def find(self, text: str) -> Answer:
        return answer(text, matcher=self._matcher, closest=self._closest)

    def digest(self, ref: str) -> StoryDigest:
        """The digest of a story, by its reference in any case. Raises `ToolFailed`."""
        if story := self.digests.get(ref.upper()):
            return story
        if not refs.STORY.fullmatch(ref.upper()):
            raise ToolFailed(
                f"{ref[:80]!r} is no reference of a story; one looks like KF-16, a part KF-16#f2."
            )
        near = get_close_matches(ref.upper(), self.digests, n=3)
        hint = f"References like it: {', '.join(near)}. " if near else ""
        raise ToolFailed(
            f"There is no story {ref.upper()} here. {hint}The tool `find` finds stories by words."
        )

    def story(self, ref: str) -> Story | None:
        """The whole document; None where only a digest came with the bundle."""
        found = self._documents.get(ref)
        return decoder(Story).decode(found) if found else None

    def url(self, ref: str) -> str:
        return f"{self.bundle.address}/{ref}"

    @cached_property
    def linter(self) -> Linter:
        return Linter(self.bundle.manifest_rules, self.bundle.compiled)

    @cached_property
    def _matcher(self) -> Matcher:
        bundle = self.bundle
        return Matcher(bundle.signatures, bundle.stories, bundle.mappings, bundle.prepared)

    @cached_property
    def _closest(self) -> Callable[[str], CloseStories]:
        return closest_of(self.bundle, self._index)

    @cached_property
    def _documents(self) -> Documents:
        return self._read_documents()
