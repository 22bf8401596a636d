"""The WSGI environment of an ASGI request."""

import sys
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import FileWrapper

from asgiref.typing import HTTPScope

Environ = dict[str, Any]

CONSTANT: Environ = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.file_wrapper": FileWrapper,
}
DECIDED_HERE = frozenset({b"content-length", b"transfer-encoding"})
"""A body that was read whole has a length and no encoding of its transfer."""


def build(scope: HTTPScope, content: BytesIO, size: int) -> Environ:
    """Names with an underscore are left out: in an environment they would pass for those with a hyphen."""
    server, port = scope["server"] or ("", None)
    client, _ = scope["client"] or ("", 0)
    environ = CONSTANT | {
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server,
        "SERVER_PORT": str(port or ""),
        "REMOTE_ADDR": client,
        "CONTENT_LENGTH": str(size),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": content,
    }
    for name, value in scope["headers"]:
        if b"_" in name or name in DECIDED_HERE:
            continue
        key, text = _key(name), value.decode("latin-1")
        if key in environ:
            text = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
        environ[key] = text
    return environ


@lru_cache(maxsize=512)
def _key(name: bytes) -> str:
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key == "CONTENT_TYPE" else f"HTTP_{key}"
