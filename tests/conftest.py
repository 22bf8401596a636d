"""One throw-away PostgreSQL for the whole run, started before Django reads its settings.

Django is set up after this file is read, so what needs it is imported where it is used.
"""

import copy
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import django
import hypothesis
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from incidents.stories.vocabulary import Vocabulary, from_yaml
from kb.local import embedded

if TYPE_CHECKING:
    from tests.cast import Cast

Written = TypeVar("Written")
STARTED = pytest.StashKey[embedded.Server]()
FOLDER = pytest.StashKey[Path]()
INDEX = pytest.StashKey[Path]()

POSTMORTEMS = Path(__file__).parents[2] / "shared" / "data" / "postmortems"
"""Where documents of others may lie beside this project, which does not ship them."""
os.environ.setdefault("POSTMORTEMS", str(POSTMORTEMS))
HAS_POSTMORTEMS = any(Path(os.environ["POSTMORTEMS"]).glob("*.yaml"))
collect_ignore = [] if HAS_POSTMORTEMS else ["domain/stories/test_postmortems.py"]


def pytest_report_header() -> str:
    where = os.environ["POSTMORTEMS"]
    return f"postmortems: {where if HAS_POSTMORTEMS else f'none in {where}, so their tests are left out'}"


def pytest_configure(config: pytest.Config) -> None:
    # Workers of pytest-xdist inherit the environment of the process that starts them.
    if not hasattr(config, "workerinput"):
        _prepare_environment(config)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kb.settings"
    django.setup()  # pytest-django leaves Django alone where the settings are not loaded by now
    # Hashing that is slow on purpose would be most of the suite's time.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Generated texts take as long as the machine is busy.
    hypothesis.settings.register_profile("without deadline", deadline=None)
    hypothesis.settings.load_profile("without deadline")
    # Each worker has a database of its own, and so an index; in memory, since tests write it very often.
    memory = Path("/dev", "shm")
    where = memory if memory.is_dir() else None
    config.stash[INDEX] = Path(tempfile.mkdtemp(prefix="soundings-index-", dir=where))
    settings.SEARCH_INDEX = config.stash[INDEX] / "search"


def pytest_unconfigure(config: pytest.Config) -> None:
    if STARTED in config.stash:
        config.stash[STARTED].stop()
    shutil.rmtree(config.stash[INDEX])
    if FOLDER in config.stash:
        shutil.rmtree(config.stash[FOLDER])


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


def _prepare_environment(config: pytest.Config) -> None:
    folder = Path(tempfile.mkdtemp(prefix="soundings-tests-"))
    folder.chmod(0o711)  # where PostgreSQL has to run under another account, it passes through
    config.stash[FOLDER] = folder
    (folder / "static").mkdir()  # WhiteNoise warns where there is none, and a warning fails a test
    os.environ["SOUNDINGS_VAR"] = str(folder)
    for who in (
        "ANONYMOUS",
        "SIGNED_IN",
        "SIGN_IN",
        "SIGN_IN_ACCOUNT",
        "TOKENS",
    ):  # counted as in production, and never refused by accident
        os.environ[f"SOUNDINGS_RATE_{who}"] = "1000000/second"
    if os.environ.get("DATABASE_URL"):
        return
    server = embedded.Server(folder / "postgresql", durable=False)
    server.start()
    config.stash[STARTED] = server
    os.environ["DATABASE_URL"] = embedded.url(server.folder)


@pytest.fixture(autouse=True)
def nothing_known_of_entries() -> None:
    """What a test has written is taken back behind the back of the process."""
    from incidents.domain import remembered
    from incidents.domain.people import bearers
    from incidents.domain.search import index

    index.forget()
    shutil.rmtree(settings.SEARCH_INDEX, ignore_errors=True)
    remembered.forget()
    bearers.forget()


@pytest.fixture(scope="session")
def shipped_vocabulary() -> Vocabulary:
    return from_yaml((Path(__file__).parents[1] / "fixtures" / "terms.yaml").read_bytes())


@pytest.fixture(scope="module")
def written_once(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[Callable[[], Written]], Written]]:
    """Writes rows that every case of a module finds: `written_once(build)` returns what `build` makes.

    They live in one transaction around the module. A case runs in a savepoint within it, so it may change
    what it likes. Ask for the fixture that writes by `pytestmark = pytest.mark.usefixtures(…)`, or what a
    case finds depends on the cases before it. Not for modules with cases that commit.
    """
    commits = [item.name for item in request.session.items if item.path == request.path and _commits(item)]
    if commits:
        raise pytest.UsageError(f"These commit, so they belong in another module: {', '.join(commits)}")
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()

    def write(build: Callable[[], Written]) -> Written:
        with django_db_blocker.unblock():
            written = build()
            connection.check_constraints()  # those that wait for a commit: there will be none
            return written

    yield write
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="module")
def shared_cast(written_once: Callable[[Callable[[], "Cast"]], "Cast"]) -> "Cast":
    """The cast, written once for the module that uses this fixture."""
    from tests import cast

    return written_once(cast.gathered)


@pytest.fixture
def gathered(request: pytest.FixtureRequest, db: None) -> "Cast":
    from tests import cast

    if "shared_cast" in request.fixturenames:
        return copy.deepcopy(request.getfixturevalue("shared_cast"))
    return cast.gathered()


@pytest.fixture
def as_(gathered: "Cast") -> Callable[[str], Client]:
    """A browser of somebody of the cast."""
    from incidents.models import User

    def client(name: str) -> Client:
        browser = Client()
        person = gathered.people[name]
        if isinstance(person, User):
            browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return client


@pytest.fixture(scope="module")
def shared_vocabulary(
    written_once: Callable[[Callable[[], None]], None], shipped_vocabulary: Vocabulary
) -> Vocabulary:
    """The vocabulary as rows, written once for the module that uses this fixture."""
    from incidents.domain import vocabulary

    written_once(lambda: vocabulary.load(shipped=shipped_vocabulary))
    return shipped_vocabulary


@pytest.fixture
def vocabulary(db: None, shipped_vocabulary: Vocabulary) -> Vocabulary:
    from incidents.domain import vocabulary

    vocabulary.load(shipped=shipped_vocabulary)
    return shipped_vocabulary
