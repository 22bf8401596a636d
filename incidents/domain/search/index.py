"""The search index of this process: it follows the database, whoever wrote there, before each search.

The truth is PostgreSQL. Each entry has the number of its last change; the index keeps the numbers of what it
holds, so it is behind by what has a greater one. What is broken or missing is built anew.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from threading import Lock, Thread
from typing import TypeVar

from django.conf import settings

from incidents.domain.search import entries
from incidents.domain.search.folder import IndexFolder, Locked
from incidents.errors import NotPossible, NotReady
from incidents.finding.storage import BrokenIndex, Index, Snapshot, clauses
from incidents.models import SearchEntry, index_state
from incidents.models.index_state import IndexState

logger = logging.getLogger(__name__)

RETRY = 10
WAIT = 3.0
"""Seconds to wait for another process that writes the index."""
SHORT_WAIT = 1.0
"""The same for a probe, which has to hear before long."""
ATTEMPTS = 5
"""Comparisons with a database in which others save meanwhile."""
Answer = TypeVar("Answer")


class IndexBeingBuilt(NotReady):
    """There is nothing to search in yet."""

    def __init__(self) -> None:
        super().__init__("The search index is being built. Try again in a moment.", wait=RETRY)


@dataclass(frozen=True)
class IndexReport:
    """What `check` found and did."""

    stories: int
    """Number of stories in the index."""
    built: bool
    """Whether there was none, or not a whole one."""
    repaired: int
    """Number of stories that differed from the database."""
    removed: tuple[str, ...]
    """Names of folders of other versions and databases."""


class ProcessIndex:
    """Threads share one index. Those that find it behind at once do the work once."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.folder: IndexFolder | None = None
        self.index: Index | None = None
        self.verified: int | None = None
        """The start of the server for which the index was compared as a whole."""

    def fresh(self, state: IndexState, *, wait: float = WAIT) -> Snapshot:
        """What holds every change up to `state`. Raises `IndexBeingBuilt`."""
        index = self.index
        if index and self._is_current(index, state):
            return index.snapshot
        try:
            with self._alone(wait):
                return self._followed(state, wait).snapshot
        except Locked:
            index = self.index
            if index is None or self.folder != _folder(state):
                raise IndexBeingBuilt from None
            return index.snapshot  # somebody builds it anew: the old one answers

    @contextmanager
    def _alone(self, wait: float) -> Iterator[None]:
        """For one thread at a time. Raises `Locked` after `wait` seconds."""
        if not self.lock.acquire(timeout=wait):
            raise Locked
        try:
            yield
        finally:
            self.lock.release()

    def _is_current(self, index: Index, state: IndexState) -> bool:
        is_same = self.folder == _folder(state) and self.verified == state.started
        return is_same and index.snapshot.mark.change == state.change

    def _followed(self, state: IndexState, wait: float) -> Index:
        folder = _folder(state)
        if self.folder != folder:
            self.folder, self.index, self.verified = folder, None, None
        index = self.index
        if index is not None and index.snapshot.mark.change < state.change:
            index.reload()  # another process may have read the changes already
        if index is None or not self._is_current(index, state):
            with ExitStack() as held:
                held.enter_context(folder.lock(wait=wait))
                index = self.index = self._written(folder)
                if index.is_merging:
                    # Not a daemon: merges die with the process.
                    Thread(target=_settle, args=(index, held.pop_all())).start()
        return index

    def _written(self, folder: IndexFolder) -> Index:
        """The index with everything that is committed; to be called with the lock of the folder."""
        index = folder.open()  # anew: others may have removed files that an open one still counts on
        if index is None:
            logger.info("The search index is built in %s.", folder.path)
            return self._built(folder)
        state = index_state.current()
        if index.snapshot.mark.change < state.change:
            since = entries.since(held=index.snapshot.mark.change, last=state.change)
            index.replace(entries.changed_since(since), settled=False)
        elif index.snapshot.mark.change > state.change:
            logger.warning("The search index is ahead of the database, and is built anew.")
            return self._built(folder)
        if self.verified != state.started:
            if not _is_whole(index):
                logger.warning("The search index is of another state of the database, and is built anew.")
                return self._built(folder)
            self.verified = state.started
        return index

    def _built(self, folder: IndexFolder) -> Index:
        index = folder.build(entries.changed_since(0))
        self.verified = index_state.current().started
        return index

    def built(self, state: IndexState) -> Index:
        with self._writing(state) as folder:
            self.index = self._built(folder)
            return self.index

    def checked(self, state: IndexState, *, rebuild: bool) -> IndexReport:
        with self._writing(state) as folder:
            index = None if rebuild else folder.open()
            repaired = _repair(index) if index else None
            if index is None or repaired is None:
                index = self._built(folder)
            self.index = index
            removed = tuple(folder.remove_others())
            return IndexReport(index.snapshot.mark.documents, repaired is None, repaired or 0, removed)

    @contextmanager
    def _writing(self, state: IndexState) -> Iterator[IndexFolder]:
        """Raises `IndexBeingBuilt` where another thread or process writes."""
        folder = _folder(state)
        try:
            with self._alone(WAIT), folder.lock(wait=WAIT):
                self.folder = folder
                yield folder
        except Locked:
            raise IndexBeingBuilt from None

    def forget(self) -> None:
        self.folder, self.index, self.verified = None, None, None


def _settle(index: Index, held: ExitStack) -> None:
    """Waits until the library has merged, and lets go of the folder."""
    with held, suppress(BrokenIndex):  # whoever writes next finds what is broken
        index.settle()


def _is_whole(index: Index) -> bool:
    """Whether the index holds what the database does. Follows saves that come in between."""
    for _ in range(ATTEMPTS):
        totals = index_state.totals()
        if index.snapshot.mark.change == totals[0]:
            return index.snapshot.mark == totals
        index.replace(entries.changed_since(index.snapshot.mark.change))
    return False


def _repair(index: Index) -> int | None:
    """Writes anew what differs from the database, and removes what is not there. Returns the number of both.

    None where the index is broken.
    """
    there = dict(SearchEntry.objects.values_list("pk", "change"))
    try:
        known = index.snapshot.changes()
        wrong = [key for key, change in there.items() if known.get(key) != change]
        gone = [key for key in known if key not in there]
        if wrong or gone:
            index.replace(entries.with_keys(wrong), without=gone)
    except BrokenIndex as broken:
        logger.warning("The search index is broken, and is built anew: %s", broken)
        return None
    return len(wrong) + len(gone)


def _folder(state: IndexState) -> IndexFolder:
    return IndexFolder(settings.SEARCH_INDEX, state.file)


_kept = ProcessIndex()


def searched(state: IndexState, search: Callable[[Snapshot], Answer], *, wait: float = WAIT) -> Answer:
    """What `search` finds in an index that has every change up to `state`. `wait`: seconds for who writes it.

    To be called outside of a transaction that has written: what it never commits would be kept. An index that
    breaks in between is built anew. Raises `IndexBeingBuilt`.
    """
    try:
        return search(_kept.fresh(state, wait=wait))
    except (BrokenIndex, OSError) as broken:
        logger.warning("The search index is broken, and is built anew: %s", broken)
    try:
        build()
        return search(_kept.fresh(index_state.current()))
    except (BrokenIndex, OSError):
        logger.exception("The search index cannot be built in %s.", settings.SEARCH_INDEX)
        raise IndexBeingBuilt from None


def follow() -> Snapshot:
    """What holds everything that is committed. Raises `IndexBeingBuilt`."""
    return _kept.fresh(index_state.current())


def behind() -> int:
    """Follows the database, searches once, and returns how many changes are missing still.

    To be called outside of a transaction that has written. Raises `IndexBeingBuilt`.
    """
    state = index_state.current()
    held = searched(state, _change, wait=SHORT_WAIT)
    return max(0, state.change - held)


def _change(snapshot: Snapshot) -> int:
    snapshot.has(clauses.everything())
    return snapshot.mark.change


def build() -> Index:
    """Builds the index anew, whatever there is. Raises `IndexBeingBuilt` where another process does."""
    return _kept.built(index_state.current())


def check(*, rebuild: bool = False) -> IndexReport:
    """Compares the index with the database story by story, and mends it. Removes folders that nobody uses.

    Raises `IndexBeingBuilt` where another process writes it, `NotPossible` where it cannot be written.
    """
    try:
        return _kept.checked(index_state.current(), rebuild=rebuild)
    except (BrokenIndex, OSError) as error:
        raise NotPossible(
            f"The search index cannot be written in {settings.SEARCH_INDEX}: {error}"
        ) from error


def differing() -> Iterator[str]:
    """References of stories that the index on disk holds in another state than the database.

    Follows and mends nothing. A save that the index has not read yet is no difference, nor is one that came
    after this transaction began. Nothing where there is no index yet. Raises `BrokenIndex`.
    """
    state = index_state.current()
    folder = _folder(state)
    if not folder.path.exists():
        return
    snapshot = Index.open(folder.path).snapshot
    if snapshot.mark == index_state.totals():
        return
    known = snapshot.changes()
    rows = SearchEntry.objects.filter(change__lte=snapshot.mark.change).order_by("pk")
    for key, change, ref in rows.values_list("pk", "change", "incident__ref").iterator():
        held = known.pop(key, 0)
        if held != change and held <= state.change:
            yield ref
    later = set(SearchEntry.objects.filter(pk__in=list(known)).values_list("pk", flat=True))
    for key, change in known.items():
        if key not in later and change <= state.change:
            yield f"the story of the key {key}, which there is not"


def forget() -> None:
    """For tests, which take back what they have written."""
    _kept.forget()
