"""A passkey in plain Python, which can also do what no device does: speak for another site, or count back."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

ID = b"a passkey in a test"
AAGUID = b"\0" * 16
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


class SoftPasskey:
    """`site` is the host that it belongs to, `origin` the page that it believes to be on."""

    def __init__(self, *, site: str = "testserver", origin: str = "https://testserver") -> None:
        self.site, self.origin = site, origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.owner = ""

    def make(self, options: dict[str, Any]) -> str:
        asked = options["publicKey"]
        self.owner = asked["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(AAGUID, ID, public)
        flags = PRESENT | VERIFIED | ATTESTED
        said = AuthenticatorData.create(self._site(), flags, 0, credential)
        attestation = bytes(AttestationObject.create("none", said, {}))
        client = self._client("webauthn.create", asked["challenge"])
        return self._sent({"clientDataJSON": text(client), "attestationObject": text(attestation)})

    def show(self, options: dict[str, Any], *, counter: int = 0, flags: int = PRESENT | VERIFIED) -> str:
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        said = bytes(AuthenticatorData.create(self._site(), flags, counter))
        signature = self.key.sign(said + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._sent(
            {
                "clientDataJSON": text(client),
                "authenticatorData": text(said),
                "signature": text(signature),
                "userHandle": self.owner,
            }
        )

    def _site(self) -> bytes:
        return sha256(self.site.encode()).digest()

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    @staticmethod
    def _sent(response: dict[str, str]) -> str:
        whole = {"id": text(ID), "rawId": text(ID), "type": "public-key", "response": response}
        return json.dumps({**whole, "clientExtensionResults": {}})
