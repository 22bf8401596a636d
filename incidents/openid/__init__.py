"""OpenID Connect without network and clock: what is asked, and whether the answer holds.

The code flow with PKCE (S256), `state` and `nonce`; identity tokens signed with RS*, PS* or ES*.
"""

from incidents.openid.claims import Claims
from incidents.openid.discovery import (
    DISCOVERY_PATH,
    Discovery,
    read_discovery,
    read_keys,
    read_object,
    shown,
)
from incidents.openid.errors import SignOnFailed
from incidents.openid.mapping import GroupMapping, objection_to_issuer, objections, read_mapping
from incidents.openid.question import RANDOM_BYTES, SignInQuestion
from incidents.openid.registration import ROLES, SingleSignOn
from incidents.openid.token import LEEWAY, claims_of, key_named

__all__ = [
    "DISCOVERY_PATH",
    "LEEWAY",
    "RANDOM_BYTES",
    "ROLES",
    "Claims",
    "Discovery",
    "GroupMapping",
    "SignInQuestion",
    "SignOnFailed",
    "SingleSignOn",
    "claims_of",
    "key_named",
    "objection_to_issuer",
    "objections",
    "read_discovery",
    "read_keys",
    "read_mapping",
    "read_object",
    "shown",
]
