"""Ways to ask for stories: the list of stories, the domain call of the page, the API, the command line."""

import json
import subprocess
import venv
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.relevance import Ask, Shown
from benchmarks.site import Site
from incidents.domain import answers, search
from incidents.domain.search import Query
from incidents.models.reader import ANYBODY

ROOT = Path(__file__).resolve().parent.parent
FEW = 3
"""Where a list has fewer stories, it goes on with the closest."""
PLAIN = {"Content-Type": "text/plain"}


def listed(text: str) -> Shown:
    """The list of stories: those with every word, then the closest where there are few."""
    exact = tuple(row.ref for row in search.find(reader=ANYBODY, query=Query(text=text)).rows)
    if len(exact) >= FEW:
        return Shown(exact, ())
    near = search.closest(reader=ANYBODY, text=text)
    return Shown(exact, tuple(row.ref for row in near.rows if row.ref not in exact))


def found(text: str) -> Shown:
    """The domain call of the page that finds."""
    answer = answers.answer(reader=ANYBODY, text=text)
    return Shown(
        tuple(story.ref for story in answer.stories),
        tuple(story.ref for story in answer.closest.stories),
        answer.is_healthy,
    )


def over_api(site: Site) -> Ask:
    def ask(text: str) -> Shown:
        # The server closes a connection that is idle while other ways to ask are measured.
        with closing(HTTPConnection(urlsplit(site.address).netloc)) as connection:
            connection.request("POST", "/api/v1/find", text.encode(), PLAIN)
            response = connection.getresponse()
            body = response.read()
        assert response.status == 200, body
        return _document(json.loads(body))

    return ask


def on_command_line(folder: Path) -> Ask:
    """Installs the package into a new environment in `folder`, and starts a process for each text."""
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", ROOT], check=True)
    command = [folder / "bin" / "soundings", "find", "-", "--format", "json"]

    def ask(text: str) -> Shown:
        process = subprocess.run(command, cwd=folder, input=text.encode(), capture_output=True, check=False)
        assert process.returncode in {0, 1}, process.stderr
        return _document(json.loads(process.stdout))

    return ask


def _document(found: Mapping[str, Any]) -> Shown:
    return Shown(
        tuple(story["ref"] for story in found["stories"]),
        tuple(story["ref"] for story in found["closest"]["stories"]),
        found["healthy"],
    )
