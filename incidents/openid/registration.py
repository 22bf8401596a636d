"""How this site is registered with its provider, and what is made of what that says."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

from incidents.openid.mapping import GroupMapping

ROLES = ("reader", "author", "editor", "administrator")
"""The least first."""
NOTHING_MAPPED = GroupMapping()


@dataclass(frozen=True)
class SingleSignOn:
    """`name`: what people call the provider. `asked_again`: the age at which a session is asked for again."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = "single sign-on"
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    groups_claim: str = "groups"
    roles: GroupMapping = NOTHING_MAPPED
    teams: GroupMapping = NOTHING_MAPPED
    groups_only: bool = False
    """Whether somebody in no group of `roles` is refused."""
    domains: frozenset[str] = frozenset()
    """Of the addresses that may come; empty: all."""
    checks_factors: bool = False
    """Whether the provider asks everybody for a second factor, though it does not say so in each token."""
    asked_again: timedelta = timedelta(hours=1)

    def role_of(self, groups: Collection[str]) -> str:
        """The highest of those that the groups give; empty where they give none."""
        given = self.roles.given(groups)
        return max(given, key=ROLES.index) if given else ""

    def admits(self, email: str) -> bool:
        """Whether the domain of a verified address is among those that may come."""
        return not self.domains or email.rpartition("@")[2].casefold() in self.domains
