"""What django-allauth asks us: who may sign up, what is recorded, and what is counted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone

from incidents.domain.people import sign_in
from incidents.errors import TooMuch
from incidents.models import User
from incidents.web.parts import quota

SINGLE_SIGN_ON = "single sign-on"
"""What the session calls this way to sign in."""
FACTOR_SHOWN = "factor_shown_elsewhere"
"""Attribute of a request in which the provider vouches for a second factor."""


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation, or with the first sign-in through the provider."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The middleware of proxies has put the address of the client there."""
        address: str = request.META.get("REMOTE_ADDR", "")
        return address

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """All ways to sign in end here."""
        super().login(request, user)
        if not isinstance(user, User):
            raise TypeError(user)
        sign_in.signed_in(user=user, by=_ways(request), now=timezone.now())

    def get_login_stages(self) -> list[str]:
        """Ours is not asked for where the provider says that it has asked for a second factor."""
        stages: list[str] = super().get_login_stages()
        if getattr(self.request, FACTOR_SHOWN, False):
            return [stage for stage in stages if not stage.startswith("allauth.mfa.")]
        return stages

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        super().logout(request)
        if isinstance(user, User):
            sign_in.signed_out(user=user, now=timezone.now())

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Counted as the old password is where a new one is chosen: a session may be in the wrong hands."""
        if not isinstance(user, User):
            return False
        try:
            sign_in.admit_confirmation(user=user, now=timezone.now())
        except TooMuch as refused:
            raise quota.refusal(refused) from None
        return user.check_password(password)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has neither a password nor a factor, but a provider, has nothing to confirm with here."""
        if not get_reauthentication_flows(self.request.user):
            return False
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The audit log says what happened; what is mailed is said by the domain."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say what happened in their own words."""


def _ways(request: HttpRequest) -> list[str]:
    """How the person has proved who she is, in order, such as password and totp."""
    records = request.session.get("account_authentication_methods") or []
    ways = [record.get("type") or record["method"] for record in records]
    is_whole = any(record.get("passwordless") for record in records)
    return ways if is_whole or SINGLE_SIGN_ON in ways or "password" in ways else ["password", *ways]
