"""What the groups of a provider mean here, as administrators write it: `sre=editor; ops=administrator`.

Names of groups may hold spaces, commas, slashes and `=`: the last `=` of a pair counts.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit


@dataclass(frozen=True)
class GroupMapping:
    """Pairs of a group and what it gives."""

    pairs: tuple[tuple[str, str], ...] = ()

    def given(self, groups: Collection[str]) -> list[str]:
        """What these groups give, each once, in the order of the mapping."""
        return list(dict.fromkeys(target for group, target in self.pairs if group in groups))

    @property
    def targets(self) -> set[str]:
        return {target for _, target in self.pairs}


def read_mapping(text: str) -> GroupMapping:
    """Of a text that `objections` finds nothing wrong with."""
    return GroupMapping(tuple(_pair(part) for part in _parts(text)))


def objections(text: str, *, example: str, among: Collection[str] = ()) -> Iterator[str]:
    """What is wrong with each pair. `among`: what a group may give; any word where it is empty."""
    for part in _parts(text):
        group, target = _pair(part)
        if not group or not target:
            yield f"holds {part!r}; write a group, = and what it gives, such as {example}."
        elif among and target not in among:
            yield f"gives {target!r} to {group!r}; write one of: {', '.join(among)}."
        elif not among and not target.replace("-", "").replace("_", "").isalnum():
            yield f"gives {target!r} to {group!r}; write the end of the team's address, such as {example}."


def objection_to_issuer(issuer: str) -> str:
    """Empty where nothing is wrong. Without TLS only a provider on this machine is asked."""
    try:
        parts = urlsplit(issuer)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "has a host or port that cannot be read; write such as https://login.example.org/realms/main."
    if not host or parts.scheme not in {"http", "https"}:
        return "is no address; write such as https://login.example.org/realms/main."
    if parts.scheme == "http" and not is_loopback(host):
        return "is not https://, so anybody on the way could sign in; only this machine may be asked without."
    if parts.query or parts.fragment or parts.username:
        return "has more than a host and a path; write it as the provider's own configuration names it."
    return ""


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _pair(part: str) -> tuple[str, str]:
    group, _, target = part.rpartition("=")
    return group.strip(), target.strip()
