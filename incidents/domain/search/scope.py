"""What a reader may see, as a search in the index asks for it; and the names of what is counted."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from incidents.decoding import decoder
from incidents.domain.search.facets import UNKNOWN
from incidents.finding.storage import Clause, clauses
from incidents.finding.storage.schema import KEY, STANDING
from incidents.models import Alias, Incident, SearchEntry, index_state, statements
from incidents.models.incident import is_open_to, open_to, visible_to
from incidents.models.index_state import IndexState
from incidents.models.reader import Reader
from incidents.models.statements import Parameter, Statement

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}|[A-Za-z][A-Za-z0-9]{0,9} [0-9]{1,9}")
NAMES = """
    (SELECT json_object_agg(facet || ':' || slug, label)::text FROM incidents_term),
    (SELECT json_object_agg(id, slug || ' ' || name)::text FROM incidents_organisation)
"""
STATE = """
SELECT {mark}, {names},
    (SELECT coalesce(array_agg(id), '{{}}') FROM ({beyond}) AS hidden(id)),
    ({direct})
"""


@dataclass(frozen=True)
class Scope:
    """What holds for a reader when a search begins."""

    state: IndexState
    labels: Mapping[str, str]
    """Names of terms by `facet:slug`."""
    organisations: Mapping[str, str]
    """Slug, a space and the name by key: thousands of them are sent with each list."""
    standings: tuple[str, ...]
    """Visibilities with statuses, asked for and open to the reader, such as `public/published`."""
    beyond: tuple[int, ...]
    """The keys of stories with these statuses that the reader may see beyond what is open."""
    direct: int | None
    """The key of the story whose reference or other name the text is."""

    @property
    def view(self) -> Hashable:
        """Differs where the reader may see other stories, or asks for other statuses."""
        return self.state.file, self.standings, self.beyond

    def visible(self) -> Clause:
        """The stories the reader may see, in the statuses that were asked for."""
        seen = [clauses.one_of(STANDING, self.standings)]
        if self.beyond:
            seen.append(clauses.one_of(KEY, self.beyond))
        return clauses.without_score(clauses.any_of(seen))

    def named(self, facet: str, value: str) -> tuple[str, str]:
        """Slug and name of a value as the index has it."""
        if facet != "organisation":
            return value, self.labels.get(f"{facet}:{value}", value)
        slug, _, name = self.organisations.get(value, f"{UNKNOWN} {UNKNOWN}").partition(" ")
        return slug, name

    def indexed(self, facet: str, slug: str) -> str:
        """The value as the index has it: organisations may get another slug, but keep their key."""
        if facet != "organisation" or slug == UNKNOWN:
            return slug
        named = ((key, known.partition(" ")[0]) for key, known in self.organisations.items())
        return next((key for key, known in named if known == slug), "none")


def read(
    *, reader: Reader, text: str = "", statuses: tuple[str, ...] = ("published",), with_names: bool = True
) -> Scope:
    """One query. `with_names`: of the values of facets, for whoever counts them."""
    text = text.strip()
    name = text if NAME.fullmatch(text) else ""
    ((*mark, labels, organisations, beyond, direct),) = _statement(
        reader.placeholder, statuses, with_names
    ).rows(
        ref="-".join(name.upper().split()),
        names=[name, name.lower(), name.upper()],
        reader=reader.person,
    )
    visibilities, readable = open_to(reader)
    wanted = [status for status in readable if not statuses or status in statuses]
    return Scope(
        state=IndexState(*mark),
        labels=decoder(dict[str, str]).decode(labels or "{}"),
        organisations=decoder(dict[str, str]).decode(organisations or "{}"),
        standings=tuple(f"{visibility}/{status}" for visibility in visibilities for status in wanted),
        beyond=tuple(beyond),
        direct=direct,
    )


@lru_cache(maxsize=64)
def _statement(reader: Reader, statuses: tuple[str, ...], with_names: bool) -> Statement:
    # What is open to all stays out twice: an index holds the few that are not.
    hidden = SearchEntry.objects.filter(visible_to(reader), is_open=False).exclude(is_open_to(reader))
    if statuses:
        hidden = hidden.filter(status__in=statuses)
    beyond = statements.compiled(hidden.order_by().values_list("pk"))
    by_ref = Incident.objects.filter(ref=Parameter("ref")).values("pk")
    by_alias = Alias.objects.filter(statements.is_one_of("name", "names")).values("incident")
    named = Incident.objects.visible_to(reader).filter(pk__in=by_ref.union(by_alias))
    direct = statements.compiled(named.order_by("pk").values_list("pk")[:1])
    names = NAMES if with_names else "NULL, NULL"
    sql = STATE.format(mark=index_state.COLUMNS, names=names, beyond=beyond.sql, direct=direct.sql)
    return Statement(sql, (*beyond.parameters, *direct.parameters))
