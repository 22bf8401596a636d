"""The stories that a query means, as bitmaps: the database finds words and times, labels are known here."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from pyroaring import BitMap

from incidents.decoding import decoder
from incidents.domain.search import bitmaps
from incidents.domain.search.bitmaps import Bitmaps
from incidents.domain.search.facets import UNKNOWN
from incidents.domain.search.query import Query, TsQueries
from incidents.models import Alias, Incident, SearchEntry, index_state, statements
from incidents.models.incident import is_open_to, open_to, visible_to
from incidents.models.index_state import IndexState
from incidents.models.reader import Reader
from incidents.models.statements import Parameter, Statement

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}|[A-Za-z][A-Za-z0-9]{0,9} [0-9]{1,9}")
STATE = """
SELECT {mark},
    (SELECT json_object_agg(facet || ':' || slug, label)::text FROM incidents_term),
    (SELECT json_object_agg(id, json_build_array(slug, name))::text FROM incidents_organisation),
    ({beyond}),
    ({direct})
"""
FOUND = """
SELECT string_agg(int4send(incident_id::int4), ''::bytea) FROM incidents_searchentry WHERE {condition}
"""
WORDS = FOUND.format(condition="words @@ %s::tsquery")
NAMES = FOUND.format(condition="ts_filter(words, '{a}') @@ %s::tsquery")
SINCE = FOUND.format(condition="modified_at >= %s")
# Where all are ranked, nobody has to know which have the words in their name.
SEARCH = """
WITH found AS MATERIALIZED (SELECT ({words}) AS keys)
SELECT keys, CASE WHEN length(keys) > %s THEN ({names}) END, ({since}) FROM found
"""
NULL = "SELECT NULL::bytea"


@dataclass(frozen=True)
class State:
    """What holds for a reader when a search begins."""

    bitmaps: Bitmaps
    labels: Mapping[str, str]
    """Names of terms by `facet:slug`."""
    organisations: Mapping[str, tuple[str, str]]
    """Slug and name by key."""
    visible: BitMap
    """What the reader may see, in the statuses that are asked for."""
    direct: int | None
    """The key of the story whose reference or other name the text is."""

    def named(self, facet: str, kept_as: str) -> tuple[str, str]:
        """Slug and name of a value, as the bitmaps keep it."""
        if facet != "organisation":
            return kept_as, self.labels.get(f"{facet}:{kept_as}", kept_as)
        return self.organisations.get(kept_as, (UNKNOWN, UNKNOWN))

    def kept_as(self, facet: str, slug: str) -> str:
        if facet != "organisation":
            return slug
        slugs = {known: key for key, (known, _) in self.organisations.items()}
        return bitmaps.UNKNOWN if slug == UNKNOWN else slugs.get(slug, "none")


@dataclass(frozen=True)
class Selection:
    state: State
    query: Query
    fitting: BitMap
    """What is visible under everything that is asked for, but the choices of facets."""
    named: BitMap
    """Among very many, those that have the words in their name."""

    def under(self, *, without: str = "") -> BitMap:
        """Stories under every choice, or every choice but those of one facet."""
        found = self.fitting
        for facet, values in self.query.chosen.items():
            if values and facet != without:
                found = found & self._chosen(facet, values)
        return found

    def _chosen(self, facet: str, values: Iterable[str]) -> BitMap:
        state = self.state
        having = [state.bitmaps.having(facet, [state.kept_as(facet, value)]) for value in values]
        return BitMap.intersection(*having) if facet in self.query.all_of else BitMap.union(*having)


def state(*, reader: Reader, query: Query) -> State:
    """One query; one more where an entry was written since this process last looked."""
    text = query.text.strip()
    name = text if NAME.fullmatch(text) else ""
    statement = _state(reader.placeholder, query.statuses)
    names = [name, name.lower(), name.upper()]
    ((file, change, labels, organisations, beyond, direct),) = statement.rows(
        ref="-".join(name.upper().split()), names=names, reader=reader.person
    )
    known = bitmaps.at(IndexState(file, change))
    visibilities, readable = open_to(reader)
    statuses = [status for status in readable if not query.statuses or status in query.statuses]
    standings = [f"{visibility}/{status}" for visibility in visibilities for status in statuses]
    return State(
        bitmaps=known,
        labels=decoder(dict[str, str]).decode(labels or "{}"),
        organisations=decoder(dict[str, tuple[str, str]]).decode(organisations or "{}"),
        visible=known.having("standing", standings) | bitmaps.keys(beyond),
        direct=direct,
    )


@lru_cache(maxsize=64)
def _state(reader: Reader, statuses: tuple[str, ...]) -> Statement:
    # What is open to all stays out twice: an index holds the few that are not.
    hidden = SearchEntry.objects.filter(visible_to(reader), is_open=False).exclude(is_open_to(reader))
    beyond = bitmaps.packed(hidden.filter(status__in=statuses) if statuses else hidden)
    by_ref = Incident.objects.filter(ref=Parameter("ref")).values("pk")
    by_alias = Alias.objects.filter(statements.is_one_of("name", "names")).values("incident")
    named = Incident.objects.visible_to(reader).filter(pk__in=by_ref.union(by_alias))
    direct = statements.compiled(named.order_by("pk").values_list("pk")[:1])
    sql = STATE.format(mark=index_state.COLUMNS, beyond=beyond.sql, direct=direct.sql)
    return Statement(sql, (*beyond.parameters, *direct.parameters))


def select(*, state: State, query: Query, asked: TsQueries | None, most_ranked: int = 0) -> Selection:
    """One query where words or a time are asked for."""
    if not asked and not query.modified_since:
        return Selection(state, query, state.visible, BitMap())
    found, named, since = _found(query, asked, most_ranked)
    fitting = state.visible
    if asked:
        fitting = fitting - found if asked.is_negative else fitting & found
    if query.modified_since:
        fitting = fitting & since
    return Selection(state, query, fitting, named)


def _found(query: Query, asked: TsQueries | None, most_ranked: int) -> tuple[BitMap, BitMap, BitMap]:
    words = (WORDS, [asked.without or asked.wanted]) if asked else (NULL, [])
    names = (NAMES, [asked.wanted]) if asked and not asked.is_negative else (NULL, [])
    since: tuple[str, list[Any]] = (SINCE, [query.modified_since]) if query.modified_since else (NULL, [])
    sql = SEARCH.format(words=words[0], names=names[0], since=since[0])
    with connection.cursor() as cursor:
        cursor.execute(sql, [*words[1], most_ranked * bitmaps.KEY_BYTES, *names[1], *since[1]])
        found, named, changed = cursor.fetchone()
    return bitmaps.keys(found), bitmaps.keys(named), bitmaps.keys(changed)
