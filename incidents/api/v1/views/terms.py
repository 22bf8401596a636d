"""The vocabulary that stories are classified with."""

from typing import Annotated

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from incidents.api import caching
from incidents.api.renderers import Json
from incidents.api.v1 import openapi, query, responses
from incidents.api.v1.query import Parameters
from incidents.models import Term


class TermParameters(Parameters, frozen=True, kw_only=True):
    facet: Annotated[
        tuple[Annotated[str, query.text(format="facet")], ...],
        query.several("Facets of the vocabulary, as the terms hold them."),
    ] = ()


class TermViewSet(ViewSet):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="terms",
        parameters=openapi.in_query(TermParameters),
        responses=openapi.answer(responses.TermList, 400),
    )
    def whole(self, request: Request) -> HttpResponseBase:
        """The terms of every facet, or of those asked for, with the words that mean the same."""
        given = query.read(TermParameters, request.query_params)
        rows = Term.objects.in_order().prefetch_related("synonyms")
        if asked := given.values.facet:
            known = set(Term.objects.values_list("facet", flat=True).distinct())
            for facet in set(asked) - known:
                given.fault("facet", query.not_possible(facet, known))
            rows = rows.filter(facet__in=asked)
        given.checked()
        return caching.tagged(request, responses.TermList(results=tuple(map(_term, rows))))


def _term(row: Term) -> responses.VocabularyTerm:
    return responses.VocabularyTerm(
        facet=row.facet,
        slug=row.slug,
        label=row.label,
        description=row.description,
        group=row.group,
        synonyms=tuple(sorted(synonym.text for synonym in row.synonyms.all())),
    )
