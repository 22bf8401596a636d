from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Self

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.crypto import salted_hmac

from incidents.models import statements
from incidents.models.statements import Parameter, Statement
from incidents.models.user import User

LONGEST_BROWSER = 200


class SessionQuerySet(models.QuerySet["Session"]):
    def of(self, user: User, *, now: datetime) -> Self:
        """Those that have not ended yet, the one used last first."""
        return self.filter(user=user, expire_date__gt=now).order_by("-used_at", "-began_at")

    def alive(self, *, key: str, now: datetime) -> "Session | None":
        """By a statement that is compiled once: every page for the signed in begins with it."""
        columns = [field.attname for field in Session._meta.concrete_fields]
        for row in _alive().rows(key=key, now=now):
            return Session.from_db(self.db, columns, row)
        return None


class Session(AbstractBaseSession):
    """What one browser is signed in with. It ends by itself at `expire_date`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    """Null until somebody has signed in."""
    began_at = models.DateTimeField()
    used_at = models.DateTimeField()
    """Written once a minute at most."""
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=LONGEST_BROWSER, blank=True)
    """What the browser says it is (`User-Agent`)."""

    signed_in = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(name="session_ends_after_it_began", condition=Q(expire_date__gte=F("began_at"))),
        ]

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
        return store

    @property
    def handle(self) -> str:
        """Names the session on a page; unlike its key, it opens nothing."""
        return salted_hmac(__name__, self.session_key, algorithm="sha256").hexdigest()[:20]


@cache
def _alive() -> Statement:
    alive = Session.signed_in.filter(session_key=Parameter("key"), expire_date__gt=Parameter("now"))
    return statements.compiled(alive)
