"""The query of the list of actions, as its address holds it."""

from dataclasses import dataclass, fields
from typing import Self

from django.http import QueryDict
from django.urls import reverse

from incidents.domain.actions import STATES, ActionFilter
from incidents.models.choices import words
from incidents.stories.fields import ActionType
from incidents.web.parts.paging import LONGEST_VALUE, page_number

ALL = "all"
UNFINISHED = "unfinished"


@dataclass(frozen=True)
class ActionQuery:
    filter: ActionFilter
    page: int = 1

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        """Reads what it can of an address; a state or type that is no choice is ignored."""

        def text(name: str) -> str:
            return " ".join(parameters.get(name, "").replace("\0", " ").split())[:LONGEST_VALUE]

        state, kind = parameters.get("state", ""), parameters.get("type", "")
        return cls(
            ActionFilter(
                state=state if state in {*STATES, ALL} else UNFINISHED,
                owner=text("owner"),
                team=text("team").lower(),
                story=text("story").upper(),
                type=kind if kind in words(ActionType) else "",
                component=text("component"),
                is_overdue=parameters.get("overdue") == "yes",
            ),
            page_number(parameters.get("page", "")),
        )

    @property
    def is_usual(self) -> bool:
        """Whether nothing is asked for that the list does not show by itself."""
        return self.filter == ActionFilter()

    def address(self, name: str, *, page: int = 1) -> str:
        """Of the same list as the page with this URL name."""
        said = {one.name: getattr(self.filter, one.name) for one in fields(ActionFilter)}
        overdue = {"overdue": "yes"} if said.pop("is_overdue") else {}
        state = {} if said.pop("state") == UNFINISHED else {"state": self.filter.state}
        parameters = QueryDict(mutable=True)
        parameters.update(state | {key: value for key, value in said.items() if value} | overdue)
        if page > 1:
            parameters["page"] = str(page)
        sent = parameters.urlencode()
        return f"{reverse(name)}?{sent}" if sent else reverse(name)
