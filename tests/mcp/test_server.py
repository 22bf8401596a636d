"""The server as an assistant runs it: a process on standard input and output, asked by the SDK's client."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import anyio
import mcp_types as protocol
import pytest
from mcp import Client, MCPError, StdioServerParameters, stdio_client

from incidents import cli
from incidents.mcp import server, tools
from incidents.rules import bundle
from incidents.rules.bundle import Bundle, StoryDigest
from tests import rule_factories

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "incidents.cli", "mcp"]
STORIES = tuple(StoryDigest(f"KF-{number}", f"Story {number}", "Told.") for number in range(900, 1020))
CALLS: dict[str, tuple[dict[str, object], str]] = {
    "find": ({"text": "Memory cgroup out of memory: Kill process 6428 (coredns)"}, "KF-16#f5 (by S-6)"),
    "story": ({"ref": "KF-16"}, "- KF-16#f2 There was no DNS caching"),
    "rules_for": ({"story": "KF-16"}, "- M-35 coredns-without-cache (high, "),
    "lint": ({"yaml": rule_factories.BAD, "level": "info"}, "1 file, checked by "),
    "resolve": ({"tool": "checkov", "rule": "CKV_K8S_15"}, "BEWARE: obeying this check"),
    "coverage": ({"lacking": "prevents"}, "Stories of which no rule over manifests prevents it:"),
}


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("mcp") / "bundle.json"
    whole = Bundle(
        "https://soundings.example.org",
        manifest_rules=(rule_factories.manifest_rule(),),
        signatures=(rule_factories.signature(),),
        stories=STORIES,
    )
    path.write_bytes(bundle.packed(whole))
    return str(path)


@asynccontextmanager
async def connected(*arguments: str, mode: str = "auto") -> AsyncIterator[Client]:
    program = StdioServerParameters(command=COMMAND[0], args=[*COMMAND[1:], *arguments], cwd=ROOT)
    async with Client(stdio_client(program), mode=mode) as client:
        yield client


def said(result: object) -> str:
    assert isinstance(result, protocol.CallToolResult)
    (content,) = result.content
    assert isinstance(content, protocol.TextContent)
    return content.text


def asked(question: Callable[[Client], Awaitable[None]], *arguments: str, mode: str = "auto") -> None:
    async def ask() -> None:
        with anyio.fail_after(90):
            async with connected(*arguments, mode=mode) as client:
                await question(client)

    anyio.run(ask)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_every_tool_answers_from_the_catalogue(mode: str) -> None:
    """By the protocol with a handshake, and by the newer one without."""

    async def question(client: Client) -> None:
        assert client.server_info.name == "soundings"
        assert client.instructions == tools.INSTRUCTIONS
        listed = (await client.list_tools()).tools
        assert {tool.name for tool in listed} == set(CALLS)
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed)
        for name, (arguments, expected) in CALLS.items():
            result = await client.call_tool(name, arguments)
            assert not result.is_error
            assert expected in said(result)

    asked(question, mode=mode)


def test_stories_are_resources(packed: str) -> None:
    async def question(client: Client) -> None:
        first = await client.list_resources()
        rest = [first]
        while rest[-1].next_cursor:
            rest.append(await client.list_resources(cursor=rest[-1].next_cursor))
        listed = [str(one.uri) for page in rest for one in page.resources]
        assert listed == [f"story://{story.ref}" for story in STORIES]
        assert len(first.resources) == server.PAGE
        templates = (await client.list_resource_templates()).resource_templates
        assert [one.uri_template for one in templates] == ["story://{ref}", "story://{ref}/whole"]
        for uri in ("story://KF-905", "story://kf-905/whole"):
            (content,) = (await client.read_resource(uri)).contents
            assert isinstance(content, protocol.TextResourceContents)
            assert content.text.startswith("# KF-905 Story 905\nhttps://soundings.example.org/KF-905\n")
            assert (str(content.uri), content.mime_type) == (uri, "text/markdown")
        for uri, message in {
            "story://KF-1": "There is no story KF-1 here.",
            "story://KF-905#x1": "KF-905 has no part",
            "file:///etc/passwd": "is no resource; one looks like story://KF-16.",
        }.items():
            with pytest.raises(MCPError, match=message):
                await client.read_resource(uri)
        with pytest.raises(MCPError, match="cursor"):
            await client.list_resources(cursor="-1")

    asked(question, "--bundle", packed)


def test_what_does_not_fit_is_an_error_that_a_model_can_mend(packed: str) -> None:
    huge = "no signature has this line 4711\n" * (20 * 2**20 // 32)

    async def question(client: Client) -> None:
        for name, arguments, message in [
            ("find", {}, "missing required field `text`"),
            ("find", {"text": 3}, "Expected `str`, got `int`"),
            ("find", {"text": huge}, "It has 20.0 MiB, and 4 MiB are read."),
            ("lint", {"yaml": huge}, "Lint fewer manifests at once."),
            ("story", {"ref": "KF-1"}, "There is no story KF-1 here."),
            ("resolve", {"tool": "nobody", "rule": "x"}, "no tool that is known here"),
        ]:
            result = await client.call_tool(name, arguments)
            assert result.is_error
            assert message in said(result)
        with pytest.raises(MCPError, match="There is no tool 'delete'"):
            await client.call_tool("delete", {})
        assert not (await client.call_tool("story", {"ref": "KF-900"})).is_error

    asked(question, "--bundle", packed)


def test_a_cancelled_call_stops_and_others_are_answered(packed: str) -> None:
    job = rule_factories.BAD.replace("name: hourly", "name: n{}")
    manifests = "---\n".join(job.replace("{}", str(number), 1) for number in range(6_000))

    async def question(client: Client) -> None:
        began = monotonic()
        assert said(await client.call_tool("lint", {"yaml": manifests})).startswith("6000 findings")
        uncancelled, began = monotonic() - began, monotonic()
        with anyio.move_on_after(uncancelled / 10) as scope:
            await client.call_tool("lint", {"yaml": manifests})
        assert scope.cancelled_caught
        # Calls run one by one, so this one waits for the thread of the other.
        assert not (await client.call_tool("story", {"ref": "KF-900"})).is_error
        assert monotonic() - began < uncancelled / 2

    asked(question, "--bundle", packed)


@pytest.fixture
def process(packed: str) -> Iterator[subprocess.Popen[bytes]]:
    arguments = [*COMMAND, "--bundle", packed]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(arguments, cwd=ROOT, **pipes) as started:
        yield started
        started.kill()


def test_nothing_but_the_protocol_is_written_and_the_end_of_input_ends_it(
    process: subprocess.Popen[bytes],
) -> None:
    client = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "t", "version": "1"},
    }
    lines: list[object] = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        "no request",
        {
            "jsonrpc": "2.0",
            "id": 2,
            "method": "tools/call",
            "params": {"name": "find", "arguments": {"text": "x"}},
        },
        {"jsonrpc": "2.0", "id": 3, "method": "no/such"},
    ]
    sent = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    assert process.stdin
    assert process.stdout
    process.stdin.write(sent + b"{\xff\n")
    process.stdin.flush()
    answers = [json.loads(process.stdout.readline()) for _ in range(3)]
    process.stdin.close()
    answers += [json.loads(line) for line in process.stdout]
    assert all(answer["jsonrpc"] == "2.0" for answer in answers)
    assert {1, 2, 3} <= {answer.get("id") for answer in answers}
    assert process.wait(timeout=10) == 0


@pytest.mark.parametrize("missing", ["mcp", "mcp_types", "anyio"])
def test_without_the_extra_it_says_what_to_install(capsys, monkeypatch, packed: str, missing: str) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in {"mcp", "mcp_types"}]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "incidents.mcp.server")
    monkeypatch.setitem(sys.modules, missing, None)
    assert cli.run(["mcp", "--bundle", packed]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "pip install '.[mcp]'" in printed.err


def test_other_commands_do_not_load_it(packed: str) -> None:
    program = (
        "import sys; from incidents import cli; "
        f"cli.run(['find', '--bundle', {packed!r}, 'story']); "
        "sys.exit(', '.join({'mcp', 'anyio', 'pydantic', 'incidents.mcp'} & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
