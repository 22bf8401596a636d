"""A provider of OpenID Connect that answers as a test wants: over HTTP, in threads, with real keys."""

import json
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

DROPS = 40
CLIENT, SECRET = "soundings", "a secret of the client"
KEYS = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]
"""The provider has the first one; the second is somebody else's until it is taken over."""


def public(number: int) -> dict[str, Any]:
    key = jwt.algorithms.RSAAlgorithm.to_jwk(KEYS[number].public_key(), as_dict=True)
    return {**key, "kid": f"key-{number}", "use": "sig"}


@dataclass
class Provider:
    """`claims` replace what a token says otherwise; None takes one out."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    of_codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The same for one code alone."""
    more: dict[str, Any] = field(default_factory=dict)
    """What it knows besides, at the endpoint for that."""
    published: list[int] = field(default_factory=lambda: [0])
    signs_with: int = 0
    forged: str = ""
    """A token that is handed out as it is."""
    padding: int = 0
    """Bytes of nothing in the answer with the tokens."""
    drips: bool = False
    """Sends the head of an answer byte by byte, for two seconds."""
    dripped: int = 0
    pause: float = 0.0
    """Seconds before each answer."""
    calls_itself: str = ""
    discovery: dict[str, Any] = field(default_factory=dict)
    redirects: bool = False
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    """What each code was asked with."""
    used: set[str] = field(default_factory=set)
    requests: list[str] = field(default_factory=list)

    def code(self, address: str) -> tuple[str, str]:
        """What the browser brings back from the address it was sent to: code and state."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return code, asked["state"]

    def token(self, nonce: str, code: str = "") -> str:
        now = time.time()
        said = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "subject-1",
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
            "email": "robin@example.org",
            "email_verified": True,
            "preferred_username": "robin",
            "name": "Robin Quay",
            **self.claims,
            **self.of_codes.get(code, {}),
        }
        kept = {name: value for name, value in said.items() if value is not None}
        headers = {"kid": f"key-{self.signs_with}"}
        return jwt.encode(kept, KEYS[self.signs_with], algorithm="RS256", headers=headers)

    def document(self) -> dict[str, Any]:
        endpoints = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "keys",
            "userinfo_endpoint": "userinfo",
        }
        whole = {name: f"{self.address}/{path}" for name, path in endpoints.items()}
        return {"issuer": self.calls_itself or self.address, **whole, **self.discovery}

    def known(self, authorization: str) -> dict[str, Any]:
        said = self.claims | self.of_codes.get(authorization.removeprefix("Bearer "), {})
        return {"sub": said.get("sub", "subject-1"), **self.more}

    def tokens(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        asked = self.asked.get(form["code"], {})
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        pair = b64decode(authorization.removeprefix("Basic ")).decode()
        is_right = pair == f"{CLIENT}:{SECRET.replace(' ', '+')}" and challenge == asked.get("code_challenge")
        if not is_right or form["code"] in self.used or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        self.used.add(form["code"])
        token = self.forged or self.token(asked["nonce"], form["code"])
        return 200, {"id_token": token, "access_token": form["code"], "padding": "x" * self.padding}


class ProviderRequest(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        answers = {
            "/.well-known/openid-configuration": self.provider.document,
            "/keys": lambda: {"keys": [public(number) for number in self.provider.published]},
            "/userinfo": lambda: self.provider.known(self.headers.get("Authorization", "")),
        }
        self.reply(200, answers[path]())

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(sent).items()}
        self.reply(*self.provider.tokens(form, self.headers.get("Authorization", "")))

    def reply(self, status: int, said: dict[str, Any]) -> None:
        self.provider.requests.append(self.path)
        time.sleep(self.provider.pause)
        body = json.dumps(said).encode()
        if self.provider.drips:
            self.drip()
        else:
            self.send_response(302 if self.provider.redirects else status)
        if self.provider.redirects:
            self.send_header("Location", f"{self.provider.address}/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        for _ in range(DROPS):
            time.sleep(0.05)
            self.wfile.write(b"x")
            self.provider.dripped += 1
        self.wfile.write(b"\r\n")

    def log_message(self, *_: Any) -> None:
        """Nothing is written to the terminal."""


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()
    handler = type("Handler", (ProviderRequest,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    server.handle_error = lambda *_: None  # whoever asked has hung up
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
