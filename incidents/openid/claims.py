"""What a provider says of a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 255
"""Characters of a subject, as the standard has it, and of an issuer here."""
MOST_GROUPS = 2_000
SEVERAL_FACTORS = frozenset({"mfa", "otp", "hwk", "fido"})
"""Values of `amr` (RFC 8176) that take more than a password."""


@dataclass(frozen=True)
class Claims:
    """`said`: the claims of the identity token, and those that the provider added when asked for more."""

    issuer: str
    subject: str
    said: Mapping[str, Any]

    def text(self, name: str) -> str:
        value = self.said.get(name)
        return value.strip() if isinstance(value, str) else ""

    @property
    def email(self) -> str:
        """Whether or not it is verified."""
        return self.text("email")

    @property
    def is_email_verified(self) -> bool:
        """Some providers write the word instead of the value."""
        return self.said.get("email_verified") in (True, "true")

    @property
    def has_shown_several_factors(self) -> bool:
        ways = self.said.get("amr")
        return isinstance(ways, list) and any(way in SEVERAL_FACTORS for way in ways if isinstance(way, str))

    def groups(self, claim: str) -> tuple[str, ...]:
        """One word counts as a list of one; what is no text is left out."""
        value = self.said.get(claim)
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list):
            return ()
        return tuple(one for one in value[:MOST_GROUPS] if isinstance(one, str))

    def leaves_groups_out(self, claim: str) -> bool:
        """Whether there were too many for the token: Entra ID then names a place where to ask for them."""
        elsewhere = self.said.get("_claim_names")
        return claim not in self.said and (
            (isinstance(elsewhere, dict) and claim in elsewhere) or self.said.get("hasgroups") is True
        )
