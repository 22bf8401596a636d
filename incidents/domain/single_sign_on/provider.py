"""The provider: what it says of itself, its keys, and what it says of a person.

Each process remembers what the provider says of itself and its keys for an hour. A token signed with a key
that is not among them has them asked for again, once a minute at most.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import quote_plus

from incidents import openid
from incidents.domain.single_sign_on.fetching import ProviderAnswer, fetch
from incidents.openid import (
    DISCOVERY_PATH,
    Claims,
    Discovery,
    SignInQuestion,
    SignOnFailed,
    SingleSignOn,
    read_object,
    shown,
)

REMEMBERED = timedelta(hours=1)
KEYS_AGAIN = timedelta(minutes=1)


@dataclass
class _RememberedProviders:
    """What a process remembers, by issuer."""

    documents: dict[str, tuple[datetime, Discovery]] = field(default_factory=dict)
    keys: dict[str, tuple[datetime, list[dict[str, Any]]]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


_known = _RememberedProviders()


def forget() -> None:
    """For tests and for the check, which begin anew."""
    with _known.lock:
        _known.documents.clear()
        _known.keys.clear()


def discovery(*, site: SingleSignOn, now: datetime) -> Discovery:
    """Raises `SignOnFailed`, as everything here."""
    found = _known.documents.get(site.issuer)
    if found and now - found[0] < REMEMBERED:
        return found[1]
    answer = fetch(site.issuer.rstrip("/") + DISCOVERY_PATH)
    document = openid.read_discovery(_good(answer, "its configuration"), issuer=site.issuer)
    with _known.lock:
        _known.documents[site.issuer] = (now, document)
    return document


def keys(*, site: SingleSignOn, now: datetime, named: str = "") -> list[dict[str, Any]]:
    """`named`: the key that is needed."""
    found = _known.keys.get(site.issuer)
    if found:
        age, is_there = now - found[0], not named or any(key.get("kid") == named for key in found[1])
        if age < KEYS_AGAIN or (age < REMEMBERED and is_there):
            return found[1]
    answer = fetch(discovery(site=site, now=now).jwks_uri)
    read = openid.read_keys(_good(answer, "its keys"))
    with _known.lock:
        _known.keys[site.issuer] = (now, read)
    return read


def told(*, site: SingleSignOn, question: SignInQuestion, code: str, redirect: str, now: datetime) -> Claims:
    """What the provider says of the person who came back with `code`."""
    document = discovery(site=site, now=now)
    tokens = _exchanged(site, document, question, code, redirect)
    token = tokens.get("id_token")
    if not isinstance(token, str):
        raise SignOnFailed("answer", "no identity token came; is openid among the scopes?")
    asked = keys(site=site, now=now, named=openid.key_named(token))
    claims = openid.claims_of(token, site=site, keys=asked, nonce=question.nonce, now=now)
    access = tokens.get("access_token")
    lacks = {"email", site.groups_claim} - claims.said.keys()
    if lacks and document.userinfo_endpoint and isinstance(access, str) and access.isascii():
        return _with_more(claims, document.userinfo_endpoint, access)
    return claims


def _exchanged(
    site: SingleSignOn, document: Discovery, question: SignInQuestion, code: str, redirect: str
) -> Mapping[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect,
        "code_verifier": question.verifier,
    }
    headers: dict[str, str] = {}
    if document.secret_in_body:
        form |= {"client_id": site.client_id, "client_secret": site.client_secret}
    else:
        pair = f"{quote_plus(site.client_id)}:{quote_plus(site.client_secret)}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    answer = fetch(document.token_endpoint, form=form, headers=headers)
    if answer.status in {400, 401}:
        raise SignOnFailed("exchange", f"the code was refused: {shown(answer.content)}")
    return read_object(_good(answer, "its tokens"))


def _with_more(claims: Claims, endpoint: str, access: str) -> Claims:
    """The claims of the identity token go before those that come without a signature."""
    answer = fetch(endpoint, headers={"Authorization": f"Bearer {access}"})
    more = read_object(_good(answer, "what it knows of the person"))
    if more.get("sub") != claims.subject:
        raise SignOnFailed("token", "what the provider knows more is about somebody else")
    return replace(claims, said={**more, **claims.said})


def _good(answer: ProviderAnswer, what: str) -> bytes:
    if answer.status != 200:
        raise SignOnFailed("answer", f"status {answer.status} came for {what}: {shown(answer.content)}")
    return answer.content
