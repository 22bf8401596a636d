"""One attempt to sign in: what the browser takes to the provider, and what only this site keeps."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from incidents.openid.discovery import Discovery
from incidents.openid.registration import SingleSignOn

RANDOM_BYTES = 96


@dataclass(frozen=True)
class SignInQuestion:
    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    @classmethod
    def made_of(cls, random: bytes) -> "SignInQuestion":
        """`random`: as many bytes as `RANDOM_BYTES`."""
        return cls(*(_unpadded(random[start : start + 32]) for start in (0, 32, 64)))

    def address(self, site: SingleSignOn, discovery: Discovery, *, redirect: str) -> str:
        """Where the browser goes."""
        asked = {
            "response_type": "code",
            "client_id": site.client_id,
            "redirect_uri": redirect,
            "scope": " ".join(site.scopes),
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": _unpadded(sha256(self.verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        joint = "&" if urlsplit(discovery.authorization_endpoint).query else "?"
        return f"{discovery.authorization_endpoint}{joint}{urlencode(asked)}"


def _unpadded(binary: bytes) -> str:
    return urlsafe_b64encode(binary).rstrip(b"=").decode()
