"""One browser, one server and one database with stories for each worker, started when they are needed."""

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from kb.local.address import Address
from kb.local.processes import Program

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
STEP = 15_000  # milliseconds that one step may take
PATIENCE = 60.0  # seconds; several suites may share the machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    missing = pytest.mark.skip(reason=f"{CHROMIUM} is missing; .ci/services installs it")
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(missing)


@pytest.fixture(scope="session")
def harbour_database(django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a database of its own: the other tests go on without its stories."""
    from tests.browser import harbour

    name = f"browser_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        with django_db_blocker.unblock(), connected_to(name):
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            harbour.filled()
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    from django.db import connection

    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def server_for(database: str, folder: Path) -> tuple[Address, Program]:
    """A web server that is not started yet, on a free port. It keeps its files in `folder`."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        address = Address("127.0.0.1", probe.getsockname()[1])
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "SOUNDINGS_VAR": str(folder),
        "SOUNDINGS_URL": str(address),
    }
    place = ["--host", address.host, "--port", str(address.port)]
    serve = ["-m", "granian", "--interface", "asginl", "--log-level", "warning", *place]
    command = [sys.executable, *serve, "tests.browser.site:application"]
    return address, Program("web", command, environment=environment)


def wait_for(address: Address, server: Program) -> None:
    deadline = time.monotonic() + PATIENCE
    while not address.answers():
        assert server.exit_code() is None, "The server ended; its last words are above."
        assert time.monotonic() < deadline, f"The server does not answer after {PATIENCE} seconds."
        time.sleep(0.1)


@pytest.fixture(scope="session")
def site(harbour_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of its own."""
    address, server = server_for(harbour_database, tmp_path_factory.mktemp("site"))
    server.start()
    try:
        wait_for(address, server)
        yield str(address)
    finally:
        server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's loop runs in this thread, which Django takes for being asynchronous.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            expect.set_options(timeout=STEP)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            yield browser
            browser.close()


@pytest.fixture(scope="session")
def reader(chromium: Browser, site: str) -> Iterator[BrowserContext]:
    """Somebody who is not signed in."""
    context = chromium.new_context(base_url=site)
    context.set_default_timeout(STEP)
    yield context
    context.close()


@pytest.fixture(scope="session")
def editor(chromium: Browser, site: str) -> Iterator[BrowserContext]:
    with signed_in(chromium, site, "edith") as context:
        yield context


@pytest.fixture(scope="session")
def administrator(chromium: Browser, site: str) -> Iterator[BrowserContext]:
    with signed_in(chromium, site, "ada") as context:
        yield context


@contextmanager
def signed_in(
    chromium: Browser, site: str, name: str, *, has_script: bool = True
) -> Iterator[BrowserContext]:
    from tests.browser import harbour

    context = chromium.new_context(base_url=site, java_script_enabled=has_script)
    context.set_default_timeout(STEP)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(harbour.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("/")
    page.close()
    yield context
    context.close()


@pytest.fixture
def page(reader: BrowserContext) -> Iterator[Page]:
    opened = reader.new_page()
    yield opened
    opened.close()


@pytest.fixture
def editor_page(editor: BrowserContext) -> Iterator[Page]:
    opened = editor.new_page()
    yield opened
    opened.close()


@pytest.fixture
def administrator_page(administrator: BrowserContext) -> Iterator[Page]:
    opened = administrator.new_page()
    yield opened
    opened.close()


@pytest.fixture
def page_without_script(chromium: Browser, site: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    context.set_default_timeout(STEP)
    yield context.new_page()
    context.close()
