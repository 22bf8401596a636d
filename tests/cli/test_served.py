"""The bundle of a server, over a real connection."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from incidents import cli
from incidents.cli import served
from incidents.cli.outcome import CommandFailed
from incidents.rules import bundle
from incidents.rules.bundle import Bundle, StoryDigest
from tests import rule_factories

BUNDLE = Bundle(
    "https://soundings.example.org",
    manifest_rules=(rule_factories.manifest_rule(),),
    stories=(StoryDigest("KF-900", "Runs pile up", "They did."),),
)


class Answers(BaseHTTPRequestHandler):
    """One folder for each way to answer."""

    def do_GET(self) -> None:
        before = self.path.removesuffix("/api/v1/export/bundle.json")
        if before == "/moved":
            self.send_response(302)
            self.send_header("Location", "/api/v1/export/bundle.json")
            self.end_headers()
        elif before == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
        elif before == "/private":
            good = self.headers["Authorization"] == "Bearer sdg_good"
            self.send_response(200 if good else 401)
            self.end_headers()
            self.wfile.write(bundle.packed(BUNDLE) if good else b"")
        elif before == "/away":
            self.send_response(302)
            port = self.server.server_address[1]
            self.send_header("Location", f"http://localhost:{port}/private/api/v1/export/bundle.json")
            self.end_headers()
        elif before in {"", "/empty", "/broken"}:
            self.send_response(200)
            self.end_headers()
            self.wfile.write({"": bundle.packed(BUNDLE), "/broken": b"{"}.get(before, b""))
        elif before == "/silent":
            self.close_connection = True
        else:
            self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        thread = Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


@pytest.mark.parametrize("where", ["", "/", "/moved"])
def test_lint_uses_the_rules_of_a_server(server: str, where: str, tmp_path, capsys) -> None:
    (tmp_path / "bad.yaml").write_text(rule_factories.BAD)
    assert cli.run(["lint", "--server", server + where, str(tmp_path)]) == 1
    assert "KF-900" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("/nothing", "answers 404 Not Found: without --server"),
        ("/silent", "cannot be read: Remote end closed connection"),
        ("/elsewhere", "302"),
        ("/empty", "is no bundle"),
        ("/broken", "is no bundle"),
    ],
)
def test_a_failed_download_has_a_message(server: str, where: str, expected: str, tmp_path, capsys) -> None:
    assert cli.run(["lint", "--server", server + where, str(tmp_path)]) == 2
    printed = capsys.readouterr()
    assert (server + where in printed.err, expected in printed.err, printed.out) == (True, True, "")


@pytest.mark.parametrize("address", ["soundings.example.org", "file:///etc/passwd", "ftp://x", "http://", ""])
def test_an_invalid_address_is_refused(address: str) -> None:
    with pytest.raises(CommandFailed, match="is not the address of a server"):
        served.fetch(address)


def test_an_unreachable_server_has_a_message() -> None:
    with pytest.raises(CommandFailed, match="cannot be read"):
        served.fetch("http://127.0.0.1:1")


def test_a_token_comes_from_the_environment(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOUNDINGS_TOKEN", " sdg_good\n")
    assert served.fetch(f"{server}/private") == bundle.packed(BUNDLE)
    with pytest.raises(CommandFailed, match="answers 401"):
        served.fetch(f"{server}/away")
    monkeypatch.setenv("SOUNDINGS_TOKEN", "sdg_wrong")
    with pytest.raises(CommandFailed, match="answers 401"):
        served.fetch(f"{server}/private")


@pytest.mark.parametrize("token", ["sdg_a b", "sdg_a\r\nHost: x", "sdg_é"])
def test_what_is_no_token_is_not_sent_and_not_shown(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("SOUNDINGS_TOKEN", token)
    with pytest.raises(CommandFailed, match=r"^What SOUNDINGS_TOKEN holds is no token$"):
        served.fetch("http://127.0.0.1:1")
