"""The query of the list of people, as its address holds it."""

from dataclasses import dataclass, replace
from typing import Self

from django.http import QueryDict
from django.urls import reverse

from incidents.domain.people import PeopleFilter, listing
from incidents.models import User
from incidents.web.parts.badges import Link
from incidents.web.parts.paging import LONGEST_TEXT, LONGEST_VALUE

LONGEST_NAME = 150
LABELS = {"open": "Open", "closed": "Closed", "program": "Programs"}
"""The states by their words."""


@dataclass(frozen=True)
class PeopleQuery:
    """`before` and `after` are user names between which the page lies."""

    filter: PeopleFilter
    before: str = ""
    after: str = ""

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        """Reads what it can of an address; a role or state that is no choice is ignored."""

        def text(name: str, most: int) -> str:
            return " ".join(parameters.get(name, "").replace("\0", " ").split())[:most]

        role, state = parameters.get("role", ""), parameters.get("state", "")
        return cls(
            PeopleFilter(
                text=text("q", LONGEST_TEXT),
                role=role if role in User.Role.values else "",
                state=state if state in listing.STATES else "",
                team=text("team", LONGEST_VALUE).lower(),
            ),
            before=text("before", LONGEST_NAME),
            after=text("after", LONGEST_NAME),
        )

    @property
    def chips(self) -> tuple[Link, ...]:
        """What is filtered by; each leads to the list without it."""
        asked = self.filter
        chosen = (
            ("role", "Role", User.Role(asked.role).label if asked.role else ""),
            ("state", "State", LABELS.get(asked.state, "")),
            ("team", "Team", asked.team),
        )
        return tuple(
            Link(f"{label}: {value}", self._url(replace(asked, **{name: ""})))
            for name, label, value in chosen
            if value
        )

    @property
    def is_empty(self) -> bool:
        return self.filter == PeopleFilter()

    def beside(self, *, before: str = "", after: str = "") -> str:
        """The address of the page before or after one; empty where neither is given."""
        return self._url(self.filter, before=before, after=after) if before or after else ""

    @staticmethod
    def _url(asked: PeopleFilter, **place: str) -> str:
        values = {
            "q": asked.text,
            "role": asked.role,
            "state": asked.state,
            "team": asked.team,
            **place,
        }
        parameters = QueryDict(mutable=True)
        parameters.update({name: value for name, value in values.items() if value})
        sent = parameters.urlencode()
        return f"{reverse('people')}?{sent}" if sent else reverse("people")
