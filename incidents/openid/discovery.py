"""What a provider says of itself, at `/.well-known/openid-configuration`, and its keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec

from incidents.openid.errors import SignOnFailed
from incidents.openid.mapping import objection_to_issuer

DISCOVERY_PATH = "/.well-known/openid-configuration"
SHOWN = 200
"""Characters of what was sent that the log shows."""
MOST_KEYS = 100


@dataclass(frozen=True)
class Discovery:
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    secret_in_body: bool = False
    """Whether the provider takes the secret in the body alone, and not in a header."""
    names_itself: bool = False
    """Whether answers say who they come from (RFC 9207)."""
    scopes: tuple[str, ...] = ()
    """Empty where it does not say."""


def read_discovery(content: bytes, *, issuer: str) -> Discovery:
    """Raises `SignOnFailed`, also where it is the document of somebody else."""
    said = read_object(content)
    if said.get("issuer") != issuer:
        raise SignOnFailed("issuer", f"the provider calls itself {shown(said.get('issuer'))}, not {issuer!r}")
    methods = said.get("token_endpoint_auth_methods_supported")
    scopes = said.get("scopes_supported")
    return Discovery(
        authorization_endpoint=_address(said, "authorization_endpoint", issuer),
        token_endpoint=_address(said, "token_endpoint", issuer),
        jwks_uri=_address(said, "jwks_uri", issuer),
        userinfo_endpoint=_address(said, "userinfo_endpoint", issuer) if "userinfo_endpoint" in said else "",
        secret_in_body=isinstance(methods, list)
        and "client_secret_basic" not in methods
        and "client_secret_post" in methods,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        scopes=tuple(one for one in scopes if isinstance(one, str)) if isinstance(scopes, list) else (),
    )


def read_keys(content: bytes) -> list[dict[str, Any]]:
    """The keys that a provider signs with. Raises `SignOnFailed`."""
    keys = read_object(content).get("keys")
    if not isinstance(keys, list):
        raise SignOnFailed("answer", "the set of keys holds no list of keys")
    return [key for key in keys[:MOST_KEYS] if isinstance(key, dict)]


def read_object(content: bytes) -> dict[str, Any]:
    """Raises `SignOnFailed`."""
    try:
        said = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError):
        raise SignOnFailed("answer", f"no JSON came, but {shown(content)}") from None
    if not isinstance(said, dict):
        raise SignOnFailed("answer", f"no JSON object came, but {shown(content)}")
    return said


def shown(value: object) -> str:
    """What was sent, for the log: escaped and shortened."""
    return repr(value[:SHOWN] if isinstance(value, str | bytes) else value)[: SHOWN + 20]


def _address(said: Mapping[str, Any], name: str, issuer: str) -> str:
    """The endpoint, which is asked over TLS, unless the provider itself is on this machine and is not."""
    value = said.get(name)
    if not isinstance(value, str) or objection_to_issuer(value.partition("?")[0]):
        raise SignOnFailed("answer", f"{name} is {shown(value)}, which is no address to ask")
    if urlsplit(value).scheme == "http" and urlsplit(issuer).scheme == "https":
        raise SignOnFailed("answer", f"{name} is {shown(value)}, which is not https://")
    return value
