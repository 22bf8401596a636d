"""Sessions as rows that say whose they are, and from where they were used last."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as RowStore
from django.contrib.sessions.middleware import SessionMiddleware as StoringMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from incidents.domain.people import sessions
from incidents.models import Session
from incidents.models.session import LONGEST_BROWSER


@dataclass(frozen=True)
class Origin:
    """Where a request comes from."""

    address: str | None = None
    browser: str = ""


class SessionStore(RowStore):
    """Keeps the row that a session was read from, so that what follows from it costs no further statement."""

    row: Session | None = None
    origin = Origin()

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        self.row = Session.signed_in.alive(key=self.session_key or "", now=timezone.now())
        if self.row is None:
            self._session_key = None
            return {}
        return self.decode(self.row.session_data)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """A new key begins a new session: signing in and a changed password both make one."""
        now = timezone.now()
        key = self.session_key or ""
        began_at = self.row.began_at if self.row and self.row.session_key == key else now
        self.row = Session(
            session_key=key,
            session_data=self.encode(data),
            expire_date=sessions.lasts_until(began_at=began_at, used_at=now),
            user_id=data.get(SESSION_KEY),
            began_at=began_at,
            used_at=now,
            address=self.origin.address,
            browser=self.origin.browser,
        )
        return self.row


class SessionMiddleware(StoringMiddleware):
    """Notes that a session is in use, if somebody is signed in with it."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if isinstance(request.session, SessionStore):
            browser = request.META.get("HTTP_USER_AGENT", "")[:LONGEST_BROWSER]
            request.session.origin = Origin(request.META.get("REMOTE_ADDR"), browser)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        store = request.session
        if isinstance(store, SessionStore) and store.row and store.row.user_id and not store.modified:
            origin, now = store.origin, timezone.now()
            sessions.used(session=store.row, address=origin.address, browser=origin.browser, now=now)
        return super().process_response(request, response)
