import logging
import sys

import pytest
from django.test import Client
from pytest_django import Settings

from kb import logs


def record(logger: str, message: str = "said", level: int = logging.ERROR) -> logging.LogRecord:
    try:
        raise RuntimeError("broken")
    except RuntimeError:
        return logging.LogRecord(logger, level, __file__, 1, message, None, sys.exc_info())


def test_a_refusal_is_one_short_line() -> None:
    refused = record("django.security.DisallowedHost", "Invalid HTTP_HOST\n" + "x" * 10_000)
    assert logs.OneLine().filter(refused)
    line = logging.Formatter("{message}", style="{").format(refused)
    assert "\n" not in line
    assert len(line) <= logs.LONGEST_LINE + 1


@pytest.mark.parametrize("logger", ["django.request", "incidents.domain", "django.securities"])
def test_a_fault_of_the_code_keeps_its_traceback(logger: str) -> None:
    fault = record(logger)
    assert logs.OneLine().filter(fault)
    assert "Traceback" in logging.Formatter("{message}", style="{").format(fault)


def test_too_many_lines_are_counted_and_left_out() -> None:
    now = 0.0
    limit = logs.RateLimit(clock=lambda: now)
    shown = [limit.filter(record("django.security.csrf")) for _ in range(logs.LINES_IN_A_WINDOW + 3)]
    assert shown == [True] * logs.LINES_IN_A_WINDOW + [False] * 3
    assert limit.filter(record("axes.handlers")), "Each logger has a window of its own."

    now = logs.WINDOW_SECONDS
    first = record("django.security.csrf")
    assert limit.filter(first)
    assert first.getMessage() == "said (3 more lines like this were left out)"
    second = record("django.security.csrf")
    assert limit.filter(second)
    assert second.getMessage() == "said"


def test_what_no_stranger_causes_is_never_left_out() -> None:
    limit = logs.RateLimit()
    assert all(limit.filter(record("incidents.tasks")) for _ in range(10 * logs.LINES_IN_A_WINDOW))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/KF-1", {"Host": "elsewhere.example"}),
        ("/api/v1/stories", {"Host": "elsewhere.example"}),
        ("/?" + "&".join(f"x{number}=1" for number in range(1001)), {}),
        ("/admin/", {}),
        ("/nothing-here", {}),
    ],
    ids=["host", "host of the API", "too many fields", "not allowed", "not found"],
)
def test_no_stranger_writes_a_traceback(
    path: str,
    headers: dict[str, str],
    capfd: pytest.CaptureFixture[str],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(logs, "LINES_IN_A_WINDOW", 1000)
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    Client().get(path, headers=headers)
    said = capfd.readouterr().err
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 1


@pytest.mark.parametrize("path", ["/invitation/c2VjcmV0", "/sign-in/password/1-c2VjcmV0"])
def test_links_that_open_an_account_are_left_out(path: str) -> None:
    try:
        raise RuntimeError(f"cannot show '{path}'")
    except RuntimeError:
        message = f"Internal Server Error: {path}"
        fault = logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, None, sys.exc_info())
    written = logs.WithoutLinks("{message}", style="{").format(fault)
    assert "Traceback" in written
    assert "c2VjcmV0" not in written
