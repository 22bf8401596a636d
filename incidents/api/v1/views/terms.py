"""The vocabulary that stories are classified with."""

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from incidents.api import caching
from incidents.api.renderers import Json
from incidents.api.v1 import answers, openapi
from incidents.api.v1.parameters import Parameters
from incidents.models import Term


class TermViewSet(ViewSet):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="terms",
        parameters=[openapi.asked("facet", "Repeated or separated by commas.")],
        responses=openapi.answer(answers.TermList, 400),
    )
    def whole(self, request: Request) -> HttpResponseBase:
        """The terms of every facet, or of those asked for, with the words that mean the same."""
        given = Parameters(request.query_params, ("facet",))
        rows = Term.objects.in_order().prefetch_related("synonyms")
        if given.many("facet"):
            known = set(Term.objects.values_list("facet", flat=True).distinct())
            rows = rows.filter(facet__in=given.many_of("facet", known))
        given.check()
        return caching.tagged(request, answers.TermList(results=tuple(map(_term, rows))))


def _term(row: Term) -> answers.VocabularyTerm:
    return answers.VocabularyTerm(
        facet=row.facet,
        slug=row.slug,
        label=row.label,
        description=row.description,
        group=row.group,
        synonyms=tuple(sorted(synonym.text for synonym in row.synonyms.all())),
    )
