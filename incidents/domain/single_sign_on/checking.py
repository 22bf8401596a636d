"""What is right and what is wrong with the connection to the provider, for whoever sets it up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from incidents.domain.single_sign_on import provider
from incidents.models import Team
from incidents.openid import Discovery, SignOnFailed, SingleSignOn

USED = ("RSA", "EC")


@dataclass(frozen=True)
class SetupFinding:
    """`level`: `good`, `wrong`, or `note` for what only the first sign-in shows."""

    level: str
    text: str


def findings(*, site: SingleSignOn, redirect: str, now: datetime) -> Iterator[SetupFinding]:
    """In the order in which it is set up. `redirect`: the address the provider sends people back to."""
    yield SetupFinding("note", f"Redirect address to register with the provider: {redirect}")
    if redirect.startswith("http://"):
        yield SetupFinding(
            "note", "It is not https://, so most providers take it for a trial alone: SOUNDINGS_URL."
        )
    provider.forget()
    try:
        document = provider.discovery(site=site, now=now)
    except SignOnFailed as failed:
        yield SetupFinding("wrong", f"Configuration of {site.issuer}: {failed.detail}.")
        return
    yield SetupFinding("good", f"Configuration of {site.issuer} is read, and names that issuer.")
    yield from _of_keys(site, now)
    yield from _of_scopes(site, document)
    yield from _of_groups(site)


def _of_keys(site: SingleSignOn, now: datetime) -> Iterator[SetupFinding]:
    try:
        keys = provider.keys(site=site, now=now)
    except SignOnFailed as failed:
        yield SetupFinding("wrong", f"Keys: {failed.detail}.")
        return
    usable = [key for key in keys if key.get("kty") in USED and key.get("use") in {None, "sig"}]
    if usable:
        yield SetupFinding("good", f"Keys: {len(usable)} that tokens may be signed with.")
    else:
        yield SetupFinding("wrong", "Keys: none of RSA or EC; have the provider sign with RS256 or ES256.")


def _of_scopes(site: SingleSignOn, document: Discovery) -> Iterator[SetupFinding]:
    unknown = [scope for scope in site.scopes if document.scopes and scope not in document.scopes]
    if unknown:
        yield SetupFinding(
            "note",
            f"Scopes: the provider does not list {', '.join(unknown)}; it may refuse to sign people in.",
        )
    else:
        yield SetupFinding("good", f"Scopes: {' '.join(site.scopes)}.")


def _of_groups(site: SingleSignOn) -> Iterator[SetupFinding]:
    for group, role in site.roles.pairs:
        yield SetupFinding("good", f"Group {group!r} gives the role {role}.")
    there = set(Team.objects.filter(slug__in=site.teams.targets).values_list("slug", flat=True))
    for group, slug in site.teams.pairs:
        if slug in there:
            yield SetupFinding("good", f"Group {group!r} puts people into the team {slug}.")
        else:
            yield SetupFinding("wrong", f"Group {group!r}: there is no team {slug}; make it at /teams/.")
    if not site.roles.pairs and not site.teams.pairs:
        yield SetupFinding(
            "note", "Groups give nothing: neither SOUNDINGS_OIDC_ROLES nor SOUNDINGS_OIDC_TEAMS is set."
        )
    yield SetupFinding(
        "note",
        f"Whether client ID, secret and the claim {site.groups_claim!r} are right shows the first sign-in.",
    )
