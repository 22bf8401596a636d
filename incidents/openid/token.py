"""Whether an identity token holds: by its signature, and by what it claims."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import jwt

from incidents.openid.claims import LONGEST, Claims
from incidents.openid.discovery import read_object, shown
from incidents.openid.errors import SignOnFailed
from incidents.openid.registration import SingleSignOn

KINDS_OF_KEYS = {"RS": "RSA", "PS": "RSA", "ES": "EC"}
"""By the first letters of an algorithm."""
ALGORITHMS = tuple(f"{first}{bits}" for first in KINDS_OF_KEYS for bits in (256, 384, 512))
LEEWAY = timedelta(minutes=1)
"""By how much the clocks of the two may differ."""
LONGEST_TOKEN = 100_000


def key_named(token: str) -> str:
    """The name (`kid`) of the key that a token says it is signed with; empty where it names none.

    Raises `SignOnFailed`.
    """
    named = _header(token).get("kid", "")
    return named if isinstance(named, str) else ""


def claims_of(
    token: str, *, site: SingleSignOn, keys: Iterable[Mapping[str, Any]], nonce: str, now: datetime
) -> Claims:
    """What a token claims, once all of it has been checked. Raises `SignOnFailed`."""
    said = read_object(_signed(token, keys))
    if said.get("iss") != site.issuer:
        raise SignOnFailed("token", f"its issuer is {shown(said.get('iss'))}")
    _check_audience(said, site.client_id)
    if said.get("nonce") != nonce:
        raise SignOnFailed("token", "its nonce is not the one that was sent")
    _check_times(said, now)
    subject = said.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST or "\0" in subject:
        raise SignOnFailed("token", f"its subject is {shown(subject)}")
    return Claims(issuer=site.issuer, subject=subject, said=said)


def _header(token: str) -> dict[str, Any]:
    if len(token) > LONGEST_TOKEN:
        raise SignOnFailed("token", f"it is {len(token)} characters long")
    try:
        header: dict[str, Any] = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise SignOnFailed("token", f"it cannot be read: {error}") from None
    return header


def _signed(token: str, keys: Iterable[Mapping[str, Any]]) -> bytes:
    """The payload, if one of the keys has signed it: with an algorithm that fits the key, and is allowed."""
    header = _header(token)
    algorithm, named = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise SignOnFailed("token", f"its algorithm is {shown(algorithm)}")
    fitting = [key for key in keys if _fits(key, algorithm) and (named is None or key.get("kid") == named)]
    if not fitting:
        raise SignOnFailed("token", f"the provider has no key {shown(named)} for {algorithm}")
    for key in fitting:
        try:
            made = jwt.PyJWK(dict(key), algorithm=algorithm)
            payload: bytes = jwt.PyJWS().decode_complete(token, made, algorithms=[algorithm])["payload"]
        except (jwt.PyJWTError, ValueError, TypeError):
            continue
        return payload
    raise SignOnFailed("token", "its signature is not by a key of the provider")


def _fits(key: Mapping[str, Any], algorithm: str) -> bool:
    return (
        key.get("kty") == KINDS_OF_KEYS[algorithm[:2]]
        and key.get("use") in {None, "sig"}
        and key.get("alg") in {None, algorithm}
    )


def _check_audience(said: Mapping[str, Any], client_id: str) -> None:
    audience, party = said.get("aud"), said.get("azp")
    several = audience if isinstance(audience, list) else [audience]
    if client_id not in several:
        raise SignOnFailed("token", f"it is for {shown(audience)}")
    if (party is not None or len(several) > 1) and party != client_id:
        raise SignOnFailed("token", f"it is for several, and its authorized party is {shown(party)}")


def _check_times(said: Mapping[str, Any], now: datetime) -> None:
    ends, made, begins = (_seconds(said, name) for name in ("exp", "iat", "nbf"))
    moment, leeway = now.timestamp(), LEEWAY.total_seconds()
    if ends is None or made is None:
        raise SignOnFailed("token", "it does not say when it was made and when it ends (iat, exp)")
    if ends <= moment - leeway:
        raise SignOnFailed("clock", f"it ended {moment - ends:.0f} seconds ago")
    late = max(made, begins if begins is not None else made)
    if late > moment + leeway:
        raise SignOnFailed("clock", f"it begins in {late - moment:.0f} seconds")


def _seconds(said: Mapping[str, Any], name: str) -> float | None:
    value = said.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SignOnFailed("token", f"its {name} is {shown(value)}")
    return float(value)
