"""The server of the Model Context Protocol over standard input and output, on the official SDK.

Imported only when it runs: it takes a second, and the SDK is an extra of the package.
"""

import gc
import re
from threading import Event
from time import monotonic
from typing import Any

import anyio
import mcp_types as protocol
from anyio import CapacityLimiter, to_thread
from mcp import MCPError
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server

from incidents.mcp import story
from incidents.mcp.knowledge import Knowledge, ToolFailed
from incidents.mcp.tools import INSTRUCTIONS, TOOLS, AssistantTool, ToolCall
from incidents.rules.deadline import Deadline, DeadlineExceeded

SECONDS = 30.0
"""Of one call; what `lint` has not checked by then is listed as not checked."""
PAGE = 50
"""Resources of one answer."""
MARKDOWN = "text/markdown"
URI = re.compile(
    r"story://(?P<ref>[A-Za-z0-9]+-[0-9]+)(?P<whole>/whole)?(?:#(?P<anchor>[a-z][1-9][0-9]{0,3}))?"
)
Context = ServerRequestContext[Any]


def serve(knowledge: Knowledge, *, version: str) -> None:
    """Serves one client until it closes standard input. Nothing but the protocol goes to standard output."""
    gc.enable()  # commands run without, since they end soon
    anyio.run(_served, AssistantServer(knowledge, version=version).server)


async def _served(server: Server[Any]) -> None:
    async with stdio_server() as (received, sent):
        await server.run(received, sent, server.create_initialization_options())


class AssistantServer:
    """Tools and resources of a bundle. Calls run one by one in a thread, so that cancelling is heard."""

    def __init__(self, knowledge: Knowledge, *, version: str) -> None:
        self._knowledge = knowledge
        self._one_at_a_time = CapacityLimiter(1)
        self.server: Server[Any] = Server(
            "soundings",
            title="Soundings",
            version=version,
            instructions=INSTRUCTIONS,
            website_url=knowledge.bundle.address,
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
            on_list_resources=self._list_resources,
            on_list_resource_templates=self._list_templates,
            on_read_resource=self._read_resource,
        )

    async def _list_tools(
        self, _context: Context, _asked: protocol.PaginatedRequestParams | None
    ) -> protocol.ListToolsResult:
        return protocol.ListToolsResult(tools=[_described(tool) for tool in TOOLS.values()])

    async def _call_tool(
        self, _context: Context, asked: protocol.CallToolRequestParams
    ) -> protocol.CallToolResult:
        tool = TOOLS.get(asked.name)
        if tool is None:
            message = f"There is no tool {asked.name[:80]!r}. There are: {', '.join(TOOLS)}."
            raise MCPError(protocol.INVALID_PARAMS, message)
        try:
            return _told(await self._in_thread(tool, asked.arguments or {}))
        except ToolFailed as failed:
            return _told(str(failed), is_error=True)

    async def _in_thread(self, tool: AssistantTool, given: dict[str, Any]) -> str:
        over = Event()
        try:
            return await to_thread.run_sync(
                tool.answer,
                given,
                ToolCall(self._knowledge, _deadline(over)),
                abandon_on_cancel=True,
                limiter=self._one_at_a_time,
            )
        finally:
            over.set()

    async def _list_resources(
        self, _context: Context, asked: protocol.PaginatedRequestParams | None
    ) -> protocol.ListResourcesResult:
        cursor = asked.cursor if asked else None
        if cursor is not None and not re.fullmatch("[0-9]{1,9}", cursor):
            raise MCPError(protocol.INVALID_PARAMS, "The cursor is not one that this server gave.")
        start = int(cursor or 0)
        stories = self._knowledge.bundle.stories
        return protocol.ListResourcesResult(
            resources=[
                protocol.Resource(uri=f"story://{one.ref}", name=one.ref, title=one.title, mime_type=MARKDOWN)
                for one in stories[start : start + PAGE]
            ],
            next_cursor=str(start + PAGE) if start + PAGE < len(stories) else None,
        )

    async def _list_templates(
        self, _context: Context, _asked: protocol.PaginatedRequestParams | None
    ) -> protocol.ListResourceTemplatesResult:
        kinds = {
            "story://{ref}": ("story", "A story in at most 1,500 tokens, such as story://KF-16"),
            "story://{ref}/whole": ("whole story", "All of a story, such as story://KF-16/whole"),
        }
        return protocol.ListResourceTemplatesResult(
            resource_templates=[
                protocol.ResourceTemplate(uri_template=uri, name=name, description=about, mime_type=MARKDOWN)
                for uri, (name, about) in kinds.items()
            ]
        )

    async def _read_resource(
        self, _context: Context, asked: protocol.ReadResourceRequestParams
    ) -> protocol.ReadResourceResult:
        uri = str(asked.uri)
        text = _resource(uri, self._knowledge)
        contents = protocol.TextResourceContents(uri=uri, mime_type=MARKDOWN, text=text)
        return protocol.ReadResourceResult(contents=[contents])


def _resource(uri: str, knowledge: Knowledge) -> str:
    named = URI.fullmatch(uri)
    if named is None:
        raise MCPError(protocol.INVALID_PARAMS, f"{uri[:80]} is no resource; one looks like story://KF-16.")
    try:
        if named["anchor"]:
            return story.part(named["ref"], named["anchor"], knowledge)
        return (story.whole if named["whole"] else story.brief)(named["ref"], knowledge)
    except ToolFailed as failed:
        raise MCPError(protocol.INVALID_PARAMS, str(failed)) from None


def _described(tool: AssistantTool) -> protocol.Tool:
    return protocol.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema,
        annotations=protocol.ToolAnnotations(
            read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _told(text: str, *, is_error: bool = False) -> protocol.CallToolResult:
    return protocol.CallToolResult(content=[protocol.TextContent(type="text", text=text)], is_error=is_error)


def _deadline(over: Event) -> Deadline:
    """Of a call: it has been cancelled, or it takes too long."""
    end = monotonic() + SECONDS

    def check() -> None:
        if over.is_set() or monotonic() > end:
            raise DeadlineExceeded

    return check
