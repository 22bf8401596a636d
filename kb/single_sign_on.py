"""Sign-in through a provider of OpenID Connect: what the environment says of it."""

import os
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from incidents import openid
from incidents.openid import SingleSignOn
from kb import env

PREFIX = "SOUNDINGS_OIDC_"
REQUIRED = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
ISSUER = env.text(f"{PREFIX}ISSUER", "", "Address of the provider of OpenID Connect; empty: none.").strip()
CLIENT_ID = env.text(f"{PREFIX}CLIENT_ID", "", "How the provider calls this site.").strip()
CLIENT_SECRET = env.text(f"{PREFIX}CLIENT_SECRET", "", "What this site proves itself with there.").strip()
NAME = env.text(f"{PREFIX}NAME", "single sign-on", "What people call the provider.").strip()
SCOPES = env.text(f"{PREFIX}SCOPES", "openid profile email", "What is asked for.").split()
GROUPS_CLAIM = env.text(f"{PREFIX}GROUPS_CLAIM", "groups", "The claim that lists somebody's groups.").strip()
ROLES = env.text(f"{PREFIX}ROLES", "", "Groups and the roles they give: sre=editor; ops=administrator.")
TEAMS = env.text(f"{PREFIX}TEAMS", "", "Groups and the teams they put people in: sre=harbour.")
GROUPS_ONLY = env.flag(
    f"{PREFIX}GROUPS_ONLY", "off", "Whether who is in no group of SOUNDINGS_OIDC_ROLES is refused."
)
DOMAINS = env.words(f"{PREFIX}DOMAINS", "", "Domains of the verified addresses that may come; empty: all.")
CHECKS_FACTORS = env.flag(
    f"{PREFIX}CHECKS_FACTORS", "off", "Whether the provider asks everybody for a second factor itself."
)
MINUTES = env.number(
    f"{PREFIX}MINUTES", "60", "Minutes after which the provider is asked again.", least=5, most=43_200
)


def _faults() -> Iterator[str]:
    for name in REQUIRED:
        if not os.environ.get(PREFIX + name, "").strip():
            yield f"{PREFIX}{name} is missing; sign-in through a provider takes {', '.join(REQUIRED)}."
    if ISSUER and (problem := openid.objection_to_issuer(ISSUER)):
        yield f"{PREFIX}ISSUER {problem}"
    if "openid" not in SCOPES:
        yield f"{PREFIX}SCOPES lacks openid; write such as: openid profile email groups."
    if not NAME or len(NAME) > 40 or not NAME.isprintable():
        yield f"{PREFIX}NAME is {NAME!r}; write up to 40 characters, as people call the provider."
    if not GROUPS_CLAIM:
        yield f"{PREFIX}GROUPS_CLAIM is blank; write the name of the claim, such as groups."
    yield from _faults_of_groups()


def _faults_of_groups() -> Iterator[str]:
    for name, text, example, among in (
        ("ROLES", ROLES, "sre=editor", openid.ROLES),
        ("TEAMS", TEAMS, "sre=harbour", ()),
    ):
        for problem in openid.objections(text, example=example, among=among):
            yield f"{PREFIX}{name} {problem}"
    if GROUPS_ONLY and not ROLES.strip():
        yield f"{PREFIX}GROUPS_ONLY is on and {PREFIX}ROLES is blank, so nobody could come in; write both."
    for domain in DOMAINS:
        if "@" in domain or "." not in domain:
            yield f"{PREFIX}DOMAINS holds {domain!r}; write domains such as example.org, comma-separated."


def origins(site: SingleSignOn | None) -> list[str]:
    """Where a form may lead: browsers check its redirects, and a page may lead by way of the provider."""
    parts = urlsplit(site.issuer) if site else None
    return [f"{parts.scheme}://{parts.netloc}"] if parts else []


def registered() -> SingleSignOn | None:
    """None where nothing of it is configured; what is wrong is noted otherwise."""
    if not any(os.environ.get(name, "").strip() for name in env.VARIABLES if name.startswith(PREFIX)):
        return None
    if faults := list(_faults()):
        env.FAULTS.extend(faults)
        return None
    return SingleSignOn(
        issuer=ISSUER,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        name=NAME,
        scopes=tuple(dict.fromkeys(SCOPES)),
        groups_claim=GROUPS_CLAIM,
        roles=openid.read_mapping(ROLES),
        teams=openid.read_mapping(TEAMS),
        groups_only=GROUPS_ONLY,
        domains=frozenset(domain.casefold() for domain in DOMAINS),
        checks_factors=CHECKS_FACTORS,
        asked_again=timedelta(minutes=MINUTES),
    )
