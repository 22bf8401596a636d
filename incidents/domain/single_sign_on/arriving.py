"""Somebody comes back from the provider: whose account it is, or a new one.

Who she is, is issuer and subject. An address decides once, before there is an identity, and only where the
provider has verified it, one open account has it, and that account does not administer.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction

from incidents.domain import audit
from incidents.domain.notifications import kinds, notify
from incidents.domain.single_sign_on import following, naming
from incidents.models import Identity, User
from incidents.openid import Claims, SignOnFailed, SingleSignOn

LONGEST_NAME = 100
LONGEST_ADDRESS = 254
LOCK = 5_190_418
"""Key of the advisory lock of first arrivals; any number nobody else uses."""


@dataclass(frozen=True)
class Arrival:
    """`how`: `known`, `linked` (by the address, to an account that was there) or `new`."""

    user: User
    how: str


def arrive(*, claims: Claims, site: SingleSignOn, now: datetime) -> Arrival:
    """The account of a person, whose role and teams follow her groups. Raises `SignOnFailed`."""
    if claims.leaves_groups_out(site.groups_claim):
        raise SignOnFailed("groups", "the token leaves the groups out, since there are too many")
    groups = claims.groups(site.groups_claim)
    if site.groups_only and not site.role_of(groups):
        raise SignOnFailed("group", f"{claims.subject!r} has no group that gives a role")
    email = _verified(claims)
    if site.domains and not (email and site.admits(email)):
        raise SignOnFailed("domain", f"the verified address of {claims.subject!r} is {email!r}")
    try:
        return _arrived(claims, groups, site, email, now)
    except IntegrityError:  # an invitation took the name meanwhile
        return _arrived(claims, groups, site, email, now)


@transaction.atomic
def _arrived(
    claims: Claims,
    groups: tuple[str, ...],
    site: SingleSignOn,
    email: str,
    now: datetime,
) -> Arrival:
    how = "known"
    identity = _known(claims) or _known_by_now(claims)
    if identity is None:
        user = _holder(email, claims) if email else None
        how = "linked" if user else "new"
        identity = _made(user or _new_account(claims, email, now), claims, now)
        details = {"issuer": claims.issuer, "subject": claims.subject}
        action = "identity.linked" if user else "account.created"
        audit.record(
            action=action,
            target=identity.user.username,
            actor=None,
            at=now,
            details=details | {"by": "single sign-on"},
        )
        if user:
            notify(kinds.IDENTITY_CHANGED, to=[user], at=now, issuer=claims.issuer, opens="opens")
    following.follow(identity=identity, groups=groups, site=site, now=now)
    identity.signed_in_at = now
    identity.save(update_fields=["signed_in_at", "role_given"])
    return Arrival(identity.user, how)


def _known_by_now(claims: Claims) -> Identity | None:
    """Asks again once nobody else arrives for the first time: in another window, of the same name or address.

    The lock is held until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    return _known(claims)


def _known(claims: Claims) -> Identity | None:
    found = Identity.objects.named(issuer=claims.issuer, subject=claims.subject)
    identity = found.select_related("user").select_for_update(of=("self",)).first()
    if identity is not None and not identity.user.is_active:
        raise SignOnFailed("closed", f"the account of {identity.user.username!r} is closed")
    return identity


def _holder(email: str, claims: Claims) -> User | None:
    """The one account that has the address, if it may be opened by that alone."""
    having = list(User.objects.get_queryset().filter(email__iexact=email, is_service=False)[:2])
    if not having:
        return None
    if len(having) > 1:
        raise SignOnFailed("several", f"several accounts have the address {email!r}")
    (user,) = having
    if not user.is_active:
        raise SignOnFailed("closed", f"the account of {user.username!r} is closed")
    if user.is_administrator:
        raise SignOnFailed("administrator", f"{user.username!r} administers and has the address {email!r}")
    if user.identities.filter(issuer=claims.issuer).exists():
        raise SignOnFailed("taken", f"{user.username!r} is somebody else at the provider already")
    return user


def _new_account(claims: Claims, email: str, now: datetime) -> User:
    name = "".join(letter for letter in claims.text("name") if letter.isprintable())
    user = User(
        username=naming.free_username(claims),
        email=email,
        display_name=" ".join(name.split())[:LONGEST_NAME],
        role=settings.NEW_ACCOUNTS,
        date_joined=now,
    )
    user.set_unusable_password()
    user.save()
    return user


def _made(user: User, claims: Claims, now: datetime) -> Identity:
    return Identity.objects.create(
        user=user, issuer=claims.issuer, subject=claims.subject, created_at=now, signed_in_at=now
    )


def _verified(claims: Claims) -> str:
    """The address, if the provider says that it has verified it; else nothing."""
    if not claims.is_email_verified or len(claims.email) > LONGEST_ADDRESS:
        return ""
    try:
        validate_email(claims.email)
    except ValidationError:
        return ""
    return claims.email
